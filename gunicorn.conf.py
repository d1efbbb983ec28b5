"""Réglages of the production server. No preload: a database must never be open when the server forks."""

worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 5
preload_app = False
limit_request_line = 8190
max_requests = 20000
max_requests_jitter = 2000
forwarded_allow_ips = "127.0.0.1"
forwarder_headers = ""  # the application is served at the root: a SCRIPT_NAME from outside is dropped, never an error


def post_worker_init(worker):
    """After the fork, and once the application is made. The pages that the benches compare with have no database."""
    from callbacks.warming import start

    database = worker.app.wsgi().extensions.get("database")
    if database is not None:
        start(database)
