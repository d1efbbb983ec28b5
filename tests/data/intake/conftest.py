"""Small files made on the spot."""

import tracemalloc

import pytest

from data.intake import FileRefused
from tests.data.intake.readers import received


@pytest.fixture
def made(tmp_path):
    """A file of these bytes, whatever its name claims."""

    def make(content, name="envoi.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make


@pytest.fixture
def refusal(tmp_path):
    """The message of a refusal, which must leave no copy behind; checks that it says what to do."""

    def refuse(path):
        folder = tmp_path / "travail"
        with pytest.raises(FileRefused) as caught:
            received(path, folder)
        assert caught.value.wrong.endswith(".") and caught.value.remedy.endswith(".")
        assert str(caught.value) == f"{caught.value.wrong} {caught.value.remedy}"
        assert not folder.exists() or not list(folder.iterdir())
        return str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")

    return refuse


@pytest.fixture
def growth():
    """Memory allocated at the worst moment of a `with`, in bytes; read by calling what it gives."""
    return _Growth()


class _Growth:
    def __enter__(self):
        tracemalloc.start()
        return lambda: self.peak

    def __exit__(self, *error):
        self.peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
