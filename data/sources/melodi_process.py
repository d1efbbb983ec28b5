"""Melodi par pynsee, in a process of its own (`data.sources.isolation`); the network part of `data.sources.insee`.

pynsee retries for two minutes, ignores certificates and caches whatever came: here its retries are replaced by ours,
certificates are checked, and its cache is the folder of this run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests

from data.sources.fetching import TIMEOUT, Deadline, FetchError, Transient, accept, patiently
from data.sources.isolation import Step, serve

_INSEE = "https://api.insee.fr"


def _work(request: dict[str, Any], step: Step) -> list[str]:
    """Read each (dataset, geography level) of the request into a Parquet file of the folder; their names."""
    # Imported late: importing pynsee creates folders, which must be those of this process.
    from pynsee.melodi.data import get_dataset
    from pynsee.utils import requests_session
    from urllib3.util.retry import Retry

    deadline = Deadline(request["seconds"])

    def ask(self: requests.Session, method: str, url: str, **options: Any) -> requests.Response:
        address = url.replace(_INSEE, request["base"], 1)
        options = {"headers": options.get("headers"), "timeout": TIMEOUT}

        def once() -> requests.Response:
            response = accept(requests.Session.request(self, method, address, **options))
            try:
                response.json()
            except ValueError:
                raise Transient("réponse tronquée") from None
            return response

        return patiently(once, deadline)

    requests_session.Retry = lambda **_: Retry(total=0)
    requests_session.PynseeAPISession.request = ask
    filters = {"time_period": request["vintage"]} if request["vintage"] else {}
    names = []
    for dataset, level in request["parts"]:
        step(f"{dataset} {level}")
        frame = get_dataset(dataset, language="fr", silent=True, geo=level, **filters)
        if frame.empty:
            raise FetchError(f"Melodi a répondu sans aucune valeur : {dataset}, {level}.")
        name = f"{dataset}.{level}.parquet"
        frame.astype({c: str for c in frame if not c.startswith("OBS_VALUE")}).to_parquet(Path(name))
        names.append(name)
    return names


if __name__ == "__main__":
    serve(_work)
