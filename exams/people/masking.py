"""ID numbers in running text, as in a note that is quoted from a roster or in a file's name."""

import re

from exams.people import identity

# Fifteen to eighteen digits, the last perhaps an X, single spaces or hyphens between them.
_LIKE_AN_ID_NUMBER = re.compile(r"(?<!\d)\d(?:[ \u3000\u00a0-]?\d){13,16}(?:[ \u3000\u00a0-]?[\dXxＸｘ])?(?!\d)")  # noqa: E501  # fmt: skip


def mask_in(text):
    """Return `text` with what may be an ID number shown as 990101********0117."""
    return _LIKE_AN_ID_NUMBER.sub(lambda match: _masked(match[0]), text)


def mask_everywhere(value):
    """The same for every text in lists and dicts, which become JSON."""
    if isinstance(value, str):
        return mask_in(value).replace("\0", "\ufffd")  # which PostgreSQL can't store
    if isinstance(value, dict):
        return {key: mask_everywhere(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [mask_everywhere(part) for part in value]
    return value


def _masked(text):
    digits = re.sub(r"[ \u3000\u00a0-]", "", text)
    if len(digits) == identity.LENGTH:
        return identity.mask(digits)
    return f"{digits[:6]}{'*' * (len(digits) - 6)}"
