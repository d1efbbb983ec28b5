"""Définitions de la page Territoires: what each card counts, from which population, over which distance."""

from __future__ import annotations

from figures.numbers import number, plural
from geo.astray import FAR_KM
from indicators.catalogue import ACCESS_SCORE, COVERAGE_SHARE
from layouts import ids
from layouts.definitions import Row, definitions
from layouts.markup import Markup
from layouts.territoires_answer import Territoires


def demand_source(vintage: int) -> str:
    """Gives: "Insee, recensement 2018, actifs de 15 à 64 ans" or, of vintage 0, "Insee, population municipale"."""
    if vintage:
        return f"Insee, recensement {vintage}, actifs de 15 à 64 ans par commune"
    return "Insee, population municipale des communes, faute d’actifs par commune"


def definition_rows(card: ids.CardIds) -> list[Row]:
    """Définitions of one card that no answer changes."""
    opened: Row = (
        "Lieu ouvert",
        "Ouvert au dernier jour de la période, ou sans date d’ouverture connue, et pas encore fermé ; son opérateur "
        "est dans le champ ce jour-là.",
    )
    if card is ids.SCORE:
        return [
            ("Définition", ACCESS_SCORE.definition),
            ("Calcul", ACCESS_SCORE.formula),
            ("Décile le moins bien desservi", "Le dixième des personnes de France dont le score est le plus faible."),
            opened,
        ]
    if card is ids.PLACES:
        checked: Row = (
            "Coordonnées",
            f"Un lieu dont le point est dans un autre département que le sien, à plus de {FAR_KM:g} km de sa commune, "
            "est à vérifier. Au-delà de 20 km, l’import l’écarte et le liste dans son rapport.",
        )
        return [opened, checked]
    rows: list[Row] = [("Définition", COVERAGE_SHARE.definition), ("Calcul", COVERAGE_SHARE.formula), opened]
    if card is ids.SERVED_AREAS:
        rows.append(
            (
                "Zones d’emploi",
                "Les moins bien desservies, entières, quand la composition des zones (Insee) est chargée dans cette "
                "installation ; sans elle, aucune n’est montrée.",
            )
        )
    if card in (ids.SITE_MAP, ids.SERVED_AREAS):
        rows.append(
            (
                "Classes",
                "Chaque axe est coupé en tiers des territoires du même niveau, France entière. Faible : le tiers le "
                "plus faible. Accès : le taux de la page Accès, sur la même période.",
            )
        )
    return rows


def info(numbers: Territoires, card: ids.CardIds) -> Markup:
    """Sources of one card, and what its measure is: they depend on the answer."""
    demand: Row = ("Population", f"{demand_source(numbers.vintage)}. Une commune est un point.")
    own = () if card is ids.PLACES else (demand,)
    return definitions([*own, _distance(numbers)], "/methode#couverture")


def _distance(numbers: Territoires) -> Row:
    if numbers.untimed is None:
        return (
            "Distance",
            "À vol d’oiseau, sur l’ellipsoïde : ni route, ni relief, ni bac. Un lieu au-delà d’une mer compte comme un "
            "autre ; la page dit combien de personnes sont dans ce cas.",
        )
    text = (
        "Minutes du fichier que l’installation désigne, de la commune au lieu. Un couple absent du fichier est sans "
        "trajet : jamais une distance ne le remplace. Un lieu au-delà d’une mer compte comme un autre ; la page dit "
        "combien de personnes sont dans ce cas."
    )
    count = numbers.untimed.refused
    said = f" {number(count)} {plural(count, 'ligne')} du fichier {plural(count, 'a été écartée', 'ont été écartées')}."
    return "Temps de trajet", text + (said if count else "")
