"""``python -m syncsvc``."""

from syncsvc.cli.app import main

main()
