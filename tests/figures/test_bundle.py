"""The part of plotly.js that the pages load: its version is that of plotly.py, its traces are those of the figures."""

import re
from pathlib import Path

from plotly import graph_objects
from plotly.basedatatypes import BaseTraceType
from plotly.offline import get_plotlyjs_version

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "assets" / "plotly"
REGISTERED = {"scatter", *re.findall(r'require\("plotly\.js/lib/(\w+)"\)', (BUNDLE / "bundle.js").read_text())} - {
    "core"
}
SCRIPT = (BUNDLE / "plotly.min.js").read_text(encoding="utf-8")
CLASSES = [getattr(graph_objects, name) for name in graph_objects.__all__]
TRACES = {c.__name__.lower() for c in CLASSES if isinstance(c, type) and issubclass(c, BaseTraceType)}


def test_the_bundle_has_the_version_of_the_library():
    assert SCRIPT.startswith(f"/* plotly.js v{get_plotlyjs_version()}, MIT license")
    assert f'"{get_plotlyjs_version()}"' in SCRIPT
    assert "MIT" in (BUNDLE / "LICENSE").read_text(encoding="utf-8")


def test_the_bundle_holds_the_traces_of_its_list():
    held = {name for name in TRACES if re.search(rf'moduleType:"trace",name:"{name}"|name="{name}"', SCRIPT)}
    assert held >= REGISTERED
    assert not held & {"scattergl", "mesh3d", "sankey"}


def test_every_trace_of_a_figure_is_in_the_bundle():
    text = "".join(f.read_text(encoding="utf-8") for f in (ROOT / "figures").glob("*.py"))
    drawn = set(re.findall(r'"type": "(\w+)"', text)) & TRACES
    assert {"scatter", "choropleth"} <= drawn <= REGISTERED
