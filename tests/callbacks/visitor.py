"""What a browser sends, through the WSGI test client."""

import json

from flask.testing import FlaskClient


class Client(FlaskClient):
    """A client that reads every answer whole, so that the files it serves are closed."""

    def open(self, *arguments, **options):
        return super().open(*arguments, **{"buffered": True, **options})


def client_of(app):
    app.server.test_client_class = Client
    return app.server.test_client()


class Visitor:
    """Asks callbacks by the first of their outputs, as the page does."""

    def __init__(self, client):
        self.client = client
        self.callbacks = json.loads(client.get("/_dash-dependencies").get_data())

    def outputs(self, first):
        """(id, property) of every output of the callback whose outputs start with `first` ("acces-answer.")."""
        output = self._named(first)["output"]
        return [tuple(name.split(".")) for name in output.strip(".").split("...")]

    def send(self, first, *values, state=None):
        """The raw response of that callback to the values of its inputs, then of its first states (None: not set)."""
        asked = self._named(first)
        state = [*(state or ()), *([None] * (len(asked["state"]) - len(state or ())))]
        outputs = [dict(zip(("id", "property"), pair, strict=True)) for pair in self.outputs(first)]
        inputs = [{**i, "value": v} for i, v in zip(asked["inputs"], values, strict=True)]
        body = {
            "output": asked["output"],
            "outputs": outputs if asked["output"].startswith("..") else outputs[0],
            "inputs": inputs,
            "state": [{**s, "value": v} for s, v in zip(asked["state"], state, strict=True)],
            "changedPropIds": ["{id}.{property}".format(**next(i for i in inputs if i["value"] is not None))],
        }
        return self.client.post("/_dash-update-component", json=body)

    def ask(self, first, *values, state=None):
        """The answer as {id: {property: value}}, outputs or not; outputs that do not change are absent."""
        response = self.send(first, *values, state=state)
        assert response.status_code == 200, response.get_data(as_text=True)
        answer = json.loads(response.get_data())
        return answer["response"] | answer.get("sideUpdate", {})

    def open(self, path="/", search=""):
        """The page of an address and the warnings about it, both as JSON text."""
        answer = self.ask("page.", path, state=(search,))
        return json.dumps(answer["page"], ensure_ascii=False), json.dumps(answer["problems"], ensure_ascii=False)

    def info(self, card, query=""):
        """What the panel of a card says once it is opened."""
        return self.ask(f"{card}-info.", 1, state=(query, "light", "wide"))[f"{card}-info"]["data-html"]

    def look(self, query="", theme="light", viewport="wide"):
        """The parts of the page Accès for the filters of `query`."""
        return self.ask("acces-answer.", query, theme, viewport)

    def _named(self, first):
        return next(c for c in self.callbacks if c["output"].strip(".").startswith(first))
