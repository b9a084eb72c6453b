"""Where the templates of pages lie, and how Jinja2 reads and runs them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    __version__,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from jinja2.utils import internalcode
from markupsafe import Markup, escape
from platformdirs import user_cache_path

from .marks import Labels

_FOLDER = Path(__file__).parent / "templates"


@cache
def template(name: str) -> Template:
    """Return a template by its name, without the ``.html``."""
    environment = _environment()
    return environment.get_template(f"{name}.html")


class _Context(Context):
    """What a template sees; a page makes 600 calls.

    Jinja2's own looks with each whether the thing asks to be given the context. Nothing that our templates call does
    but macros, and these only to learn whether text is escaped, which they know without.
    """

    @internalcode
    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return obj(*args, **kwargs)


class _Template(Template):
    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> Template:
        made = super().from_code(*args, **kwargs)
        made.root_render_func.__globals__["escape"] = _escape  # compiled templates call it by this name
        return made


def _escape(value: object) -> str:
    """Escape as MarkupSafe does, which makes an object of each text: a page writes 900, and most need nothing."""
    if isinstance(value, str):
        return value if type(value) is Markup or value.isalnum() else escape(value)
    return str(value) if isinstance(value, int) else escape(value)


class _Environment(Environment):
    context_class = _Context
    template_class = _Template


@cache
def _environment() -> Environment:
    return _Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        auto_reload=False,
        bytecode_cache=_compiled(),
        undefined=StrictUndefined,
        extensions=[Labels, "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _compiled() -> BytecodeCache | None:
    """Return where templates lie compiled, or ``None`` where nothing can be kept: to compile all takes six seconds."""
    own = blake2b(Path(__file__).with_name("marks.py").read_bytes() + __version__.encode(), digest_size=8).hexdigest()
    folder = user_cache_path("scraper-harness", appauthor=False) / "templates" / own
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return _Compiled(str(folder))


class _Compiled(FileSystemBytecodeCache):
    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a full or read-only disk costs time only
            super().dump_bytecode(bucket)
