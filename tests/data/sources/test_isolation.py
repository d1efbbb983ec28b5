"""Packages that hang or log as they like stay out of this process and of the application."""

import subprocess
import sys
from pathlib import Path

import pytest

from data.sources import isolation
from data.sources.fetching import Deadline, FetchError
from settings import ROOT


def test_the_application_and_the_command_import_neither_package():
    code = """
import sys
import app
held = {"pynsee", "pyinsee", "geopandas"} & set(sys.modules)
import data.sources.command
held |= {"pynsee", "pyinsee", "geopandas"} & set(sys.modules)
print(sorted(held))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.fixture
def child(tmp_path, monkeypatch):
    """Run the text of a child's `work`, in a folder of its own."""
    folder = tmp_path / "own"
    folder.mkdir()

    def run(body, seconds=20.0, steps=None):
        (folder / "work_of_a_test.py").write_text(
            "import os, sys, time\nfrom data.sources.isolation import serve\n"
            "def work(request, step):\n    " + body.replace("\n", "\n    ") + "\nserve(work)\n"
        )
        said = [] if steps is None else steps
        return isolation.run("work_of_a_test", {"a": 1}, folder, Deadline(seconds), said.append)

    return run


def test_the_child_answers_and_its_chatter_goes_to_the_log(child, tmp_path):
    steps = []
    body = (
        'print("bavardage", flush=True); step("un"); step("deux")\nos.system("echo encore")\nreturn os.environ["HOME"]'
    )
    assert child(body, steps=steps) == str(tmp_path / "own")
    assert steps == ["un", "deux"]
    assert (tmp_path / "own/journal.txt").read_text().split() == ["bavardage", "encore"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise KeyError('paging')", "forme attendue .KeyError"),
        ("os._exit(3)", "sans répondre"),
        ("raise SystemExit(2)", "sans répondre"),
        ("time.sleep(30)", "en 1 s"),
    ],
)
def test_whatever_the_child_does_the_error_is_french(child, body, message):
    with pytest.raises(FetchError, match=message):
        child(body, seconds=1.0 if "sleep" in body else 20.0)


def test_the_child_s_folders_are_not_the_user_s(child):
    home = child('return {k: v for k, v in os.environ.items() if k.startswith("XDG") or k == "HOME"}')
    assert str(Path.home()) not in home.values() and len(home) >= 4
