"""The example of a proxy, docs/examples/nginx.conf, as nginx runs it before a server that repeats what it was asked."""

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections import Counter
from contextlib import ExitStack, closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.server import free_port

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "docs" / "examples" / "nginx.conf"
NAME = "peacedesk.example"
AROUND = """
daemon off; pid {folder}/pid; error_log {folder}/errors; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types; access_log off; proxy_temp_path {folder}/p; client_body_temp_path {folder}/b;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/site;
}}
"""


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers of the request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *given):
        pass


class Proxy:
    """nginx on two free ports of 127.0.0.1, for http and https."""

    def __init__(self, folder, upstream):
        self.http, self.https = free_port(), free_port()
        certificate = ["-keyout", folder / "key", "-out", folder / "certificate", "-subj", f"/CN={NAME}"]
        kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-addext", f"subjectAltName=DNS:{NAME}"]
        subprocess.run(["openssl", "req", "-x509", "-nodes", *kind, *certificate], check=True, capture_output=True)
        self.trust = ssl.create_default_context(cafile=folder / "certificate")
        site = EXAMPLE.read_text()
        for given, own in {
            "listen 80": f"listen 127.0.0.1:{self.http}",
            "listen 443": f"listen 127.0.0.1:{self.https}",
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            f"/etc/ssl/{NAME}.pem": f"{folder}/certificate",
            f"/etc/ssl/{NAME}.key": f"{folder}/key",
            "/srv/peacedesk/var/static/": f"{folder}/static/",
        }.items():
            assert given in site
            site = site.replace(given, own)
        (folder / "site").write_text(site)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
        self.command = ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "errors"]

    @contextmanager
    def reader(self):
        """A function that asks, over one connection by https, and returns the status, headers and body of an answer."""
        connection = http.client.HTTPSConnection(NAME)
        connection.sock = self.trust.wrap_socket(connect(self.https), server_hostname=NAME)

        def ask(path, *, method="GET", **headers):
            headers = {header.replace("_", "-"): value for header, value in headers.items()}
            connection.request(method, path, headers={"Host": NAME, **headers})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

        with closing(connection):
            yield ask


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=10)


@pytest.fixture
def proxy(tmp_path):
    if not (shutil.which("nginx") and shutil.which("openssl")):
        refuse = pytest.fail if os.environ.get("REQUIRE_ALL") else pytest.skip
        refuse("No nginx or openssl found. Install them (apt-get install nginx openssl).")
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as upstream, ExitStack() as ended:
        threading.Thread(target=upstream.serve_forever, args=[0.05], daemon=True).start()
        ended.callback(upstream.shutdown)
        proxy = Proxy(tmp_path, upstream.server_port)
        subprocess.run([*proxy.command, "-t"], check=True, capture_output=True)
        process = subprocess.Popen(proxy.command)
        ended.callback(process.wait)
        ended.callback(process.terminate)
        while process.poll() is None:
            with suppress(OSError), connect(proxy.https):
                break
        yield proxy


@pytest.fixture
def ask(proxy):
    with proxy.reader() as ask:
        yield ask


def test_readers_reach_the_site_by_tls_and_one_name(proxy, ask):
    forged = {"X_Forwarded_Proto": "http", "X_Forwarded_For": "192.0.2.1"}
    status, _headers, seen = ask("/en/", Host=f"{NAME.upper()}:443", Cookie="a=b", **forged)
    assert status == 200
    seen = json.loads(seen)
    assert (seen["host"], seen["x-forwarded-proto"], seen["x-forwarded-for"]) == (NAME, "https", "127.0.0.1")
    assert seen["cookie"] == "a=b"

    with closing(http.client.HTTPConnection("127.0.0.1", proxy.http)) as plain:
        plain.request("GET", "/en/?page=2", headers={"Host": NAME})
        answer = plain.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/en/?page=2")
    with pytest.raises(http.client.RemoteDisconnected):
        ask("/en/", Host="evil.example")


def test_only_what_is_made_anew_each_time_has_a_limit_for_each_reader(ask):
    def statuses(*paths, **given):
        return Counter(ask(path, **given)[0] for path in paths)

    searches = ("/en/search/?q=peace", "/kk/search/suggestions?q=b", "/ru/events/?q=a", "/ar/initiatives/?x=1&%71=a")
    assert statuses(*(f"/en/initiatives/?page={number}&theme=q" for number in range(40))) == {200: 40}
    assert statuses(*[searches[0]] * 20) == {200: 20}
    for path in searches:
        assert statuses(*[path] * 40)[429], path
    assert statuses(*["/admin/login/"] * 12) == {200: 12}
    assert statuses(*["/admin/login/"] * 12, method="POST").keys() == {200, 429}


def test_static_files_are_kept_for_ever_by_the_name_of_their_content(ask, tmp_path):
    folder = tmp_path / "static" / "css"
    folder.mkdir(parents=True)
    for name in ("site.css", "site.0123456789ab.css"):
        (folder / name).write_text("a {}")
        (folder / f"{name}.gz").write_bytes(b"packed")

    plain = ask("/static/css/site.css")
    hashed = ask("/static/css/site.0123456789ab.css", Accept_Encoding="gzip")

    assert (plain[0], plain[1]["Cache-Control"], plain[2]) == (200, "public, max-age=60", b"a {}")
    assert (hashed[0], hashed[1]["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert (hashed[1]["Content-Type"], hashed[1]["Content-Encoding"], hashed[2]) == ("text/css", "gzip", b"packed")
    for outside in ("/static../key", "/static/../key", "/static/%2e%2e/key", "/static/css/../../key"):
        assert b"PRIVATE" not in ask(outside)[2]
