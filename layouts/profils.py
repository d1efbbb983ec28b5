"""Page Profils: who uses the service against who is there; callbacks fill the slots."""

from __future__ import annotations

from dash import dcc, html

from denominators import PARTITIONS, STATUS_LABELS, alignment
from figures.profile import group_label, partition_of
from filters import GROUP_PAIRS, Filters
from layouts import ids
from layouts.card import BLANK, View, card, pane
from layouts.controls import Option, select
from layouts.definitions import definitions
from layouts.filter_bar import FilterOptions, share_button
from layouts.markup import Markup, slot, tag
from layouts.page import filtered_page
from layouts.profils_texts import definition_rows
from layouts.prose import french
from layouts.result_table import heads_and_bodies

PATH = "/profils"
# The fields of the filters that the page reads.
FIELDS = (
    "start",
    "end",
    "area_level",
    "area",
    "reading",
    "families",
    "equivalence",
    "release",
    "profile_view",
    "profile_side",
    "group_pair",
    "gap_dimension",
    "gap_view",
    "heat_view",
)
_GRAPH = {"displayModeBar": False, "doubleClick": False, "scrollZoom": False, "showTips": False}
_PAIR_HEADS = {
    "sex": "Sexe",
    "age": "Âge",
    "qualification_group": "Qualification, deux groupes",
    "qualification": "Qualification, cinq niveaux",
    "csp": "Catégorie socioprofessionnelle",
    "reading": "Statut",
}
HEAT_LABELS = (
    ("indice", "Indices"),
    ("sexe", "Parts\u00a0: sexe"),
    ("age", "âge"),
    ("qualif", "qualification"),
    ("csp", "CSP"),
    ("statut", "statut"),
    ("handicap", "handicap"),
)
SIDE_LABELS = (("territoire", "Territoire"), ("france", "France"), ("deux", "Les deux"))
GAP_LABELS = (("sexe", "Sexe"), ("groupe", "Qualification"), ("csp", "CSP"), ("statut", "Statut"))


def page(filters: Filters, options: FilterOptions, demonstration: bool) -> html.Div:
    """Page Profils, set to `filters`."""
    del demonstration  # The label is in the banner, the pictures and the files: the page has no stage.
    return filtered_page(
        ids.PROFILS,
        PATH,
        FIELDS,
        "Profils des bénéficiaires du conseil en évolution professionnelle",
        filters,
        options,
        [
            _profile_card(filters),
            _heat_card(filters),
            _recourse_card(filters),
            _women_card(),
            _gap_card(filters),
        ],
        share_button(),
        apart=("group_pair",),
    )


def file_of(name: str) -> str:
    return f"/fichiers/profils-{name}.csv"


def _definitions(of: ids.CardIds) -> Markup:
    return definitions(definition_rows(of.card), "/methode#denominateurs")


def _profile_card(filters: Filters) -> html.Section:
    view = filters.profile_view
    views = (
        View("profil", "Vue des profils", (("graphique", "Graphique"), ("tableau", "Tableau")), view),
        View(
            "cote",
            "Territoires montrés",
            SIDE_LABELS,
            filters.profile_side,
        ),
    )
    body = html.Div(
        [
            pane("graphique", slot(ids.PROFILS_PARTS.chart), view == "graphique"),
            pane("tableau", slot(ids.PROFILS_PARTS.table), view == "tableau"),
        ],
        **{"data-view-of": "profil", "data-view": view},
    )
    title = "Qui recourt au service plus, ou moins, que son poids parmi les actifs"
    return card(
        ids.PROFILE,
        "groupes",
        title,
        "",
        [body, slot("profils-alignment", _alignment())],
        views=views,
        definitions=_definitions(ids.PROFILE),
        file=file_of("groupes"),
    )


