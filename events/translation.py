from modeltranslation.translator import TranslationOptions, register

from events.models import (
    Appearance,
    AppearanceDraft,
    Event,
    EventDraft,
    EventFigure,
    EventFigureDraft,
    EventSeries,
    Host,
    HostDraft,
    Outcome,
    OutcomeDraft,
    Session,
    SessionDraft,
)


@register(EventSeries)
class EventSeriesTranslation(TranslationOptions):
    fields = ("name", "frequency")


@register((Event, EventDraft))
class EventTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "motto", "edition_label", "city", "venue", "status_note")


@register((Host, HostDraft))
class HostTranslation(TranslationOptions):
    fields = ("name",)


@register((EventFigure, EventFigureDraft))
class EventFigureTranslation(TranslationOptions):
    fields = ("label",)


@register((Session, SessionDraft))
class SessionTranslation(TranslationOptions):
    fields = ("title", "summary", "room")


@register((Appearance, AppearanceDraft))
class AppearanceTranslation(TranslationOptions):
    fields = ("role", "affiliation")


@register((Outcome, OutcomeDraft))
class OutcomeTranslation(TranslationOptions):
    fields = ("text",)
