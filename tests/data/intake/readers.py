"""The way a received file is read afterwards, shared by the tests of the intake."""

import duckdb

from data.intake import receive


def received(path, folder):
    """The file received with nobody watching."""
    return receive(path, folder, lambda label, fraction: None)


def rows(incoming):
    """Every accepted row as a tuple of texts, and the lines DuckDB rejected."""
    with duckdb.connect() as connection:
        if incoming.form == "parquet":
            return connection.execute("SELECT * FROM read_parquet(?)", [str(incoming.path)]).fetchall(), []
        table = connection.execute(
            "SELECT * FROM read_csv(?, header=true, auto_detect=false, delim=?, quote='\"', escape='\"', "
            "strict_mode=true, store_rejects=true, rejects_limit=0, compression='none', columns=?)",
            [str(incoming.path), incoming.delimiter, {name: "VARCHAR" for name in incoming.headers}],
        ).fetchall()
        return table, connection.execute("SELECT line FROM reject_errors ORDER BY 1").fetchall()
