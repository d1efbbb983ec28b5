"""Page Méthode, secret statistique: the noise of the counts published, and the budget of what they teach."""

from __future__ import annotations

import pandas as pd

from figures.numbers import number, percent, signed
from layouts.markup import Markup, join
from layouts.prose import paragraph, prose_table


def secrecy(noise: pd.DataFrame, budget: pd.DataFrame, demonstration: bool) -> Markup:
    """Secret: how counts are perturbed, by the table of the noise (count, noise, cumulative), and what attacks learn.

    `budget`: columns of data.secrecy.BUDGET_COLUMNS.
    """
    largest = int(noise["noise"].abs().max())
    values = range(-largest, largest + 1)
    rows = []
    for count, part in noise.groupby("count"):
        cumulative = dict(zip(part["noise"], part["cumulative"], strict=True))
        previous, cells = 0.0, []
        for value in values:
            probability = cumulative[value] - previous if value in cumulative else 0.0
            previous = cumulative.get(value, previous)
            cells.append(percent(probability * 100, 1) if probability > 0 else "–")
        cap = f"{count} et plus" if count == noise["count"].max() else str(count)
        rows.append((cap, *cells))
    public = (
        "Le secret qui tire le bruit de cette version de démonstration est public, puisque personne n’y figure."
        if demonstration
        else "Le secret qui tire le bruit n’est connu que du responsable de la publication."
    )
    return join(
        [
            paragraph(
                "Masquer des cases ne protège pas un croisement libre : deux réponses se soustraient. Chaque ligne porte donc"
                " une clé fixe, tirée de son contenu ; la clé d’une cellule est la somme de celles de ses lignes, et le bruit"
                " ajouté à l’effectif dépend de l’effectif et de cette clé seulement (méthode des clés de cellule, Marley et"
                " Leaver). Les mêmes lignes reçoivent le même bruit, de quelque façon que la question soit posée."
            ),
            paragraph(
                f"Le bruit est nul en moyenne, au plus de {largest} unités, et aucun effectif de 1 à 4 n’est publié. Un effectif"
                " ramené à zéro et un vrai zéro se lisent tous deux « 0 à 4 ». « Zéro » est réservé aux opérateurs qui"
                " n’étaient pas dans le champ. Un total et ses parties peuvent différer de quelques unités. Dans la"
                " démonstration seulement peuvent rester exacts, à partir de 1\u202f000 : France × année, France × famille d’opérateurs × année, région × année. Sur la"
                " page Accès, seule la région × année l’est : le total national du recensement laisse Mayotte de côté, il"
                " n’est donc pas de cette liste."
            ),
            paragraph(
                "Le bruit est tiré une fois par bloc fermé : une année civile entière ou un mois, tous les opérateurs, tous sauf Pôle"
                " emploi, ou une seule famille. Ce qui n’a pas été transmis n’y compte pas : sur une année sans Pôle emploi, citer"
                " toutes les autres familles ou toutes les familles est la même question, et a le même bruit. Une autre période ou"
                " une autre réunion d’opérateurs est la somme de blocs déjà bruités, et chaque bloc de la liste ci-dessus y est"
                " exact : les différences de plages voisines ne redonnent que des mois publiés. Ce qui se déduit des cases exactes"
                " l’est aussi : entrées non localisées d’une année, départements qui font à eux seuls une région."
            ),
            paragraph(public),
            prose_table(
                "Probabilité de chaque bruit, selon l’effectif exact",
                ("Effectif exact", *(signed(v) if v else "0" for v in values)),
                rows,
            ),
            *_budget(budget),
        ]
    )


def _budget(budget: pd.DataFrame) -> list[Markup]:
    entries, most = number(int(budget["entries"].max())), number(int(budget["questions"].max()))
    rows = [
        (
            row.attack,
            row.guess,
            number(row.questions),
            number(row.trials),
            percent(row.prior * 100, 0),
            percent(row.success * 100, 0),
            signed(round(row.gain * 100)) if round(row.gain * 100) else "0",
            f"{number(row.lower * 100, 0)} à {number(row.upper * 100, 0)}",
        )
        for row in budget.itertuples()
    ]
    heads = (
        "Attaque",
        "Ce qui est deviné",
        "Questions",
        "Essais",
        "A priori",
        "Succès",
        "Gain, points",
        "Intervalle à 95\u202f%",
    )
    return [
        paragraph(
            "Le budget : ce qu’apprend qui pose beaucoup de questions. Reposer ou reformuler une question ne donne rien de"
            " plus : mêmes lignes, même bruit. Des questions différentes sur presque les mêmes lignes reçoivent des bruits"
            " différents : leur croisement en apprend un peu plus à chaque fois. La table donne le succès d’attaques qui"
            f" connaissent la méthode et la table de bruit, sur une version simulée de {entries} entrées où les effectifs de 0 à"
            " 4 sont tirés à parts égales : les entrées de la page Accès, les sorties et les motifs de la page Recours, les strates"
            f" de la page Comparer, les mois et l’année des fichiers de groupes croisés, jusqu’à {most} effectifs sur un département"
            " et une année. La différence de deux questions emboîtées dit presque toujours s’il y a quelqu’un ou personne : c’est la limite de"
            " la méthode. Il arrive aussi qu’un effectif de 5 soit publié « 0 à 4 ». Les fichiers sont limités en nombre, par"
            " heure et par adresse."
        ),
        prose_table("Ce qu’apprennent des attaques sur les effectifs publiés", heads, rows),
    ]
