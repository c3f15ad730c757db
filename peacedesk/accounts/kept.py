"""What somebody typed before the session ended: it travels through signing in, inside the form, and is sent again."""

from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.core import signing
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

SALT = "peacedesk.accounts.kept"
SIGN_IN_PAGES = ("admin:login", "admin:logout", "admin:password_change")


@dataclass(frozen=True)
class KeptPost:
    """A POST that a page of the desk did not take: its address and all its fields but the CSRF token."""

    address: str
    fields: dict[str, list[str]]
    had_files: bool

    @classmethod
    def of(cls, request):
        """The POST of this request, or None where it cannot be kept."""
        fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
        kept = cls(request.get_full_path(), fields, bool(request.FILES))
        return kept if kept.may_be_kept() else None

    @classmethod
    def carried_by(cls, request):
        """The POST that the login form carries, or None where it carries none or none that this site sealed."""
        try:
            kept = cls(**signing.loads(request.POST.get("kept", ""), salt=SALT))
        except signing.BadSignature:
            return None
        return kept if kept.may_be_kept() else None

    def may_be_kept(self):
        """It goes to a page of the desk that has nothing to do with signing in, and holds no password to show."""
        path = urlsplit(self.address).path
        return (
            url_has_allowed_host_and_scheme(self.address, allowed_hosts=None)
            and path.startswith(reverse("admin:index"))
            and path not in [reverse(page) for page in SIGN_IN_PAGES]
            and not any("password" in name for name in self.fields)
        )

    def sealed(self):
        """Signed, and packed: escaped for a form field, Cyrillic and Arabic would outgrow the limit of a request."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)
