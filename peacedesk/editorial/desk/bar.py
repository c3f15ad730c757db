"""The workflow bar of an entry: how far each part is, who brought it there, and what this person may do now."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peacedesk.editorial.desk.languages import own_name, part_name
from peacedesk.editorial.graph import SHARED
from peacedesk.editorial.models import Part
from peacedesk.editorial.status import Status, chips, part_status, statuses
from peacedesk.languages import LANGUAGE_NAMES

ENDED = {Status.LIVE, Status.NOT_STARTED}


@dataclass(frozen=True)
class Tab:
    """The way to the form of some parts."""

    label: SafeString
    chips: SafeString
    url: str
    is_current: bool


@dataclass
class Line:
    """One part: its name and form, its chips, what happened last, and what can be done now or who has to do it."""

    label: str
    url: str
    chips: SafeString
    text: str
    reason: str = ""
    actions: list[tuple[str, str]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


def tabs_and_lines(admin, opened, scope):
    """The tabs of the forms of an entry, and the lines of the parts on the form at hand."""
    return _tabs(admin, opened, scope), [_line(admin, opened, name) for name in scope.parts]


def _tabs(admin, opened, scope):
    change, source = admin.url_of("change", opened.root), opened.rights.source_language
    shared, text = (opened.parts[name] for name in (SHARED, source))
    states = chips(text)
    if statuses(shared) != statuses(text):
        states = format_html("{} {} {} {}", _("Facts"), chips(shared), own_name(source), states)
    label = format_html("{} + {}", _("Facts"), own_name(source))
    tabs = [Tab(label, states, f"{change}?lang={source}", is_current=not scope.language)]
    for code in LANGUAGE_NAMES:
        if code != source:
            state = chips(opened.parts[code])
            tabs.append(Tab(own_name(code), state, f"{change}?lang={code}", is_current=scope.language == code))
    return tabs


def _line(admin, opened, name):
    part, rights = opened.parts[name], opened.rights
    status = part_status(part)
    form = "" if name == SHARED else f"{admin.url_of('change', opened.root)}?lang={name}"
    line = Line(part_name(name), form, chips(part), _sentence(part, status), part.reason)
    review = f"{admin.url_of('review', opened.root)}?part={name}"
    publish, take_down = admin.url_of("publish", opened.root), admin.url_of("take-down", opened.root)
    if status is Status.OUTDATED:
        compare = admin.url_of("compare", opened.root)
        query = f"from={part.source_revision}&to={opened.entry.latest}&part={rights.source_language}"
        line.actions.append((_("What changed in the source"), f"{compare}?{query}"))
    if part.is_open and status is not Status.NOT_STARTED:
        if rights.may_write(name):
            line.actions.append((_("Submit for review"), review))
    elif part.state == Part.State.IN_REVIEW:
        _offer_review(line, part, rights, review)
    if part.is_pending:
        if rights.may_publish:
            line.actions.append((_("Publish"), publish))
        elif part.state == Part.State.APPROVED:
            line.hints.append(_("A publisher puts it out."))
    if part.live_id and name != SHARED and rights.may_unpublish:
        line.actions.append((_("Take down"), take_down))
    if part.assignee:
        line.hints.append(_("Assigned to %(person)s.") % {"person": part.assignee})
    return line


def _offer_review(line, part, rights, review):
    if rights.may_write(part.part) or rights.may_publish:
        line.actions.append((_("Recall"), review))
    if not rights.may_review(part.part):
        line.hints.append(_("A reviewer of this language decides next."))
    elif rights.is_kept_from(part):
        line.hints.append(_("You were the last to change this text, so somebody else must review it."))
    else:
        line.actions.insert(0, (_("Review"), review))


def _sentence(part, status):
    """What happened last to a part, in words."""
    about = {
        "person": part.decided_by or "",
        "time": part.decided_at and _time(part.decided_at),
        "editor": part.last_editor,
        "live": part.live and part.live.number,
    }
    if status is Status.NOT_STARTED:
        return _("No text yet.")
    if status is Status.SCHEDULED:
        return _("Revision %(number)s goes out on %(when)s, scheduled by %(who)s.") % {
            "number": part.scheduled.number,
            "when": _time(part.publish_at),
            "who": part.scheduled_by,
        }
    if status is Status.OUTDATED:
        return _("The source text changed after revision %(number)s, from which this text was made.") % {
            "number": part.source_revision
        }
    if status in {Status.IN_REVIEW, Status.RETURNED, Status.APPROVED, Status.WITHDRAWN} and part.decided_at:
        sentences = {
            Status.IN_REVIEW: _("Submitted by %(person)s on %(time)s."),
            Status.RETURNED: _("Returned by %(person)s on %(time)s."),
            Status.APPROVED: _("Approved by %(person)s on %(time)s."),
            Status.WITHDRAWN: _("Taken down by %(person)s on %(time)s."),
        }
        return sentences[status] % about
    if status is Status.LIVE:
        return _("The public sees revision %(live)s.") % about
    if status is Status.LIVE_DRAFT:
        return (
            _("The public sees revision %(live)s. The draft stays at the desk until it is approved and published.")
            % about
        )
    return _("Draft, last changed by %(editor)s.") % about if part.last_editor else _("Draft.")


def _time(moment):
    return date_format(localtime(moment), "DATETIME_FORMAT")
