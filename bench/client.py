"""Client HTTP: what a browser sends for one interaction, without the browser."""

from __future__ import annotations

import gzip
import http.client
import itertools
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from filters import Filters
from geo.areas import regions
from nomenclatures import AGE, FAMILY, QUALIFICATION, READING, SEX


@dataclass(frozen=True)
class Answer:
    """One answer: milliseconds, bytes on the wire, HTTP status."""

    milliseconds: float
    size: int
    status: int


class Visitor:
    """One kept-alive connection to an application under test."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._body: dict[str, object] = {}
        self._held: dict[tuple[str, str], object] = {}

    def read_callback(self, first_output: str, shown: str | None = None) -> None:
        """Learn the callback whose outputs start with `first_output`, as the browser does; `shown`: its one state."""
        self._connection.request("GET", "/_dash-dependencies")
        callbacks = json.loads(self._connection.getresponse().read())
        found = next(c for c in callbacks if c["output"].strip(".").startswith(first_output))
        names = [name for name in found["output"].strip(".").split("...")]
        outputs = [dict(zip(("id", "property"), name.split("."), strict=True)) for name in names]
        self._body = {
            "output": found["output"],
            "outputs": outputs if found["output"].startswith("..") else outputs[0],
            "inputs": [{**i, "value": None} for i in found["inputs"]],
            "state": [{**s, "value": shown if s["property"] == "data-release" else None} for s in found["state"]],
            "changedPropIds": ["{id}.{property}".format(**found["inputs"][0])],
        }

    def forget(self) -> None:
        """Hold nothing of the answers before, as a page just loaded."""
        self._held.clear()

    def ask(self, *values: object) -> Answer:
        """Send one interaction; `values` are those of the inputs, the states are those of the answers before."""
        inputs: Any = self._body["inputs"]
        states: Any = self._body["state"]
        body = {
            **self._body,
            "inputs": [{**i, "value": v} for i, v in zip(inputs, values, strict=True)],
            "state": [{**s, "value": self._held.get((s["id"], s["property"]), s["value"])} for s in states],
        }
        start = time.perf_counter()
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
        self._connection.request("POST", "/_dash-update-component", json.dumps(body), headers)
        response = self._connection.getresponse()
        content = response.read()
        answer = Answer((time.perf_counter() - start) * 1000, len(content), response.status)
        if response.status == 200:
            whole = gzip.decompress(content) if response.getheader("Content-Encoding") == "gzip" else content
            for name, properties in json.loads(whole).get("response", {}).items():
                self._held |= {(name, of): value for of, value in properties.items()}
        return answer


def questions(seed: int) -> Iterator[Filters]:
    """Filters never seen twice, in a fixed random order: the choices a visitor makes on the page."""
    choices = itertools.product(
        ("FR", *(r.id for r in regions())),
        READING.codes,
        ("", *(c.code for c in SEX.known)),
        ("", "", *(c.code for c in AGE.known)),
        ("", "", "sup", *(c.code for c in QUALIFICATION.known)),
        (FAMILY.codes, tuple(c for c in FAMILY.codes if c != "pe"), ("pe",), ("ml", "ce", "apec")),
        (("2017-01", "2017-12"), ("2018-01", "2018-07"), ("2016-01", "2016-12")),
        ("reg", "dep"),
    )
    asked = list(dict.fromkeys(choices))
    random.Random(seed).shuffle(asked)
    for area, reading, sex, age, qualification, families, (start, end), level in asked:
        yield Filters(
            area=area,
            reading=reading,
            sex=sex,
            age=age,
            qualification=qualification,
            families=families,
            start=start,
            end=end,
            area_level=level,
        )
