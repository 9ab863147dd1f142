"""What Moodle has no field for, as tags: 难度：3. Pure."""

_PREFIXES = {"point": "知识点：", "difficulty": "难度：", "level": "级别：", "cite": "依据："}
MAX_TAG = 50  # Moodle cuts what is longer


def to_tags(item):
    """Return the tags of an item, its own first."""
    return [
        *item.tags,
        *([_PREFIXES["point"] + item.point] if item.point else []),
        *([f"{_PREFIXES['difficulty']}{item.difficulty}"] if item.difficulty else []),
        *([_PREFIXES["level"] + item.level] if item.level else []),
        *(_PREFIXES["cite"] + cite for cite in item.cites),
    ]


def from_tags(tags):
    """Return the fields of an item that its tags tell; the first of a kind counts."""
    fields = {"tags": [], "cites": []}
    for tag in tags:
        name = next((name for name, prefix in _PREFIXES.items() if tag.startswith(prefix)), None)
        value = tag[len(_PREFIXES[name]) :].strip() if name else tag
        if name == "cite" and value:
            fields["cites"].append(value)
        elif name == "difficulty" and value in "12345" and len(value) == 1:
            fields.setdefault(name, int(value))
        elif name in ("point", "level") and value:
            fields.setdefault(name, value)
        else:
            fields["tags"].append(tag)
    return {**fields, "tags": tuple(fields["tags"]), "cites": tuple(fields["cites"])}
