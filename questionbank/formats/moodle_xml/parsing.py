"""The elements of a Moodle file, one <question> at a time. Pure."""

from questionbank.formats import xml


def recognise(data):
    """Whether the first element of `data` is <quiz>."""
    return xml.name_of(xml.root_of(data)) == "quiz"


def questions(data):
    """Yield each child of <quiz> as `Found`; raises `FileRefused` with the line and column."""
    return xml.elements(
        data,
        lambda _tag, depth: depth == 2,
        check_root=lambda tag: None if tag == "quiz" else "not_moodle_xml",
    )
