"""Imported releases in which some operators sent nothing, or not every month."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.build import publish
from data.engine import Database, open_releases
from data.inputs import Simulation, demonstration_inputs, offer
from data.schema import DIMENSIONS
from settings import Settings
from tests.conftest import silent

SECRET = "une phrase longue que personne ne connaît"


@dataclass(frozen=True)
class Sent(Simulation):
    """Files of the operators: the simulated entries of the (operator, month "YYYY-MM") pairs of `pairs`, no other."""

    pairs: frozenset = frozenset()

    def fill(self, connection):
        inputs = super().fill(connection)
        code = DIMENSIONS["operator"].position
        sent = pd.DataFrame(
            [(code(operator), pd.Timestamp(f"{month}-01").date()) for operator, month in sorted(self.pairs)],
            columns=["operator", "month"],
        ).assign(region="", sha256=self.origin)
        offer(connection, "slices", pd.concat([sent.assign(table_name=name) for name in ("entries", "exits")]))
        return inputs


def sent(pairs, total=20_000):
    """The files of `pairs`, ready to be published."""
    made = demonstration_inputs(total, silent)
    tables = {"entries": _of(made.entries, pairs), "exits": _of(made.exits, pairs), "sites": made.sites}
    return Sent(**tables, assumptions=(), origin=made.origin, kind="import", title="Fichiers", pairs=frozenset(pairs))


def _of(events, pairs):
    """The rows of an Arrow table that are of the pairs: a release holds no row of a month that its log lacks."""
    operators = np.array(DIMENSIONS["operator"].codes)[events["operator"].to_numpy()]
    months = pd.to_datetime(events["month"].to_pandas()).dt.strftime("%Y-%m")
    return events.take([i for i, pair in enumerate(zip(operators, months, strict=True)) if pair in pairs])


def published(folder, *made):
    """Settings of a store in which `made` are published one after the other, and their names."""
    settings = replace(Settings(), data_dir=folder, demo_on_empty=False, secret=SECRET)
    return settings, [publish(inputs.fill, settings, silent) for inputs in made]


def opened(settings):
    return Database(open_releases(settings)).release()
