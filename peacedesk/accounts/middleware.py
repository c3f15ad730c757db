from django.utils import translation


class DeskLanguageMiddleware:
    """Show the desk in the language its user has chosen; without a choice, the browser's stands."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith("/admin/"):
            speak_language_of_user(request)
        return self.get_response(request)


def speak_language_of_user(request):
    language = getattr(request.user, "interface_language", "")
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = language
