import re
import shutil
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from peacedesk.website.static_files import HashedFiles

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
FOLDERS = ("js", "css", "art", "fonts")


def test_whatever_a_page_loads_has_a_name_of_its_content_and_is_compressed(tmp_path):
    for folder in FOLDERS:
        shutil.copytree(STATIC / folder, tmp_path / folder)
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")]
    storage = HashedFiles(location=tmp_path, base_url="/static/")

    for _name, _hashed, done in storage.post_process({name: (FileSystemStorage(tmp_path), name) for name in names}):
        assert done is True

    hashed = [tmp_path / storage.stored_name(name) for name in names]
    assert len(hashed) > 20
    for path in hashed:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", path.name)
        if path.suffix in {".js", ".css"}:
            text = path.read_text()
            loaded = re.findall(r"""(?:\bfrom|\bimport\(?)\s*["']([^"']+)["']|\burl\(["']?([^)"'#]+)""", text)
            assert all((path.parent / (script or file)).resolve() in hashed for script, file in loaded), path.name
            assert path.with_name(f"{path.name}.br").stat().st_size < len(text.encode())
