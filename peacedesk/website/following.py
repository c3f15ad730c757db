"""A list in another form: what it finds as a feed, a calendar or a file, at an address that takes its parameters."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import pgettext
from django.views.generic import View

from peacedesk.languages import comma
from peacedesk.website.freshness import unless_fresh


class FollowedView(View):
    """What programs fetch again and again. A subclass makes the answer in `answer()`, with the parts of the address."""

    http_method_names = ("get", "head")

    def get(self, request, **kwargs):
        response = unless_fresh(request, lambda: self.answer(**kwargs))
        response["X-Robots-Tag"] = "noindex"
        return response


def followed(filterset_class, queryset, request):
    """The filterset of a list for the parameters of a request; without any of them it leaves nothing out."""
    data = request.GET.copy()
    for name, value in queryset.model.whole_list.items():
        data.setdefault(name, value)
    return filterset_class(data, queryset, request=request)


def titled(heading, filters):
    """What a feed or calendar is called: the list `heading` of this site and the `filters` it is narrowed down to."""
    title = pgettext("title of a feed", "%(site)s: %(list)s") % {"site": settings.SITE_NAME, "list": heading}
    if not filters:
        return title
    return pgettext("title of a feed", "%(title)s (%(filters)s)") % {"title": title, "filters": comma().join(filters)}


def refusal(filterset):
    """The answer to values that do not hold: that of the list, in plain text; None where all hold."""
    if not filterset.faults:
        return None
    status = 400 if filterset.has_nul else 404
    return HttpResponse("\n".join(filterset.faults), "text/plain; charset=utf-8", status)


def narrowing(filterset):
    """The (parameter, value) pairs that make a difference at such an address."""
    return [pair for pair in filterset.followed if pair not in filterset._meta.model.whole_list.items()]
