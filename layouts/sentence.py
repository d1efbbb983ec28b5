"""Phrase et fragments set in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable

from figures.sentence import Fragment, Sentence
from layouts.markup import Markup, join, tag

# From so many characters on, a projector sets the first statement smaller.
_LONG = 110
_STATEMENT_END = re.compile(r"\. (?=[A-ZÀ-Ý0-9])")


def sentence_children(sentence: Sentence) -> Markup:
    """Phrase de la page: the first statement, then the rest apart, which a projector shows as title and subtitle."""
    end = _STATEMENT_END.search(sentence.plain)
    first, rest = _cut(sentence.fragments, end.end() if end else len(sentence.plain))
    size = "first long" if sum(len(text) for text, _ in first) > _LONG else "first"
    return join([tag("span", fragments(first), cls=size), tag("span", fragments(rest), cls="rest") if rest else None])


def fragments(parts: Iterable[Fragment]) -> Markup:
    """Fragments, key facts in bold."""
    return join([tag("strong", text) if strong else text for text, strong in parts])


def _cut(parts: Iterable[Fragment], at: int) -> tuple[list[Fragment], list[Fragment]]:
    """Fragments before and after the character `at`, a fragment that spans it being divided."""
    before: list[Fragment] = []
    after: list[Fragment] = []
    for text, strong in parts:
        head, tail = text[: max(at, 0)], text[max(at, 0) :]
        at -= len(text)
        before += [Fragment(head, strong)] if head else []
        after += [Fragment(tail, strong)] if tail else []
    return before, after
