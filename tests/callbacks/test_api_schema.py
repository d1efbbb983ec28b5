"""The API against its own document, by questions that Schemathesis makes of it."""

import json

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.definitions import OPENAPI_31

from app import create_app
from settings import Settings

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
]
EXAMPLES = 6


def test_the_document_is_one_of_openapi_3_1(client):
    document = json.loads(client.get("/api/v1/openapi.json").get_data())
    jsonschema.Draft202012Validator(OPENAPI_31).validate(document)
    assert document["openapi"] == "3.1.0"
    operations = [asked["get"]["operationId"] for asked in document["paths"].values()]
    assert len(operations) == len(set(operations)) > 30
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(OPENAPI_31).validate({**document, "paths": 3})


def test_every_address_of_the_document_answers(client):
    document = json.loads(client.get("/api/v1/openapi.json").get_data())
    for path, asked in document["paths"].items():
        response = client.get(f"/api/v1{path}")
        assert (response.status_code, response.mimetype) == (200, "application/json"), path
        schema = asked["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator(schema).validate(json.loads(response.get_data()))
        assert client.get(f"/api/v1{path}", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_no_question_of_the_document_breaks_the_api(duckdb_settings):
    """Status, type and shape of each answer are those of the document; half of the questions are wrong on purpose."""
    application = create_app(Settings(data_dir=duckdb_settings.data_dir, demo_on_empty=False, files_per_hour=10**6))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application.server)
    statuses = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=EXAMPLES,
                derandomize=True,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                # The client in memory does not decompress.
                response = case.call(headers={"Accept-Encoding": "identity"})
                case.validate_response(response, checks=CHECKS)
                statuses.append(response.status_code)

            if operation.query or mode is GenerationMode.POSITIVE:
                ask()
    assert {200, 400} <= set(statuses)
