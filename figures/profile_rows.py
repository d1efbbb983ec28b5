"""Lignes d’un profil: every text and every position of the chart of a profile, its table and its picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from figures.comparison import WORDS
from figures.numbers import percent
from figures.profile import HEADS, ProfileCell, Profiles, group_label, published_text
from figures.ratio_axis import Mark, mark
from geo.areas import FRANCE, Area
from typography import NBSP

# Under this share the smaller of two labels has no room at the left of its dot.
_NARROW = 13.0
_OUTCOMES = WORDS | {"higher": "plus présents", "lower": "moins présents", "similar": "même poids"}


class ProfileRow(NamedTuple):
    """Ligne: a group of an area, texts ready to print ("" where there is nothing to say).

    `mark`: where the index stands on its axis, None without one; `published`: the share of the report; `pill`: what
    stands in the place of the index.
    """

    cell: ProfileCell
    label: str
    published: str
    mark: Mark | None
    word: str
    pill: str

    @property
    def note(self) -> str:
        return "approché" if self.cell.approximate else ""


class ProfileSection(NamedTuple):
    """Section: a partition, the shares of its unknown in words, and its rows, the areas shown one under the other."""

    partition: str
    head: str
    unknown: str
    rows: tuple[ProfileRow, ...]


def profile_sections(
    profiles: Profiles, areas: Sequence[Area], published: Mapping[tuple[str, str], tuple[float, str]]
) -> tuple[ProfileSection, ...]:
    """Sections of the areas shown, in the order of the dimensions; those without any row are left out."""
    found = []
    for partition in profiles.partitions():
        of_areas = [profiles.of(area, partition) for area in areas]
        rows = [_row(cell, published) for group in zip(*of_areas, strict=True) for cell in group]
        unknown = [cell for area in areas[:1] if (cell := profiles.unknown(area, partition)) is not None]
        said = "".join(f"non renseigné{NBSP}: {percent(c.share, 1)}" for c in unknown if c.has_share)
        if rows:
            found.append(ProfileSection(partition, HEADS[partition], said, tuple(rows)))
    return tuple(found)


def _row(cell: ProfileCell, published: Mapping[tuple[str, str], tuple[float, str]]) -> ProfileRow:
    report = published.get((cell.partition, cell.group)) if cell.area == FRANCE else None
    return ProfileRow(
        cell=cell,
        label=group_label(cell.partition, cell.group),
        published=published_text(report[0]) if report else "",
        mark=mark(cell.value, cell.lower, cell.upper) if cell.has_index else None,
        word=_OUTCOMES[cell.outcome],
        pill="" if cell.has_index else cell.note,
    )


def has_room(smaller: float) -> bool:
    """Whether the label of the smaller share has room at the left of its dot."""
    return smaller >= _NARROW
