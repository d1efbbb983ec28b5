"""Carte « Et si ce lieu fermait ? »: its parts of the answer of Territoires, its file, its picture, its search."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from dash import Dash
from flask import Response, request
from flask_limiter.util import get_remote_address

from callbacks.answered import Part
from callbacks.default_periods import default_periods
from callbacks.hypothesis_numbers import (
    FIELDS,
    MOST_SESSIONS,
    hypothesis_marks,
    hypothesis_outcome,
    places_of,
    siting_problem,
    siting_question,
)
from callbacks.pace import STARTED, Limit
from callbacks.place_search import fresh_json
from callbacks.refusal import Refused, refusal
from callbacks.territoires_files import measured, threshold
from callbacks.territoires_times import settled
from data.default_period import default_period
from data.engine import Database, Release
from data.siting_jobs import BUSY, COVERAGE, FAILED, MEDIAN, RUNNING, SHORT, STOPPED, Search, SitingJobs
from figures.export import Swatch, with_frame
from figures.hypothesis_chart import BeforeAfter, before_after_chart
from figures.hypothesis_marks import change_traces
from figures.theme import tokens
from filters import Filters
from geo.areas import FRANCE
from geo.hypothesis import Hypothesis
from geo.travel import TIME
from indicators.catalogue import ACCESS_SCORE, COVERAGE_SHARE
from layouts import hypothesis, ids
from layouts.markup import EMPTY, HTML, Markup
from layouts.sentence import sentence_children
from layouts.shell import DEMONSTRATION
from layouts.siting import Choice, siting_result
from settings import Settings
from typography import spaced

# Every part of the page that belongs to this view.
PARTS: tuple[Part, ...] = (
    *((slot, HTML) for slot in (hypothesis.CHANGES, hypothesis.FIGURES, hypothesis.AREAS_TABLE)),
    *((part, "children") for part in (ids.HYPOTHESIS.title, ids.HYPOTHESIS.subtitle)),
    *((part, HTML) for part in (ids.HYPOTHESIS.info, ids.HYPOTHESIS.foot)),
)
SEARCH = "/territoires/recherche"
_SESSION_HOURS = 7.0
_MODELS = (COVERAGE, MEDIAN)
_TEXTS = {
    BUSY: "D’autres recherches sont en cours, ou une autre des vôtres : celle-ci commence dès qu’une finit.",
    FAILED: "La recherche a échoué. Réessayez ; si l’erreur revient, prévenez l’administrateur.",
    STOPPED: "La recherche est arrêtée.",
}


def hypothesis_parts(release: Release, filters: Filters) -> dict[Part, Any]:
    """What this view adds to the answer of the page, and its sentence; {} under another view."""
    if filters.territory_view != hypothesis.VIEW:
        return {}
    outcome = hypothesis_outcome(release, filters)
    return {
        (ids.TERRITOIRES.sentence, HTML): sentence_children(hypothesis.outcome_sentence(outcome)),
        (hypothesis.CHANGES, HTML): hypothesis.changes_list(outcome),
        (hypothesis.FIGURES, HTML): hypothesis.figures_strip(outcome),
        (hypothesis.AREAS_TABLE, HTML): hypothesis.areas_table(outcome),
        (ids.HYPOTHESIS.title, "children"): hypothesis.title(outcome),
        (ids.HYPOTHESIS.subtitle, "children"): hypothesis.subtitle(outcome),
        (ids.HYPOTHESIS.info, HTML): hypothesis.info(outcome),
        (ids.HYPOTHESIS.foot, HTML): hypothesis.foot(outcome),
    }


def map_legend(filters: Filters) -> Markup:
    """Légende of the marks of the hypothesis, where there is one."""
    shown = filters.territory_view == hypothesis.VIEW and bool(filters.hypothesis)
    return hypothesis.marks_legend() if shown else EMPTY


def mark_map(figure: dict[str, Any], release: Release, filters: Filters, theme: str) -> dict[str, Any]:
    """The map with what the hypothesis closes, opens and moves, a mark of its own each; the same map without one."""
    if filters.territory_view != hypothesis.VIEW or not filters.hypothesis:
        return figure
    return {**figure, "data": [*figure["data"], *change_traces(hypothesis_marks(release, filters), tokens(theme))]}


def hypothesis_picture(release: Release, filters: Filters, theme: str) -> dict[str, Any]:
    """The figure of the card as its picture file shows it."""
    outcome = hypothesis_outcome(release, filters)
    of = outcome.effects
    rows = [
        BeforeAfter(area.name, *(100 * float(v[k] / of.population[k]) for v in (of.covered_before, of.covered_after)))
        for k, area in enumerate(outcome.areas)
        if of.population[k]
    ]
    colours = tokens(theme)
    return with_frame(
        before_after_chart(rows, theme),
        hypothesis.title(outcome),
        hypothesis.subtitle(outcome),
        hypothesis.source_line(outcome),
        DEMONSTRATION if outcome.demonstration else "",
        theme,
        [Swatch(colours.card, "avant"), Swatch(colours.accent, "après")],
        f"Part des {outcome.people}",
    )


def under_hypothesis(release: Release, filters: Filters) -> pd.DataFrame:
    """Effet d’une hypothèse sur les lieux: the territory, then each department, before and after."""
    outcome = hypothesis_outcome(release, filters)
    whole, of = outcome.whole, outcome.effects
    areas = [outcome.territory.id, *(area.id for area in outcome.areas if area != outcome.territory)]
    kept = [k for k, area in enumerate(outcome.areas) if area != outcome.territory]

    def column(name: str) -> np.ndarray:
        return np.concatenate([getattr(whole, name), getattr(of, name)[kept]])

    people = column("population")
    known = np.where(people > 0, people, np.nan)
    return pd.DataFrame(
        {
            "area": areas,
            "denominator": known,
            "value": 100 * column("covered_after") / known,
            "before": 100 * column("covered_before") / known,
            "losing": column("losing"),
            "gaining": column("gaining"),
            "farther": column("farther"),
            "nearer": column("nearer"),
            **measured(outcome.measure, "median", column("median_after")),
            **measured(outcome.measure, "median", column("median_before"), "_before"),
            "access_score": column("score_after") * ACCESS_SCORE.per,
            "access_score_before": column("score_before") * ACCESS_SCORE.per,
            "hypothesis": "\u202f; ".join(change.text for change in outcome.changes) or "aucun changement",
            **threshold(outcome.measure, outcome.filters.reach),
            "decay": outcome.filters.decay,
            "weight_unit": outcome.unit,
            "unit": COVERAGE_SHARE.unit,
            "indicator": COVERAGE_SHARE.code,
            "definition": COVERAGE_SHARE.definition,
            "sentence": hypothesis.outcome_sentence(outcome).plain,
            "cell_status": np.where(people > 0, "ok", "no_denominator"),
        }
    )


def register(app: Dash, database: Database, limit: Limit, settings: Settings) -> None:
    """The address that the search of the card asks (assets/hypothesis.js)."""
    jobs = SitingJobs(settings.data_dir / "searches")
    default_of = default_periods(database, default_period)

    def asked() -> tuple[Filters, str, int, str]:
        """Filters, model, sessions and visitor of the address. Raises Refused."""
        own = {name: request.args.get(name, "") for name in ("modele", "p", "visiteur")}
        query = request.query_string.decode("utf-8", "replace")
        kept = "&".join(part for part in query.split("&") if part.split("=")[0] not in own)
        filters = settled(Filters.from_query(kept, default_of)[0].only(FIELDS))
        if filters.area == FRANCE.id:
            raise Refused("Choisissez une région ou un département : la France entière prendrait trop de temps.")
        if filters.measure == TIME:
            raise Refused(
                "La recherche se fait à vol d’oiseau : aucun temps de trajet n’est connu vers une commune sans lieu."
            )
        if own["modele"] not in _MODELS or own["p"] not in {str(k) for k in range(1, MOST_SESSIONS + 1)}:
            raise Refused(f"Demandez de 1 à {MOST_SESSIONS} permanences, selon la couverture ou la distance.")
        return filters, own["modele"], int(own["p"]), own["visiteur"]

    def said(release: Release, filters: Filters, model: str, most: int, search: Search) -> Response:
        markup = siting_markup(release, filters, model, most, search)
        text = spaced(_TEXTS.get(search.state, ""))
        return fresh_json({"state": search.state, "text": text, "html": markup})

    @limit
    def start() -> Response:
        filters, model, most, visitor = asked()

        def answer(release: Release) -> Response:
            key = siting_question(release, filters, model, most)
            found = jobs.ask(key, visitor)
            status = 200
            if found is None or found.state in (SHORT, STOPPED, FAILED, BUSY):
                found = jobs.start(key, siting_problem(release, filters, model, most), visitor, get_remote_address())
                status = STARTED if found.state == RUNNING else status
            response = said(release, filters, model, most, found)
            response.status_code = status
            return response

        return database.answer(filters.release, answer)

    def look() -> Response:
        filters, model, most, visitor = asked()

        def answer(release: Release) -> Response:
            found = jobs.ask(siting_question(release, filters, model, most), visitor) or Search(STOPPED, ())
            return said(release, filters, model, most, found)

        return database.answer(filters.release, answer)

    def leave() -> Response:
        filters, model, most, visitor = asked()
        question = database.answer(filters.release, lambda release: siting_question(release, filters, model, most))
        jobs.leave(question, visitor)
        return fresh_json({"state": STOPPED, "text": _TEXTS[STOPPED], "html": ""})

    handlers = {"POST": start, "GET": look, "DELETE": leave}

    @app.server.route(SEARCH, methods=list(handlers))
    def siting_search() -> Response:
        try:
            return handlers[request.method if request.method != "HEAD" else "GET"]()
        except Refused as error:
            return refusal(str(error), error.status, request.path)


def siting_markup(release: Release, filters: Filters, model: str, most: int, search: Search) -> str:
    """What the search has found so far, in HTML; "" of one that ended before it found anything."""
    if not search.steps and search.state in (STOPPED, FAILED):
        return EMPTY
    places, people = places_of(release, filters)
    outcome = hypothesis_outcome(release, filters)
    choices = [
        Choice(
            tuple((_session(places[site][0]), places[site][1]) for site in step.sites),
            step.gain if model == COVERAGE else step.gain / people,
            0.0 if step.optimal else step.bound / step.gain - 1 if math.isfinite(step.bound) else math.inf,
            step.settled,
        )
        for step in search.steps
    ]
    running = search.state in (RUNNING, BUSY)
    return siting_result(choices, most, running, model == COVERAGE, outcome.people, search.state == SHORT)


def _session(commune: str) -> str:
    return str(Hypothesis(added=((commune, _SESSION_HOURS),)))