def _alignment() -> Markup:
    """Table d’alignement: the closed list of what each group of the entries is compared with."""
    rows = [
        tag(
            "tr",
            tag("th", group_label(partition, group), scope="row"),
            tag("td", STATUS_LABELS[found.status]),
            tag("td", french(found.entries_definition)),
            tag("td", french(found.population_definition)),
        )
        for partition, groups in PARTITIONS.items()
        for group in groups
        if (found := alignment(partition, group))
    ]
    heads = ("Groupe", "Comparateur", "Parmi les entrées", "Parmi les actifs")
    table = heads_and_bodies("Ce à quoi chaque groupe est comparé", heads, [tag("tbody", rows)], ())
    finer = "Une population chargée sous les codes mêmes du service, d’une seule source, rend ses groupes alignés."
    return tag(
        "details",
        tag("summary", "Table d’alignement des groupes"),
        tag("p", finer, cls="hint"),
        table,
        cls="alignment no-print",
    )


def _heat_card(filters: Filters) -> html.Section:
    views = [View("ch", "Indices, ou parts d’une dimension", HEAT_LABELS, filters.heat_view)]
    body = [slot(ids.PROFILS_PARTS.heat), slot(ids.PROFILS_PARTS.heat_legend)]
    title = "L’indice de représentation par territoire et par groupe"
    return card(
        ids.HEAT,
        "carte de chaleur",
        title,
        "",
        body,
        views,
        definitions=_definitions(ids.HEAT),
        file=file_of("chaleur"),
    )


def _recourse_card(filters: Filters) -> html.Section:
    chooser = slot(
        "profils-pair", select("paire", "Deux groupes comparés", pair_groups(), filters.group_pair), "chooser no-print"
    )
    body = [chooser, slot(ids.PROFILS_PARTS.recourse, class_name="compare-body")]
    title = "Le recours de deux groupes, rapporté à leur nombre d’actifs"
    return card(
        ids.RECOURSE,
        "recours relatif",
        title,
        "",
        body,
        definitions=_definitions(ids.RECOURSE),
        file=file_of("recours"),
        wide=7,
    )


def pair_groups() -> list[tuple[str, list[Option]]]:
    """Couples of groups that are compared, by dimension."""
    groups: dict[str, list[Option]] = {}
    for pair in GROUP_PAIRS:
        partition = partition_of(pair.split("-")[0])
        first, second = (group_label(partition, group) for group in pair.split("-"))
        groups.setdefault(_PAIR_HEADS[partition], []).append((pair, f"{first} / {second}"))
    return list(groups.items())


def _women_card() -> html.Section:
    body = slot(ids.PROFILS_PARTS.women)
    title = "La part des femmes par âge et par statut"
    return card(
        ids.WOMEN,
        "part des femmes",
        title,
        "",
        [body],
        definitions=_definitions(ids.WOMEN),
        file=file_of("femmes"),
        wide=5,
    )


def _gap_card(filters: Filters) -> html.Section:
    view = filters.gap_view
    views = (
        View("dis", "Dimension de la dissemblance", GAP_LABELS, filters.gap_dimension),
        View("dv", "Vue de la série", (("courbe", "Courbe"), ("tableau", "Tableau")), view),
    )
    graph = dcc.Graph(id=ids.PROFILS_PARTS.gap_graph, figure=BLANK, config=_GRAPH, className="graph", responsive=True)
    label = {"aria-labelledby": ids.GAP.title, "aria-describedby": ids.GAP.alt}
    picture = [
        html.P(id=ids.GAP.alt, className="sr", disable_n_clicks=True),
        html.Div(graph, className="picture", role="img", **label),
    ]
    series = html.Div(
        [
            pane("courbe", picture, view == "courbe"),
            pane("tableau", slot(ids.PROFILS_PARTS.gap_table), view == "tableau"),
        ],
        **{"data-view-of": "dv", "data-view": view},
    )
    body = html.Div([slot(ids.PROFILS_PARTS.gaps, class_name="compare-body"), series], className="gap-body")
    title = "La dissemblance entre les entrées et les actifs"
    return card(
        ids.GAP,
        "dissemblance",
        title,
        "",
        [body],
        views=views,
        definitions=_definitions(ids.GAP),
        file=file_of("dissemblance"),
    )
