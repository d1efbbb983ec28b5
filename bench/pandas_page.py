"""Étalon: the Dash page one writes first, every entry in one pandas frame and a mask per filter."""

from __future__ import annotations

import os

import duckdb
import plotly.express as px
from dash import Dash, Input, Output, dcc, html

from data.schema import DIMENSIONS
from filters import Filters
from nomenclatures import OPERATORS, QUALIFICATION_GROUPS, READINGS

_COLUMNS = ("territory", "operator", "employment_status", "sex", "age", "qualification")


def _frame():
    with duckdb.connect(os.environ["BENCH_RELEASE"], read_only=True) as connection:
        frame = connection.execute(f"SELECT month, {', '.join(_COLUMNS)} FROM entries").df()
    frame["month"] = frame["month"].dt.strftime("%Y-%m").astype("category")
    for name in _COLUMNS:
        codes = DIMENSIONS[name].codes
        frame[name] = frame[name].map(dict(enumerate(codes))).astype("category")
    return frame


app = Dash(__name__)
server = app.server
frame = _frame()
app.layout = html.Div([dcc.Store(id="asked"), dcc.Graph(id="map"), dcc.Graph(id="series"), html.P(id="total")])


@app.callback(Output("map", "figure"), Output("series", "figure"), Output("total", "children"), Input("asked", "data"))
def update(query):
    filters = Filters.from_query(query or "")[0]
    families = {o.code for o in OPERATORS if o.family in filters.families}
    mask = frame["operator"].isin(families) & frame["employment_status"].isin(READINGS[filters.reading])
    if filters.sex:
        mask &= frame["sex"] == filters.sex
    if filters.age:
        mask &= frame["age"] == filters.age
    if filters.qualification:
        mask &= frame["qualification"].isin(QUALIFICATION_GROUPS.get(filters.qualification, (filters.qualification,)))
    kept = frame[mask]
    months = kept["month"].astype(str)
    period = kept[(months >= filters.start) & (months <= filters.end)]
    areas = period.groupby("territory", observed=False).size()
    series = kept.groupby("month", observed=False).size()
    return px.bar(areas), px.line(series), f"{len(period)} entrées"


@server.get("/healthz")
def healthz():
    return "ok"
