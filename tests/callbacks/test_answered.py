"""Banner, footer, stage and permalink are those of the release that answered, whatever the shell was loaded with."""

import json
import shutil
from dataclasses import replace

import pytest

from app import create_app
from data.build import publish
from data.inputs import demonstration_inputs
from data.releases import FileReleases
from layouts.shell import DEMONSTRATION
from tests.callbacks.partial import SECRET
from tests.callbacks.visitor import Visitor, client_of
from tests.conftest import silent

PATHS = ("/", "/donnees", "/methode")


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A demonstration, then an import: (settings, demonstration, import), the import being current."""
    from settings import Settings

    settings = replace(Settings(), data_dir=tmp_path_factory.mktemp("two"), demo_on_empty=False, secret=SECRET)
    made = demonstration_inputs(6_000, silent)
    demonstration = publish(made.fill, settings, silent)
    return settings, demonstration, publish(replace(made, kind="import", title="Fichiers").fill, settings, silent)


@pytest.fixture
def served(stored, tmp_path, monkeypatch):
    monkeypatch.setattr("data.engine._POINTER_SECONDS", -1.0)
    settings, *names = stored
    shutil.copytree(settings.data_dir, tmp_path / "releases")
    settings = replace(settings, data_dir=tmp_path / "releases")
    return Visitor(client_of(create_app(settings))), FileReleases(settings.data_dir), *names


def is_simulated(answer):
    """What an answer says of its data: the banner and the footer, which agree."""
    banner, footer = (answer[name]["data-html"] for name in ("demonstration", "footer"))
    assert (banner != "") == (DEMONSTRATION in footer) == ("simulées" in banner)
    return banner != ""


def shown(visitor, query):
    """The same of the page Accès, with its stage and its permalink: (simulated, release)."""
    answer = visitor.look(f"{query}&projection=1")
    simulated, release = is_simulated(answer), answer["acces-answer"]["data-release"]
    assert (DEMONSTRATION in answer["acces-stage"]["data-html"]) == simulated
    assert f"version {release}" in answer["footer"]["data-html"]
    return simulated, release


@pytest.mark.parametrize("path", PATHS)
def test_a_demonstration_asked_under_real_data_wears_its_banner(served, path):
    visitor, _, demonstration, imported = served
    assert "simul" not in visitor.client.get("/_dash-layout").get_data(as_text=True)
    answer = visitor.ask("page.", path, state=(f"?v={demonstration}",))
    assert is_simulated(answer) and demonstration in answer["footer"]["data-html"]
    answer = visitor.ask("page.", path, state=("",))
    assert not is_simulated(answer) and imported in answer["footer"]["data-html"]


def test_the_numbers_of_a_demonstration_bring_its_banner(served):
    visitor, _, demonstration, imported = served
    assert shown(visitor, f"v={demonstration}") == (True, demonstration)
    assert shown(visitor, "") == (False, imported)


def test_real_data_asked_under_a_demonstration_wear_none(served):
    visitor, releases, demonstration, imported = served
    releases.adopt(demonstration)
    assert "simul" in visitor.client.get("/_dash-layout").get_data(as_text=True)
    assert not is_simulated(visitor.ask("page.", "/", state=(f"?v={imported}",)))
    assert shown(visitor, f"v={imported}") == (False, imported)


def test_a_tab_opened_before_a_rollback_follows_the_release_that_answers(served):
    visitor, releases, demonstration, imported = served
    assert shown(visitor, "t=R76") == (False, imported)
    assert releases.rollback() == demonstration
    assert shown(visitor, "t=R11") == (True, demonstration)
    releases.adopt(imported)
    assert shown(visitor, "t=R76") == (False, imported)


def test_a_failure_keeps_the_name_of_the_last_release_that_answered(served, monkeypatch):
    from data.engine import DatabaseUnavailable

    def fail(*arguments):
        raise DatabaseUnavailable("La base de données ne répond pas.")

    visitor, *_ = served
    monkeypatch.setattr("data.engine.Database.answer", fail)
    answer = visitor.look("t=R76")
    assert (
        not {"demonstration", "footer", "acces-stage"} & answer.keys() and "data-release" not in answer["acces-answer"]
    )
    assert json.dumps(answer).count("alert") == 1


def test_a_page_that_shows_the_release_that_answers_is_not_told_again(served):
    visitor, _, demonstration, imported = served
    told = {
        shown: {"demonstration", "footer"}
        & visitor.ask("acces-answer.", "t=R76", "light", "wide", state=(shown,)).keys()
        for shown in (None, demonstration, imported)
    }
    assert sorted(map(len, told.values())) == [0, 2, 2]
