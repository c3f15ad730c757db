"""Pages of reference records: an index of each kind, and a page for each record with the entries that refer to it."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import ngettext
from django.views.generic import DetailView, ListView

from peacedesk.editorial.graph import content_roots
from peacedesk.editorial.numbering import in_order
from peacedesk.languages import LANGUAGE_NAMES
from peacedesk.library.models import Country, Organisation, Person, Source, Theme
from peacedesk.library.querysets import by_name, listed, public, public_keys, reference_counts, references

ENTRIES_PER_PAGE = 20


class RecordIndexView(ListView):
    """All public records of one kind, as `records`; `counts` of each says how many entries refer to it.

    With `group_by`, a field with choices, they come in the order of these, and by name in each group.
    """

    group_by = ""
    kept_parameters = ()

    def get_queryset(self):
        return by_name(listed(self.model))

    def get_context_data(self, **kwargs):
        records = list(self.object_list)
        counted = [(root, reference_counts(root, self.model)) for root in content_roots()]
        for record in records:
            record.counts = [
                root.count_label % {"count": found[record.pk]} for root, found in counted if found[record.pk]
            ]
        if self.group_by:
            groups = [value for value, _label in self.model._meta.get_field(self.group_by).choices]
            records.sort(key=lambda record: groups.index(getattr(record, self.group_by)))
        return super().get_context_data(records=records, name=name_of_kind(self.model), **kwargs)


def name_of_kind(model):
    """What the records or entries of a model are called in a heading."""
    return capfirst(model._meta.verbose_name_plural)


def page_number(request):
    """The number of the page that a request asks for. Raises `Http404` where it cannot be one."""
    wanted = request.GET.get("page", "1")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 5 and int(wanted)):
        raise Http404
    return int(wanted)


class ThemeIndexView(RecordIndexView):
    model = Theme
    template_name = "library/themes.html"
    group_by = "line"

    def get_queryset(self):
        return listed(Theme)


class CountryIndexView(RecordIndexView):
    model = Country
    template_name = "library/countries.html"


class OrganisationIndexView(RecordIndexView):
    model = Organisation
    template_name = "library/organisations.html"
    group_by = "kind"


class PersonIndexView(RecordIndexView):
    model = Person
    template_name = "library/people.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        written = Counter(listed(Source).values_list("author", flat=True))
        for person in context["records"]:
            if number := written[person.pk]:
                label = ngettext("%(count)s source written", "%(count)s sources written", number)
                person.counts.append(label % {"count": number})
        return context


class SourceIndexView(RecordIndexView):
    model = Source
    template_name = "library/sources.html"

    def get_queryset(self):
        return listed(Source).select_related("author").order_by("-date_from", "key")


@dataclass(frozen=True)
class Linked:
    """The entries of one kind that refer to a record: one page of them, and a list of all where lists can filter so."""

    name: str
    total: str
    page: Page
    list_url: str


class RecordView(DetailView):
    """A public record with the entries that refer to it; 404 while no public row does.

    `index` names the address of the index of its kind. `filter_name` is the parameter by which the lists of entries
    narrow down to the record; the page of a record that they do not know is itself divided, by `?page=`. `joined` names
    a relation that is read with it.
    """

    slug_field = slug_url_kwarg = "key"
    context_object_name = "record"
    kept_parameters = ("page",)
    index = ""
    filter_name = ""
    joined = None

    def get_queryset(self):
        """All records that have a page, for whoever checks many addresses; a page needs one of them."""
        return public(self.model)

    def get_object(self, queryset=None):
        record = super().get_object(self.model.objects.select_related(self.joined))
        if record.pk not in public_keys(self.model):
            raise Http404
        return record

    def get_context_data(self, **kwargs):
        number = 1 if self.filter_name else page_number(self.request)
        linked = [group for root in content_roots() if (group := self.linked(root, number))]
        if number > 1 and not linked:
            raise Http404
        return super().get_context_data(
            linked=linked,
            parent=name_of_kind(self.model),
            parent_url=reverse(self.index),
            other_names=self.other_names(),
            previous_page=number - 1,
            next_page=number + 1 if any(group.page.has_next() for group in linked) else 0,
            **kwargs,
        )

    def linked(self, root, number):
        paginator = Paginator(references(root, self.model).get(self.object.pk, ()), ENTRIES_PER_PAGE)
        if not paginator.count or number > paginator.num_pages:
            return None
        page = paginator.page(number)
        page.object_list = in_order(root.objects.cards(), page.object_list)
        url = root.list_address(**{self.filter_name: self.object.key}) if self.filter_name else ""
        total = root.count_label % {"count": paginator.count}
        return Linked(name_of_kind(root), total, page, url)

    def other_names(self):
        """The names of the record in the languages that its heading is not in."""
        field = self.object.title_field
        shown = self.object.localized(field).lang
        return [
            self.object.localized(field, code)
            for code in LANGUAGE_NAMES
            if code != shown and getattr(self.object, f"{field}_{code}")
        ]


class ThemeView(RecordView):
    model = Theme
    template_name = "library/theme.html"
    index = "library:themes"
    filter_name = "theme"


class CountryView(RecordView):
    model = Country
    template_name = "library/country.html"
    index = "library:countries"
    filter_name = "country"


class OrganisationView(RecordView):
    model = Organisation
    template_name = "library/organisation.html"
    index = "library:organisations"
    filter_name = "organisation"


class PersonView(RecordView):
    model = Person
    template_name = "library/person.html"
    index = "library:people"

    def get_context_data(self, **kwargs):
        written = listed(Source).filter(author=self.object).order_by("-date_from", "key")
        return super().get_context_data(written=written, **kwargs)


class SourceView(RecordView):
    model = Source
    template_name = "library/source.html"
    index = "library:sources"
    joined = "author"
