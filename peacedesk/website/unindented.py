"""Templates as browsers need them: written with indentation, kept and sent without."""

import re

from django.template.loaders import filesystem

INDENTATION = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """Django's loader of our templates, which takes the indentation off when it reads a file.

    HTML and XML take a line break with blanks behind it for one space, and for none where only elements stand. Lines
    keep their numbers. In a `pre` or a `textarea` a template must not indent.
    """

    def get_contents(self, origin):
        return INDENTATION.sub("\n", super().get_contents(origin))
