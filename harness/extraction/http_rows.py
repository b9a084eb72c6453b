"""The row of a service: what its child is started with, and why it may not run."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from ..model import Extractor
from .http_fields import problem
from .http_settings import SECRET, HttpSettings
from .http_template import host_of, missing_secret

SETTINGS_VARIABLE = "HARNESS_HTTP"
RATE_VARIABLE = "HARNESS_HTTP_RATE"
# A service costs money and sees the pages, so it is asked only on request.
NOT_RUN = "not run: network; name it with -E, or set enabled = true"
_INSTALL = 'pip install "scraper-harness[http]"'
# What a service is sent, by the body of the request.
_READS = {"none": "URL", "page": "bytes", "json": "text"}


def http_row(name: str, settings: HttpSettings) -> Extractor:
    """Return the row of a service.

    Its ``environment`` holds the settings and the secrets' values, which no report, log, cache key or ``repr`` shows;
    its ``digest`` covers neither the secrets nor how often and how long the service is asked.
    """
    row = Extractor(
        name=name,
        mode=None,
        version=settings.version or settings.digest[:8],
        command=(sys.executable, "-m", "harness.http_child"),
        origin="http",
        digest=settings.digest,
        licence=settings.licence,
        description=f"{settings.method} {host_of(settings.url)}",
        accepts=("text/html", "text/plain"),
        # Paid for once: the cache answers as long as the settings, or the version that they declare, are the same.
        repeatable=True,
        network=True,
        reads=_READS[settings.body],
    )
    if importlib.util.find_spec("jmespath") is None:
        return replace(row, version=None, install=_INSTALL)
    unready = problem(settings) or missing_secret(settings, os.environ)
    if unready is not None:
        return replace(row, problem=unready)
    secrets = tuple((variable, os.environ[variable]) for variable in settings.secrets)
    environment = ((SETTINGS_VARIABLE, settings.to_json()), (RATE_VARIABLE, str(_rate_file(settings))), *secrets)
    return replace(row, environment=environment, problem=None if settings.enabled else NOT_RUN)


def named(row: Extractor) -> Extractor:
    """Return a row as it is when somebody has asked for it by name: the network is no reason any more."""
    return replace(row, problem=None) if row.problem == NOT_RUN else row


def _rate_file(settings: HttpSettings) -> Path:
    from platformdirs import user_cache_path

    # One service, one limit: two rows that ask the same server share their turns.
    server = urlsplit(SECRET.sub("x", settings.url)).netloc
    place = hashlib.sha256(server.encode()).hexdigest()[:16]
    return user_cache_path("scraper-harness", appauthor=False) / "turns" / place
