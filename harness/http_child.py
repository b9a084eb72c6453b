"""``python -m harness.http_child``: serve one service over the JSON Lines protocol.

The one child that may reach the network. Its settings stand in the environment variable ``HARNESS_HTTP``, the secrets
in variables of their own names: no other process of the run has either, and the command line shows nothing.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from .extraction.child import PROTOCOL, _die_with_parent, _send, _take_streams, peak_memory
from .extraction.http_fields import FieldReader
from .extraction.http_rate import RateLimit
from .extraction.http_retry import Service
from .extraction.http_rows import RATE_VARIABLE, SETTINGS_VARIABLE
from .extraction.http_settings import HttpSettings
from .extraction.http_template import PageInput, Secrets, credentials_of, fill_in
from .html.decode import decode, plain_text_as_html
from .model import Article


class Asker:
    """Answers requests of the protocol by asking the service; nothing that it returns holds a secret."""

    def __init__(self, settings: HttpSettings, secrets: Secrets, service: Service) -> None:
        self._settings, self._secrets, self._service = settings, secrets, service
        self._kept_out = credentials_of(settings, secrets)
        self._fields = FieldReader(settings)

    def answer(self, request: dict[str, Any]) -> dict[str, object]:
        """Return the answer to one request of the harness."""
        started = time.perf_counter()
        try:
            article, seconds = self._article(request)
            answer: dict[str, object] = {"article": article.to_json(), "seconds": seconds}
        except Exception as error:
            print(self._kept_out.redact("".join(traceback.format_exception(error))), file=sys.stderr, flush=True)
            failure = {"type": type(error).__name__, "message": str(error)}
            answer = {"error": failure, "seconds": time.perf_counter() - started}
        redacted = self._kept_out.redacted(answer)
        assert isinstance(redacted, dict)
        return {"id": request["id"], **redacted, "peak_memory": peak_memory()}

    def _article(self, request: dict[str, Any]) -> tuple[Article, float]:
        content = Path(request["path"]).read_bytes()
        text = decode(content, request["encoding"])
        html = plain_text_as_html(text) if request["media_type"] == "text/plain" else text
        page = PageInput(content, html, request["media_type"], request["encoding"], request["url"])
        answered = self._service.ask(fill_in(self._settings, page, self._secrets))
        return self._fields.article(answered.response), answered.seconds


def main() -> None:
    """Serve until stdin ends."""
    requests, answers = _take_streams()
    _die_with_parent()
    settings = HttpSettings.from_json(os.environ.pop(SETTINGS_VARIABLE))
    secrets = Secrets({name: os.environ.pop(name) for name in settings.secrets})
    rate_file = os.environ.pop(RATE_VARIABLE, "")
    rate = RateLimit(Path(rate_file), settings.rate_limit) if settings.rate_limit and rate_file else None
    asker = Asker(settings, secrets, Service(settings, rate))
    serve(asker, requests, answers, settings)


def serve(asker: Asker, requests: BinaryIO, answers: BinaryIO, settings: HttpSettings) -> None:
    """Say hello, and answer request after request."""
    version = settings.version or settings.digest[:8]
    hello = {"protocol": PROTOCOL, "name": "http", "version": version, "accepts": ["text/html", "text/plain"]}
    _send(answers, hello)
    for line in requests:
        _send(answers, asker.answer(json.loads(line)))


if __name__ == "__main__":
    main()
