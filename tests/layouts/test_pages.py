"""The shell, the cards and the page Accès: ids once, names for everything, labels everywhere."""

import pytest

from filters import Filters
from geo.areas import AREAS
from layouts import ids
from layouts.acces import SERIES_FILE, TERRITORIES_FILE, breadcrumb, page
from layouts.card import FORMATS
from layouts.filter_bar import FilterOptions
from layouts.markup import HTML, tag
from layouts.shell import DEMONSTRATION, FILTERED, PAGES, PATTERNS_SVG, banner, footer, problems, shell
from tests.layouts.reading import all_ids, components, read

OPTIONS = FilterOptions(tuple(f"2017-{m:02d}" for m in range(1, 13)), ("2017",), "r1")


def acces(**values):
    return page(Filters().change(**values), OPTIONS, True)


def test_every_id_is_there_once_on_a_page_in_its_shell():
    found = all_ids(shell("Données 2015-2018", True)) + all_ids(acces())
    assert len(found) == len(set(found)), sorted(i for i in set(found) if found.count(i) > 1)
    wanted = {value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str)}
    for group in (ids.ACCES[1:], ids.MAP, ids.COMPARE, ids.SERIES):
        wanted |= set(group)
    assert wanted - {ids.COMPARE.alt} <= set(found)


def test_aria_references_exist():
    tree = acces()
    found = set(all_ids(tree))
    for component in components(tree):
        props = component.to_plotly_json()["props"]
        for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
            assert set(str(props.get(name, "")).split()) <= found


def test_buttons_of_the_cards_are_told_apart():
    names = []
    for component in components(acces()):
        props = component.to_plotly_json()["props"]
        if props.get("className") == "icon-button":
            names.append(props["aria-label"])
        names += [b["aria-label"] for b in read(props.get(HTML) or "").all("button", "icon-button")]
    assert len(names) == len(set(names)) >= 9


@pytest.mark.parametrize("view", ["carte", "tuiles", "tableau"])
def test_only_the_pane_of_the_view_is_shown(view):
    panes = [c.to_plotly_json()["props"] for c in components(acces(map_view=view)) if "data-pane" in str(c)]
    shown = [p["data-pane"] for p in panes if p.get("className") == "pane"]
    assert shown == [view, "courbe"]


def test_the_page_knows_its_query_and_its_release():
    tree = {c.id: c for c in components(acces(area="R76", reading="ao")) if getattr(c, "id", None)}
    assert tree[ids.ACCES.query].data == "t=R76&lec=ao"
    assert any(c.to_plotly_json()["props"].get("data-release") == "r1" for c in components(acces()))


def test_the_files_of_each_card():
    links = [a["href"] for c in components(acces()) for a in read(getattr(c, HTML, None) or "").all("a", "option")]
    assert links == [
        f"{file.removesuffix('.csv')}.{kind}?dialecte={dialect}"
        for file in (TERRITORIES_FILE, TERRITORIES_FILE, SERIES_FILE)
        for kind, dialect, _, _ in FORMATS
    ]


def steps(**values):
    node = read(breadcrumb(Filters().change(**values)))
    trail = [(li.text, bool(li.all("button"))) for li in node.one("ol").all("li")]
    return trail, [(b.text, b["data-set"]) for b in node.all("button", "control")]


def test_the_way_down_and_up():
    assert steps() == ([("France", False)], [("Voir les départements", "niv=dep")])
    assert steps(area="R76") == (
        [("France", True), ("Occitanie", False)],
        [("Voir ses 13 départements", "niv=dep")],
    )
    trail, buttons = steps(area="D31")
    assert trail == [("France", True), ("Occitanie", True), ("Haute-Garonne", False)]
    assert buttons == [("Toutes les régions", "niv=reg"), ("Tous les départements", "niv=dep&t=FR")]
    assert steps(area="R06")[1] == []
    assert steps(area_level="dep")[1] == [("Toutes les régions", "niv=reg")]


@pytest.mark.parametrize("area", ["FR", "R11", "D75"])
def test_a_step_names_its_territory(area):
    assert steps(area=area)[0][-1] == (AREAS[area].name, False)


def test_demonstration_data_say_so_in_three_places():
    assert "simulées" in banner(True) and banner(False) == ""
    assert DEMONSTRATION in footer("Données", True)
    text = str([c.to_plotly_json()["props"].get(HTML) for c in components(acces())])
    assert DEMONSTRATION in text


def test_real_data_are_not_called_simulated():
    tree = shell("Données 2020", False)
    assert "simul" not in str([c.to_plotly_json()["props"] for c in components(tree)])
    assert "simul" not in str(
        [c.to_plotly_json()["props"].get(HTML) for c in components(page(Filters(), OPTIONS, False))]
    )


def test_only_pages_that_exist_are_linked():
    links = [c for c in components(shell("x", True)) if "nav-link" in getattr(c, "className", "")]
    assert (
        [link.href for link in links]
        == [path for path, _ in PAGES]
        == ["/", "/profils", "/recours", "/territoires", "/comparer", "/donnees", "/methode"]
    )
    assert tuple(link.href for link in links if "carries" in link.className) == FILTERED


def test_problems_are_text():
    made = problems(("« <b> » n’existe pas.",))
    assert [p.children for p in made] == ["« <b> » n’existe pas."]


def test_the_patterns_are_those_that_the_style_sheets_name():
    node = read(
        PATTERNS_SVG.replace("/>", "></g>").replace("<rect", "<g").replace("<line", "<g").replace("<circle", "<g")
    )
    assert [p["id"] for p in node.all("pattern")] == ["hatch", "dots"]
    assert node.one("svg")["aria-hidden"] == "true"


def test_a_release_label_is_escaped():
    assert tag("b", "x") not in footer("<b>x</b>", True)
