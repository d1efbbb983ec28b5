"""The API against its own document, by questions that Schemathesis makes of it."""

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.generation import GenerationMode

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
