"""What an assessmentTest says: which items, in which order, under which headings. Pure."""

from dataclasses import dataclass

from questionbank.formats import xml
from questionbank.formats.qti.names import plain
from questionbank.formats.qti.package import MAX_DEPTH

_RULES = ("selection", "preCondition", "branchRule")
_WANTED = ("assessmentItemRef", "assessmentSectionRef", "rubricBlock", *_RULES)


@dataclass(frozen=True)
class Reference:
    """category: the titles of the sections around it that candidates see, joined by /."""

    href: str
    category: str
    identifier: str


def references(data):
    """Return the references of a test or section in order, and what of it isn't read, in words."""
    found, passed_over = [], {}
    for one in xml.elements(
        data,
        lambda tag, _depth: tag in _WANTED,
        rename=plain,
        allows_doctype=True,
        max_depth=MAX_DEPTH,
    ):
        element = one.element
        if element.tag in ("assessmentItemRef", "assessmentSectionRef"):
            titles = [
                " ".join(attributes.get("title", "").split())
                for tag, attributes in one.parents
                if tag == "assessmentSection" and attributes.get("visible") != "false"
            ]
            found.append(
                Reference(
                    element.get("href", ""),
                    "/".join(filter(None, titles)),
                    element.get("identifier", ""),
                )
            )
            if any(element.find(rule) is not None for rule in _RULES):
                passed_over["抽题、分支等规则"] = None
        elif element.tag == "rubricBlock":
            passed_over["各部分的说明文字"] = None
        else:
            passed_over["抽题、分支等规则"] = None
    return found, [f"试卷中的{words}未导入" for words in passed_over]
