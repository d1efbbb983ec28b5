"""Reads markup and component trees back, strictly: tags balanced, ids once."""

from html.parser import HTMLParser

from dash.development.base_component import Component

from layouts.markup import HTML

VOID = {"input", "br", "hr", "img", "col"}
# What an opening tag, then a closing one, ends by itself: the end tags that HTML lets a table leave out.
ENDED_BY_OPENING = {"td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"}}
ENDED_BY_CLOSING = dict.fromkeys(("thead", "tbody", "tfoot"), ENDED_BY_OPENING["tr"])


class Node:
    """An element: name, attributes, and the text of everything inside it."""

    def __init__(self, name, attributes):
        self.name = name
        self.attributes = attributes
        self.text = ""
        self.inside = []

    def __getitem__(self, key):
        return self.attributes[key]

    def get(self, key, default=None):
        return self.attributes.get(key, default)

    def has_class(self, name):
        return name in (self.get("class") or "").split()

    def all(self, element="", cls="", /, **attributes):
        """Elements inside, in order, with this name, class and these attributes."""
        return [
            node
            for node in self.inside
            if (not element or node.name == element)
            and (not cls or node.has_class(cls))
            and all(node.get(key.replace("_", "-")) == value for key, value in attributes.items())
        ]

    def one(self, element="", cls="", /, **attributes):
        found = self.all(element, cls, **attributes)
        assert len(found) == 1, f"{len(found)} elements {element} {cls} {attributes}"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, name, attributes):
        self._end(ENDED_BY_OPENING.get(name, ()))
        node = Node(name, dict(attributes))
        for parent in self.open:
            parent.inside.append(node)
        if name not in VOID:
            self.open.append(node)

    def handle_endtag(self, name):
        self._end(ENDED_BY_CLOSING.get(name, ()))
        assert self.open[-1].name == name, f"</{name}> closes <{self.open[-1].name}>"
        self.open.pop()

    def _end(self, names):
        while self.open[-1].name in names:
            self.open.pop()

    def handle_data(self, text):
        for node in self.open:
            node.text += text


def read(markup):
    """The root of a piece of markup; fails on an element left open."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert reader.open == [reader.root], f"left open: {[node.name for node in reader.open[1:]]}"
    return reader.root


def components(tree):
    """Every component of a tree, itself included."""
    found = [tree]
    for child in tree._traverse():
        if isinstance(child, Component):
            found.append(child)
    return found


def all_ids(tree):
    """Ids of the components and of the markup that they hold."""
    ids = []
    for component in components(tree):
        if getattr(component, "id", None):
            ids.append(component.id)
        markup = component.to_plotly_json()["props"].get(HTML)
        if markup:
            ids += [node["id"] for node in read(markup).all() if "id" in node.attributes]
    return ids
