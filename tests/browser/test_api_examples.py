"""The lines of docs/api.md and of the previews, run as a reader would: pandas against the real server.

R is not on every machine: its lines are read for what R would do with them.
"""

import re
from html import unescape
from pathlib import Path
from urllib.request import urlopen

import pandas as pd

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)


def run(code, site):
    """The names that the code leaves, and the value of each of its lines that is an expression."""
    assert "http://127.0.0.1:8050" in code or site in code
    names, shown = {}, []
    for part in re.split(r"\n(?=\S)", code.replace("http://127.0.0.1:8050", site).strip()):
        try:
            shown.append(eval(part, names))
        except SyntaxError:
            exec(part, names)
    return names, shown


def test_the_lines_of_pandas_give_what_they_say(site):
    (code,) = blocks("python")
    names, (rates, crossed) = run(code, site)
    assert list(rates.columns) == ["area_name", "value", "lower", "upper"] and len(rates) >= 15
    assert rates["value"].is_monotonic_increasing
    assert (rates["lower"] <= rates["value"]).all() and (rates["value"] <= rates["upper"]).all()
    assert "01" in set(names["rates"]["area_code"])
    assert crossed.loc["Occitanie"].notna().all() and ("F", "a15") in crossed.columns
    total = crossed.loc["France", ("T", "T")]
    assert abs(crossed.loc["France", ("F", "T")] + crossed.loc["France", ("M", "T")] - total) < 0.1 * total


def test_the_addresses_of_r_answer_and_its_columns_are_there(site):
    (code,) = blocks("r")
    (path,) = re.findall(r'paste0\(root, "([^"]+)"\)', code)
    with urlopen(f"{site}/api/v1{path}", timeout=20) as answer:
        head = answer.readline().decode().strip().split(",")
    kept = re.findall(r'"(\w+)"', code.partition("rates$cell_status")[2].partition("c(")[2])
    typed = re.findall(r"(\w+) = \"character\"", code)
    assert kept and set(kept) | set(typed) | {"cell_status"} <= set(head)
    assert code.count("(") == code.count(")") and code.count('"') % 2 == 0


def test_the_preview_writes_lines_that_run(site):
    query = "table=entrees-croisees&dim=sexe&pas=an&niv=dep&t=R76"
    with urlopen(f"{site}/fichiers/apercu?{query}", timeout=20) as answer:
        text = unescape(answer.read().decode())
    code = re.search(r"<code>(import pandas.*?)</code>", text, re.DOTALL)[1]
    _, (frame,) = run(code, site)
    assert set(frame["period"]) == {"2017"} and {"31", "09"} <= set(frame["area_code"])
    assert set(frame["sex"]) == {"T", "F", "M"} and pd.api.types.is_numeric_dtype(frame["value"])
    r = re.search(r"<code>(read\.csv.*?)</code>", text)[1]
    assert {"age", "level"} <= set(re.findall(r"(\w+) = \"character\"", r)), "R would read T as TRUE"
    assert f"<strong>{len(frame)} lignes" in text
