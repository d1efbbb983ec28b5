"""The documents against the code: what they name exists, and what exists is named."""

import re
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from data.__main__ import main
from data.schema import metadata
from filters import KEYS, Filters
from layouts.methode import KEY_HELP
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# Folders that the commands make, and that a fresh clone does not have.
MADE = tuple(line for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split() if line.endswith("/"))
each_document = pytest.mark.parametrize("name", DOCUMENTS)


def code_spans(text):
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))


def blocks(text):
    return re.findall(r"^```\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def named_paths(text):
    """The code spans that read as a path inside the repository: a folder, or a name with a known ending."""
    for span in code_spans(text):
        is_path = re.fullmatch(r"[\w.*-]+(/[\w.*-]+)*/?", span)
        if is_path and ("/" in span or re.search(r"\.(py|md|csv|json|txt|toml|js|parquet)$", span)):
            yield span


def make_targets(text):
    lines = [*code_spans(text), *"\n".join(blocks(text)).splitlines()]
    return {found[1] for line in lines if (found := re.match(r"(?:\w+=\S+ )*make ([\w-]+)", line))}


def shown_default(default):
    if isinstance(default, Path):
        return f"`{default.relative_to(ROOT).as_posix()}/`"
    text = str(int(default)) if isinstance(default, bool) else str(default)
    return f"`{text}`" if text else "empty"


@pytest.mark.parametrize("entry", fields(Settings), ids=lambda entry: entry.name)
def test_every_setting_is_in_the_readme_as_it_is_in_the_code(entry):
    row = f"| `{entry.metadata['name']}` | {shown_default(entry.default)} | {entry.metadata['help']} |"
    assert row in README.splitlines()


@each_document
def test_every_setting_named_exists(name):
    known = {entry.metadata["name"] for entry in fields(Settings)}
    assert set(re.findall(r"\b(?:CEP_\w+|DATABASE_URL)\b", DOCUMENTS[name])) <= known


def test_every_key_of_the_address_is_explained_on_the_method_page():
    assert list(KEY_HELP) == list(KEYS) == [field.name for field in fields(Filters) if field.name != "default"]
    assert all(text.strip() for text in KEY_HELP.values())


def test_every_make_target_is_in_the_readme():
    declared = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split())
    assert declared <= make_targets(README)


@each_document
def test_every_make_target_named_exists(name):
    targets = set(re.findall(r"^([\w-]+):", MAKEFILE, re.MULTILINE))
    assert make_targets(DOCUMENTS[name]) <= targets


def usage(capsys, *arguments):
    with pytest.raises(SystemExit):
        main([*arguments, "--help"])
    return capsys.readouterr().out


def test_every_data_command_and_option_is_in_the_readme_and_no_other(capsys):
    commands = re.search(r"\{([\w,]+)\}", usage(capsys))[1].split(",")
    for command in commands:
        (row,) = (line for line in README.splitlines() if line.startswith(f"| `python -m data {command}` |"))
        options = set(re.findall(r"--[a-z][a-z-]*", usage(capsys, command))) - {"--help"}
        assert options == set(re.findall(r"--[a-z][a-z-]*", row)), command
    for text in DOCUMENTS.values():
        assert set(re.findall(r"python -m data (\w+)", text)) <= set(commands)


@each_document
def test_every_path_named_exists(name):
    paths = [path for path in named_paths(DOCUMENTS[name]) if not path.startswith(MADE)]
    missing = [path for path in paths if not any(ROOT.glob(path.rstrip("/")))]
    assert missing == []


@each_document
def test_every_link_leads_somewhere(name):
    folder = (ROOT / name).parent
    for target in re.findall(r"\]\(([^)]+)\)", DOCUMENTS[name]):
        path, _, anchor = target.partition("#")
        file = (folder / path) if path else ROOT / name
        assert file.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {title.lower().replace(" ", "-") for title in titles}, target


def test_the_tree_of_the_readme_is_the_tree():
    (tree,) = (block for block in blocks(README) if block.startswith("app.py"))
    named = [line.split()[0].rstrip("/") for line in tree.splitlines()]
    made = {folder.rstrip("/") for folder in MADE}
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.name not in made}
    assert sorted(named) == sorted(there - {"README.md"})


@each_document
def test_no_document_names_a_place_on_one_machine(name):
    assert re.findall(r"(?<![\w.])/(?:home|root|opt|usr|tmp|work|Users)/\S*", DOCUMENTS[name]) == []


def test_the_screenshot_is_a_light_picture_of_a_small_desk_screen():
    picture = (ROOT / "docs" / "screenshot.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert [int.from_bytes(picture[at : at + 4]) for at in (16, 20)] == [1366, 768]
    assert len(picture) < 250_000


def test_decisions_are_numbered_dated_and_whole():
    text = DOCUMENTS["docs/decisions.md"]
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    numbers = [int(part.split(".")[0]) for part in parts]
    assert numbers == list(range(1, len(parts) + 1))
    days = [date.fromisoformat(part.splitlines()[1]) for part in parts]
    assert all(before <= after for before, after in pairwise(days))
    for part in parts:
        heads = re.findall(r"^\*\*(\w+)", part, re.MULTILINE)
        assert heads == ["Decision", "Why", "Alternatives"], part.splitlines()[0]


def test_every_name_of_the_glossary_is_in_the_code():
    rooms = [ROOT / room for room in ("data", "deck", "geo", "indicators", "figures", "layouts", "callbacks")]
    files = [*ROOT.glob("*.py"), *(file for room in rooms for file in room.rglob("*.py"))]
    words = set(re.findall(r"\w+", "\n".join(file.read_text(encoding="utf-8") for file in files)))
    rows = re.findall(r"^\| (.+?) \| `(\w+)` \|", DOCUMENTS["docs/glossary.md"], re.MULTILINE)
    assert rows
    assert [name for _, name in rows if name not in words] == []
    assert len({name for _, name in rows}) == len(rows)


def test_the_guide_follows_french_typography():
    prose = "\n".join(line for line in DOCUMENTS["docs/guide.md"].splitlines() if not line.startswith("|---"))
    assert re.findall(r"[ \w][;?!%‰]| :|« | »|\d \d{3}|'", prose) == []


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_and_column_of_a_release_is_explained(table):
    assert table.comment
    assert [column.name for column in table.columns if not column.comment] == []
