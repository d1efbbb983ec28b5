"""Réglages of the production server. The application is made once, before the fork; no database is opened before it."""

import duckdb

worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 5
preload_app = True
limit_request_line = 8190
max_requests = 20000
max_requests_jitter = 2000
forwarded_allow_ips = "127.0.0.1"
forwarder_headers = ""  # the application is served at the root: a SCRIPT_NAME from outside is dropped, never an error


def pre_fork(server, worker):
    """Close the empty database that DuckDB opens as it is imported: its threads would not follow the worker."""
    duckdb.close()


def post_worker_init(worker):
    """After the fork. The pages that the benches compare with have no database."""
    from callbacks.warming import start

    database = worker.app.wsgi().extensions.get("database")
    if database is not None:
        start(database)
