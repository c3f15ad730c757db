"""Read the forms of a page as a browser would send them."""

from html.parser import HTMLParser


def is_sent(attrs):
    kind = attrs.get("type")
    return kind not in {"file", "reset", "button"} and (kind not in {"checkbox", "radio"} or "checked" in attrs)


class Forms(HTMLParser):
    """Collects the fields of each form of a page, by the form's id or action: {form: {name: [value, …]}}.

    Fields of a template row that no browser sends (`__prefix__`) are left out; `elements` has every tag with its
    attributes, and `buttons` the names and values of the submit buttons of each form.
    """

    def __init__(self, html):
        super().__init__()
        self.fields, self.buttons, self.elements, self.texts = {}, {}, [], []
        self._form = self._select = self._textarea = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.elements.append((tag, attrs))
        if tag == "form":
            self._form = attrs.get("id") or attrs["action"]
            self.fields[self._form], self.buttons[self._form] = {}, {}
        if self._form is None:
            return
        name = attrs.get("name")
        if tag == "option" and self._select and "selected" in attrs:
            self._add(self._select, attrs.get("value", ""))
        elif name is None or "disabled" in attrs or "__prefix__" in name:
            return
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = (name, [])
        elif tag == "button" or attrs.get("type") in {"submit", "image"}:
            self.buttons[self._form][name] = attrs.get("value", "")
        elif tag == "input" and is_sent(attrs):
            self._add(name, attrs.get("value", "on" if attrs.get("type") == "checkbox" else ""))

    def handle_data(self, data):
        self.texts.append(data)
        if self._textarea:
            self._textarea[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea:
            name, parts = self._textarea
            self._add(name, "".join(parts).removeprefix("\n"))
            self._textarea = None

    def _add(self, name, value):
        self.fields[self._form].setdefault(name, []).append(value)
