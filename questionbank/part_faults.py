"""Faults in the questions of a case, as errors that the editor shows where they are."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from wagtail.blocks.list_block import ListBlockValidationError, ListValue
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from questionbank import authoring


def error_of(faults, parts):
    """Return the one error of the field that holds the questions.

    Parameters
    ----------
    faults : list of kinds.Fault
        Of a case's `items`: places such as items, items/0/stem or items/0/options/1.
    parts : StreamValue
    """
    own, by_part = [], defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for fault in faults:
        _items, *place = fault.place.split("/")
        if not place:
            own.append(str(fault.reason))
            continue
        number, field, *row = place
        field = {"distractors": "pairs"}.get(field, field)
        by_part[int(number)][field][int(row[0]) if row else None].append(str(fault.reason))
    return StreamBlockValidationError(
        {number: _of_part(fields, parts[number].value) for number, fields in by_part.items()}, own
    )


def _of_part(fields, value):
    return StructBlockValidationError(
        {name: _of_field(reasons, value[name]) for name, reasons in fields.items()}
    )


def _of_field(reasons, value):
    """reasons: those of each row, and under None those of the field as a whole."""
    if not isinstance(value, ListValue):
        return ValidationError([reason for found in reasons.values() for reason in found])
    own = reasons.pop(None, [])
    positions = authoring.kept(value)
    if reasons and "left" in value[positions[0]]:
        positions.sort(key=lambda at: not authoring.clean(value[at]["left"].source))
    rows = {positions[row]: _of_row(found, value[positions[row]]) for row, found in reasons.items()}
    return ListBlockValidationError(rows, own)


def _of_row(reasons, row):
    error = ValidationError(list(dict.fromkeys(reasons)))
    return StructBlockValidationError({next(iter(row)): error}) if hasattr(row, "items") else error
