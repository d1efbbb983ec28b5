"""Tables whole: the answer of a page with every row of the tables of which it sends the first ones."""

from layouts.markup import HTML


def whole_parts(page, release, filters, look):
    parts = page.answer(release, filters, look)
    shown = {(slot, HTML) for slot in page.whole} & parts.keys()
    return {**parts, **{part: page.whole[part[0]](release, filters) for part in shown}}
