"""A list in another form: what it finds as a feed, a calendar or a file, at an address that takes its parameters."""

from django.http import HttpResponse


def followed(filterset_class, queryset, request):
    """The filterset of a list for the parameters of a request; without any of them it leaves nothing out."""
    data = request.GET.copy()
    for name, value in queryset.model.whole_list.items():
        data.setdefault(name, value)
    return filterset_class(data, queryset, request=request)


def refusal(filterset):
    """The answer to values that do not hold: that of the list, in plain text; None where all hold."""
    if not filterset.faults:
        return None
    status = 400 if filterset.has_nul else 404
    return HttpResponse("\n".join(filterset.faults), "text/plain; charset=utf-8", status)


def narrowing(filterset):
    """The (parameter, value) pairs that make a difference at such an address."""
    return [pair for pair in filterset.followed if pair not in filterset._meta.model.whole_list.items()]
