"""The house rules that a machine can keep: who imports whom, what importing the application costs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "typography": set(),
    "frames": set(),
    "settings": set(),
    "nomenclatures": set(),
    "denominators": {"nomenclatures"},
    "filters": {"nomenclatures", "geo"},
    "geo": {"nomenclatures"},
    "deck": {"filters", "geo"},
    "data": {"settings", "nomenclatures", "denominators", "filters", "frames", "geo"},
    "indicators": {"nomenclatures", "denominators", "frames", "geo"},
    "figures": {"nomenclatures", "denominators", "indicators", "geo"},
    "layouts": {"nomenclatures", "denominators", "filters", "deck", "indicators", "figures", "geo"},
    "callbacks": {
        "settings",
        "nomenclatures",
        "denominators",
        "filters",
        "deck",
        "data",
        "indicators",
        "figures",
        "layouts",
        "geo",
    },
}
FENCED = {
    "sqlalchemy": {"data"},
    "duckdb": {"data"},
    "psycopg": {"data"},
    "pyarrow": {"data"},
    "requests": {"data"},
    "urllib.request": {"data"},
    "geopandas": {"data"},
    "shapely": {"data"},
    "plotly": set(),
    "pptx": {"figures"},
    "reportlab": {"figures"},
    "dash": {"layouts", "callbacks"},
    "dash_mantine_components": {"layouts", "callbacks"},
    "flask": {"callbacks"},
}


def _modules():
    for room in ROOMS:
        path = ROOT / f"{room}.py"
        files = [path] if path.exists() else sorted((ROOT / room).rglob("*.py"))
        assert files, f"{room} has no module"
        yield from ((room, file) for file in files)


def _imports(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(("room", "file"), list(_modules()), ids=lambda x: x.name if isinstance(x, Path) else x)
def test_rooms_import_in_one_direction(room, file):
    for name in _imports(file):
        top = name.split(".")[0]
        if top in ROOMS and top not in (room, "typography"):
            assert top in ROOMS[room], f"{file.name} ({room}) imports {top}"
        for fenced, rooms in FENCED.items():
            if name == fenced or name.startswith(fenced + "."):
                assert room in rooms, f"{file.name} ({room}) imports {fenced}"


def test_geometry_libraries_stay_in_the_geography_source():
    users = {f.relative_to(ROOT).as_posix() for _, f in _modules() if {"geopandas", "shapely"} & set(_imports(f))}
    assert users
    assert all(u.startswith("data/sources/") for u in users)


def test_importing_the_application_opens_nothing():
    """No database file, no socket, no geopandas, no writer of slides, on importing app and creating the Dash object."""
    code = """
import sys, socket
import duckdb
def refuse(*a, **k): raise AssertionError("opened at import")
socket.socket.connect = refuse
duckdb.connect = refuse
import app
assert app.server is not None
assert "geopandas" not in sys.modules and "shapely" not in sys.modules and "matplotlib" not in sys.modules
assert not {"pptx", "xlsxwriter", "reportlab"} & set(sys.modules)
print("silent")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "silent", done.stderr
