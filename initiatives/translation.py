from modeltranslation.translator import TranslationOptions, register

from initiatives.models import Figure, FigureDraft, Initiative, InitiativeDraft, Milestone, MilestoneDraft


@register((Initiative, InitiativeDraft))
class InitiativeTranslation(TranslationOptions):
    fields = ("title", "summary", "body")


@register((Milestone, MilestoneDraft))
class MilestoneTranslation(TranslationOptions):
    fields = ("text", "place")


@register((Figure, FigureDraft))
class FigureTranslation(TranslationOptions):
    fields = ("label",)
