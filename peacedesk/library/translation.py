from modeltranslation.translator import TranslationOptions, register

from peacedesk.library.models import Country, Image, Organisation, Person, Source, Term, Theme, Track


@register((Country, Track))
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name", "scope")


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "abbreviation")


@register(Person)
class PersonTranslation(TranslationOptions):
    fields = ("name", "role")


@register(Source)
class SourceTranslation(TranslationOptions):
    fields = ("title", "author_role", "note")


@register(Image)
class ImageTranslation(TranslationOptions):
    fields = ("alt", "credit")


@register(Term)
class TermTranslation(TranslationOptions):
    fields = ("name", "abbreviation", "confidence", "checked")
