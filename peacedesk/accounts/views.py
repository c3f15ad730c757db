from django.contrib import admin
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from peacedesk.accounts.forms import InterfaceLanguageForm


@require_POST
@admin.site.admin_view
def interface_language(request):
    """Keep the language of the desk that its user chose, and go back to the page the choice was made on."""
    form = InterfaceLanguageForm(request.POST, instance=request.user)
    if not form.is_valid():
        return HttpResponseBadRequest()
    form.instance.save(update_fields=["interface_language"])
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "admin:index")
