"""A desk to import from, with no release or with a demonstration one."""

import shutil

import pytest

from settings import Settings
from tests.data.imports.files import SECRET, Desk


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    """Embedded store, empty, with a secret of its own."""
    return make(tmp_path, monkeypatch, capsys)


@pytest.fixture
def demonstration(duckdb_settings, tmp_path, monkeypatch, capsys):
    """The same, serving a demonstration release."""
    shutil.copytree(duckdb_settings.data_dir, tmp_path / "versions")
    return make(tmp_path, monkeypatch, capsys)


def make(tmp_path, monkeypatch, capsys, url=""):
    settings = Settings(data_dir=tmp_path / "versions", database_url=url, secret=SECRET, demo_on_empty=False)
    for name, value in (("CEP_DATA_DIR", settings.data_dir), ("CEP_DISCLOSURE_SECRET", SECRET), ("DATABASE_URL", url)):
        monkeypatch.setenv(name, str(value))
    return Desk(tmp_path / "envois", settings, capsys)
