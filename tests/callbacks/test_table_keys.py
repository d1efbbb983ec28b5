"""The form of the page Données offers, for each table, the keys that change it and no other."""

import json
from functools import lru_cache

import pytest

from callbacks.catalogue import CROSSING, published_tables
from callbacks.pages import FILTERED
from callbacks.table_keys import keys_of
from filters import KEYS

TABLES = published_tables(FILTERED)
BASES = ("t=R11", "niv=dep&t=D31")
# Another value of each key; a period always names what a table is of, whether or not its rows follow it.
OTHER = {
    "niv": "dep",
    "t": "R32",
    "lec": "de",
    "ope": "ml-ce",
    "sexe": "F",
    "age": "a15",
    "qua": "q4",
    "nn": "2",
    "eq": "15",
    "perim": "constant",
    "cote": "france",
    "paire": "c3-c6",
    "dis": "csp",
    "ch": "age",
    "sig": "short",
    "sigope": "ce",
    "seuil": "30",
    "lieu": "outreach",
    "dec": "gauss",
    "avec": "R93",
    "t2": "R93",
    "axe": "sexe",
}
# What follows an address whatever its rows.
NOT_ROWS = {"permalink", "citation", "filters", "checksum", "sentence"}


@lru_cache(maxsize=16)
def rows(client, name, query):
    """The rows of a table. Those of the two addresses are asked once for all its keys."""
    answer = client.get(f"/api/v1/data/{name}?limite=10000&{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [{k: v for k, v in row.items() if k not in NOT_ROWS} for row in json.loads(answer.get_data())["rows"]]


def changes(client, name, key):
    """Whether another value of a key changes the rows of a table, on one address or another."""
    for base in BASES:
        kept = [part for part in base.split("&") if not part.startswith(f"{key}=")]
        if rows(client, name, "&".join([*kept, f"{key}={OTHER[key]}"])) != rows(client, name, base):
            return True
    return False


@pytest.mark.parametrize("name", [name for name in TABLES if name != CROSSING])
def test_what_changes_a_table_is_offered_and_nothing_else(client, name):
    fields = {"du", "au"} | set(OTHER)
    offered = set(keys_of(TABLES[name]))
    assert offered <= fields
    read = {KEYS[field] for field in TABLES[name].fields}
    found = {key for key in OTHER if key in read and changes(client, name, key)}
    assert found == offered - {"du", "au"}


def test_the_crossing_offers_what_it_may_fix():
    assert keys_of(TABLES[CROSSING]) == ("du", "au", "niv", "t", "lec", "ope", "sexe", "age", "qua", "nn")
