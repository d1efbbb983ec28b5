"""Identifiants directs: columns that name a person, refused before a row is read."""

from __future__ import annotations

import re
from collections.abc import Collection

import duckdb

from data.contract.spelling import plain
from data.imports.sql import literal
from data.intake import FileRefused, Incoming

# "nom" alone is a person's; « nom_commune » is not.
_HEADS = re.compile(
    r"^(noms?|name)$|\b(prenoms?"
    r"|noms? (de |d )?(famille|usage|naissance|jeune fille|marital|usager|personne|beneficiaire)"
    r"|nom prenom|patronyme|civilite nom|identite|beneficiaire"
    r"|e ?mail|mail|courriel|adresse|adr|rue|voie|tel|telephone|portable|mobile|gsm"
    r"|nir|nss|numen|secu|((num|numero|no|n[°º]) )?(de )?(secu(rite)?) sociale|insee personne"
    r"|(date|jour|lieu) (de )?naissance|ddn|identifiant( de)? (de|pe|ft|pole emploi|national|personne|usager)"
    r"|id (de|usager|personne|beneficiaire|individu)|matricule|ine|iban|passeport|siret individu)\b"
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
# What a cell of a person's e-mail, telephone or social security number looks like.
_CELLS = {
    "une adresse électronique": r"[^@\s;,]+@[^@\s;,]+\.[A-Za-z]{2,}",
    "un numéro de téléphone": r"(\+33|0033|0)[ .-]?[1-9]([ .-]?\d{2}){4}",
    "un numéro de sécurité sociale": (
        r"[12378] ?\d{2} ?(0[1-9]|1[0-2]|[2-9]\d) ?(\d{2}|2[ABab]) ?\d{3} ?\d{3}( ?\d{2})?"
    ),
}
_ANYWHERE = [
    (re.compile(rf"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])"), f"[{what.split(' ', 1)[1]}]")
    for what, pattern in _CELLS.items()
]
_REMEDY = "Retirez la colonne du fichier : le service n’accepte aucun identifiant direct. Rien n’a été lu."


def masked(text: str) -> str:
    """A text of the file as it may be repeated: what looks like a direct identifier is named and not shown."""
    for pattern, name in _ANYWHERE:
        text = pattern.sub(name, text)
    return text


def refuse_identifiers(incoming: Incoming, rows: str, heads: tuple[str, ...], read: Collection[int]) -> None:
    """Refuse a file that names persons: by the head of a column, or by one cell of a column that is not read.

    `rows`: SELECT of the file's columns c0, c1…; `heads`: those outside the contract that nobody declared to be left
    out; `read`: positions of the columns that the contract takes. Raises FileRefused, which repeats the head and never
    a cell.
    """
    for head in heads:
        if _HEADS.search(re.sub(r"[-.']+", " ", plain(_CAMEL.sub(" ", head)))):
            raise FileRefused(
                f"{incoming.name} : la colonne « {masked(head)[:60]} » ressemble à un identifiant direct. {_REMEDY}"
            )
    asked = [(i, what) for i in range(len(incoming.headers)) if i not in read for what in _CELLS]
    if not asked:
        return
    tests = ", ".join(f"bool_or(regexp_full_match(trim(c{i}), {literal(_CELLS[what])}))" for i, what in asked)
    with duckdb.connect() as connection:
        seen = connection.execute(f"SELECT {tests} FROM ({rows})").fetchall()[0]  # noqa: S608
    for position, what in (pair for pair, found in zip(asked, seen, strict=True) if found):
        head = masked(incoming.headers[position])[:60]
        raise FileRefused(f"{incoming.name} : la colonne « {head} » contient {what}. {_REMEDY}")
