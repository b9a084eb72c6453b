"""``python -m harness.child FILE [--mode MODE]``: serve one Python extractor over the JSON Lines protocol."""

from .extraction.child import main

if __name__ == "__main__":
    main()
