"""Les nombres de la page Profils: one question to the data room, one answer for the screen, the files and the tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from callbacks.comparability import answered, breaks_of_families, within
from data import profile_queries, published, queries
from data.engine import Release
from figures.profile import partition_of, read_profiles
from filters import Filters
from indicators.frame import extended
from indicators.makeup import makeup_gap
from indicators.recourse import pair_counts, recourse_ratio
from indicators.representation import representation
from indicators.series import Cuts, cut_at_breaks, cuts_between
from indicators.share import entry_share
from layouts.profils_answer import GAP_PARTITIONS, Groups, Profils
from nomenclatures import FAMILY, UNKNOWN

# The months that the report of 2018 counts.
REPORT = ("2015-01", "2018-07")


def profils_numbers(release: Release, asked: Filters) -> Profils:
    """Compute the page for `asked` on `release`, whatever the views. Raises data.engine.DatabaseUnavailable.

    The period is cut to the months that the release covers. Shares may span a break: the page says so.
    """
    filters, question = within(release, asked), asked.question
    gap_partition = GAP_PARTITIONS[asked.gap_dimension]
    return Profils(
        **answered(release, filters, asked),
        groups=_groups(release, question),
        recourse=_recourse(release, question, asked.group_pair),
        gaps=_gaps(release, question, gap_partition),
        gap_series=_gap_series(release, question, gap_partition),
        breaks=breaks_of_families(release, filters.families),
    )


@lru_cache(maxsize=64)
def _groups(release: Release, question: Filters) -> Groups:
    filters = within(release, question)
    counts = _counts(release, question)
    options = _options(release, filters)
    result = _apart(counts, representation, options)
    return Groups(
        state=_state(counts),
        result=result,
        profiles=read_profiles(result),
        comparators=MappingProxyType(
            {
                name: profile_queries.comparator_for(release, filters, name).comparator
                for name in dict.fromkeys(counts["partition"].tolist())
            }
        ),
        women=_apart(profile_queries.women_counts(release, filters), entry_share, options),
        published=profile_queries.published_profile() if _is_the_report(filters) else MappingProxyType({}),
    )


def _state(counts: pd.DataFrame) -> str:
    """State of the whole selection, from the entries of France."""
    total, active = float(counts["total"].iloc[0]), bool(counts["active"].iloc[0])
    if np.isnan(total):
        return "no_data"
    if total > 0:
        return "ok"
    return "secret" if active else "zero"


@lru_cache(maxsize=64)
def _counts(release: Release, question: Filters) -> pd.DataFrame:
    return profile_queries.profile_counts(release, within(release, question))


def _apart(counts: pd.DataFrame, indicator: Callable[..., pd.DataFrame], options: dict[str, float]) -> pd.DataFrame:
    """The result of an indicator with its column partition: the unknown of two partitions are two groups meanwhile."""
    groups, partitions = (counts[name].to_numpy() for name in ("group", "partition"))
    apart = np.where(groups == UNKNOWN, partitions, groups).astype(object)
    result = indicator(counts.assign(group=apart), **options)
    return extended(result, group=groups, partition=partitions, source=counts["source"].to_numpy())


def _options(release: Release, filters: Filters) -> dict[str, Any]:
    noises, _ = published.noise_blocks(release, filters)
    return {"equivalence": filters.equivalence / 100, "noise_variance": release.noise.variance() * noises}


def _is_the_report(filters: Filters) -> bool:
    """Whether the question is the report's: its months, every operator, every status."""
    return (filters.start, filters.end) == REPORT and filters.reading == "ens" and filters.families == FAMILY.codes


@lru_cache(maxsize=128)
def _recourse(release: Release, question: Filters, pair: str) -> pd.DataFrame:
    """Relative recourse of two groups, from the counts that the chart shows."""
    counts = pair_counts(_counts(release, question), partition_of(pair.split("-")[0]), *pair.split("-"))
    return recourse_ratio(counts, **_options(release, within(release, question)))


@lru_cache(maxsize=128)
def _gaps(release: Release, question: Filters, partition: str) -> pd.DataFrame:
    """Dissimilarity of each area over the period."""
    counts = _counts(release, question)
    return makeup_gap(counts[(counts["partition"] == partition) & (counts["group"] != UNKNOWN)])


@lru_cache(maxsize=128)
def _gap_series(release: Release, question: Filters, partition: str) -> pd.DataFrame:
    """Dissimilarity of the territory and of France, month by month over the release's window."""
    filters = within(release, question)
    monthly = makeup_gap(profile_queries.month_group_counts(release, filters, partition))
    return cut_at_breaks(monthly, _cuts(release, filters.families))


@lru_cache(maxsize=64)
def _cuts(release: Release, families: tuple[str, ...]) -> Cuts:
    return cuts_between(queries.covered_months(release), queries.series_breaks(release), families)
