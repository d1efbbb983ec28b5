"""En-têtes HTTP: a strict content security policy, compression, and caching by content hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from dash import Dash
from dash.fingerprint import check_fingerprint
from flask import Response, request
from flask_compress import Compress

ASSETS = Path(__file__).resolve().parent.parent / "assets"
_YEAR = 31_536_000
# For the bundles that Dash asks without a version: a visit, and no more than that after an upgrade.
_VISIT = 600
# An escaped backslash is taken whole, so that what follows it is not; control characters and surrogates stay escaped.
_ESCAPED = re.compile(rb"\\\\|\\u(?:00(?:3c|3e|2f|[a-f]\w)|(?!00|d[89a-f])\w{4})")
_COMPRESSED = (
    "text/html",
    "text/css",
    "text/csv",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/geo+json",
    "image/svg+xml",
)


def asset_url(name: str) -> str:
    """Address of a file of assets/ that changes when its content does, so that browsers may keep it for ever."""
    return f"/assets/{name}?h={_digest(name)}"


def _digest(name: str) -> str:
    """Hash of an asset, "" when there is no such file."""
    path = (ASSETS / name).resolve()
    if not path.is_relative_to(ASSETS) or not path.is_file():
        return ""
    return _digest_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _digest_of(path: Path, modified: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset_urls(pattern: str) -> list[str]:
    """Addresses of the assets matching a glob, in name order."""
    return [asset_url(path.relative_to(ASSETS).as_posix()) for path in sorted(ASSETS.glob(pattern))]


def register(app: Dash) -> None:
    server = app.server
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIMETYPES=list(_COMPRESSED),
        COMPRESS_BR_LEVEL=5,
        COMPRESS_LEVEL=7,
        COMPRESS_MIN_SIZE=400,
        COMPRESS_CACHE_BACKEND=_CompressedFiles,
        COMPRESS_CACHE_KEY=_compression_key,
    )
    Compress(server)
    with server.test_request_context("/"):
        # Dash learns which bundles it serves while it writes the page: without this a worker that has not yet shown
        # one would refuse the scripts of a page that another worker wrote.
        app.index()
    policy = _policy(app.csp_hashes())

    @server.after_request
    def lighten(response: Response) -> Response:
        if request.path == "/_dash-update-component" and response.mimetype == "application/json":
            response.set_data(plain_markup(response.get_data()))
        return response

    @server.after_request
    def secure(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if _is_hashed(request.path) and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        elif _is_bundle(request.path) and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={_VISIT}"
        return response


def plain_markup(answer: bytes) -> bytes:
    """JSON whose "<", ">", "/" and accents are written as they are, in UTF-8.

    Plotly escapes them for pages that hold their JSON inside HTML; ours travels alone, as JSON that no browser may take
    for anything else, and is a twentieth lighter without.
    """
    return _ESCAPED.sub(_plain, answer)


@lru_cache(maxsize=1024)
def _utf8(code: bytes) -> bytes:
    return chr(int(code, 16)).encode()


def _plain(found: re.Match[bytes]) -> bytes:
    return found[0] if found[0] == rb"\\" else _utf8(found[0][2:])


def _policy(hashes: Sequence[str]) -> str:
    # Plotly writes style elements at run time; scripts stay strict.
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _is_hashed(path: str) -> bool:
    """Whether the address names a content: an asset by its hash, a bundle of Dash by a version and a date."""
    if path.startswith("/assets/"):
        asked = request.args.get("h", "")
        return len(asked) == 12 and asked == _digest(path.removeprefix("/assets/"))
    return _is_bundle(path) and bool(check_fingerprint(path)[1])


def _is_bundle(path: str) -> bool:
    return path.startswith("/_dash-component-suites/")


class _CompressedFiles:
    """Compressed assets and bundles of this process: plotly.js takes 0.2 s to compress, once.

    Only what no request can change is kept: assets asked by their hash and bundles, which live as long as the process.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        if not key.endswith(_NOT_KEPT) and len(self._kept) < 200:
            self._kept[key] = value


_NOT_KEPT = ";"


def _compression_key(source: object) -> str:
    return request.path if _is_bundle(request.path) or _is_hashed(request.path) else ""
