"""What may be wrong with golden cases although each of them holds against its page: warnings for a person to judge."""

from .linting import Linted, lint

__all__ = ["Linted", "lint"]
