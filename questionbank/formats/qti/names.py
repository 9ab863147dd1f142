"""One vocabulary for QTI 2 and 3: the tags and attributes of 2.1, without namespaces. Pure.

QTI 3.0 writes <qti-simple-choice match-max="1"> for <simpleChoice matchMax="1">.
"""

import re
from functools import lru_cache

_DASHED = re.compile(r"-([a-z])")
_CAPITAL = re.compile(r"[A-Z]")


@lru_cache(2048)
def _tag(tag):
    name = tag.rpartition("}")[2]
    return _camel(name[4:]) if name.startswith("qti-") else name


@lru_cache(2048)
def _attribute(name):
    name = name.rpartition("}")[2]
    return name if name.startswith(("data-", "aria-")) else _camel(name)


def _camel(name):
    return _DASHED.sub(lambda match: match[1].upper(), name)


def plain(tag, attributes):
    """Return a tag and its attributes in the vocabulary of 2.1."""
    return _tag(tag), {_attribute(name): value for name, value in attributes.items()}


@lru_cache(2048)
def dashed(name):
    """Return match-max for matchMax."""
    return _CAPITAL.sub(lambda match: "-" + match[0].lower(), name)
