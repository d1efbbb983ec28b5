"""Parquet files: flat, whole and small enough, or refused."""

import io

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.intake import columnar
from tests.data.intake.readers import received, rows


def parquet(columns, **options):
    packed = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), packed, **options)
    return packed.getvalue()


COLUMNS = {"mois": ["2016-01", "2016-02"], "n": [1, None], " nom ": ["Été", "Noël"]}
GOOD = parquet(COLUMNS)


@pytest.mark.parametrize("name", ["envoi.csv", "envoi[1].parquet", "mois=3.parquet"])
@pytest.mark.parametrize("options", [{}, {"compression": "zstd"}, {"compression": "gzip", "use_dictionary": False}])
def test_accepted(made, tmp_path, name, options):
    incoming = received(made(parquet(COLUMNS, **options), name), tmp_path / "travail")
    assert (incoming.form, incoming.delimiter, incoming.headers) == ("parquet", "", ("mois", "n", " nom "))
    with duckdb.connect() as connection:  # a head is the engine's own name of the column
        names = ", ".join(f'"{head}"' for head in incoming.headers)
        assert connection.execute(f"SELECT {names} FROM read_parquet(?)", [str(incoming.path)]).fetchall()
    assert rows(incoming) == ([("2016-01", 1, "Été"), ("2016-02", None, "Noël")], [])


def middle(content):
    """The compressed first page altered."""
    at = content.index(b"\x28\xb5\x2f\xfd")
    return content[:at] + bytes(4) + content[at + 4 :]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD[:-3], "abîmé ou coupé"),
        (GOOD[: len(GOOD) // 2], "abîmé ou coupé"),
        (b"PAR1", "abîmé ou coupé"),
        (b"PAR1" + bytes(64) + b"PAR1", "abîmé ou coupé"),
        (b"PAR1" + b"\xff" * 64 + b"PAR1", "abîmé ou coupé"),
        (GOOD[:-8] + b"\xff\xff\xff\x7fPAR1", "abîmé ou coupé"),
        (b"PARE" + GOOD[4:-4] + b"PARE", "chiffré"),
        (middle(parquet({"a": ["x" * 400] * 50, "b": [1] * 50}, compression="zstd")), "abîmé ou coupé"),
        (parquet({"a": pa.array([], pa.string()), "b": pa.array([], pa.string())}), "aucune ligne"),
        (parquet({"a": [[1, 2]], "b": [1]}), "« a » n’est pas une colonne simple"),
        (parquet({"a": [b"x"], "b": [1]}), "« a » n’est pas une colonne simple (type binary)"),
        (parquet(pa.table([[1], [2]], names=["n", "N"])), "« N » apparaît deux fois"),
        (parquet({"": [1], "b": [1]}), "sans nom"),
        (parquet({f"c{n}": [1] for n in range(201)}), "201 colonnes"),
    ],
    ids=range(14),
)
def test_refused(made, refusal, content, expected):
    assert expected in refusal(made(content))


def test_limits(made, refusal, monkeypatch):
    monkeypatch.setattr(columnar, "MAX_ROWS", 1)
    assert "annonce 2 lignes" in refusal(made(GOOD))
    monkeypatch.setattr(columnar, "MAX_FOOTER", 10)
    assert "métadonnées" in refusal(made(GOOD))
