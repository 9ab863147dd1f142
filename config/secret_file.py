"""Secrets of an installation that was given none: made once, in a file only its owner reads."""

import json
import os
import secrets
from pathlib import Path


def read_or_create(path: Path) -> dict[str, str]:
    """Return the secrets in `path`; the first call makes them.

    Losing the file makes every stored national ID number unreadable: it belongs in the backup,
    apart from the database (docs/settings.md).
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {
            "secret_key": secrets.token_urlsafe(64),
            "identity_key": secrets.token_urlsafe(32),
        }
        temporary = path.with_suffix(f".{os.getpid()}")
        with open(os.open(temporary, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            json.dump(made, file, indent=2)
        try:
            # A link fails where a second process was quicker: its secrets are then everybody's.
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return json.loads(path.read_text())
