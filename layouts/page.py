"""Page à filtres: the frame that every page with filters has, whatever its cards."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dash import dcc, html

from filters import Filters
from layouts.filter_bar import FilterOptions, filter_bar
from layouts.ids import PageIds
from layouts.markup import EMPTY, Markup, slot


def filtered_page(
    of: PageIds,
    path: str,
    fields: Collection[str],
    title: str,
    filters: Filters,
    options: FilterOptions,
    cards: Sequence[object],
    actions: Markup,
    above: Sequence[object] = (),
    stage: Markup = EMPTY,
    apart: Collection[str] = (),
) -> html.Div:
    """Squelette d’une page, set to `filters`; every number comes from the callback on the store `of.query`.

    `fields`: the fields of the filters that the page reads; `actions`: buttons beside the sentence; `above`: what
    stands between the sentence and the cards; `stage`: head of the projected reading; `apart`: the fields whose control
    stands in a card.
    """
    return html.Div(
        [
            dcc.Store(id=of.query, data=filters.to_query()),
            dcc.Store(id=of.bar),
            html.H1(title, className="sr"),
            filter_bar(of, path, fields, filters, options, apart),
            slot(of.stage, stage),
            html.Div(
                [
                    html.P(
                        id=of.sentence,
                        className="markup page-sentence",
                        disable_n_clicks=True,
                        **{"aria-live": "polite"},
                    ),
                    slot(f"{of.page}-actions", actions, "page-actions no-print"),
                ],
                id=of.answer,
                className="sentence",
                disable_n_clicks=True,
                **{"data-release": options.release},
            ),
            slot(of.notice, class_name="notice"),
            *above,
            html.Div(list(cards), className="grid"),
        ]
    )
