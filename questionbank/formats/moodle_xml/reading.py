"""A Moodle XML file read into plain items. Pure."""

import re
from dataclasses import replace

from questionbank.formats.items import Item, Reading, Taken
from questionbank.formats.moodle_xml.kinds import KINDS
from questionbank.formats.moodle_xml.parsing import questions
from questionbank.formats.moodle_xml.pictures import Album
from questionbank.formats.moodle_xml.question import Question
from questionbank.formats.reasons import NotTaken

NAME = "Moodle XML"

_NOWHERE = {"$course$", "$system$", "$module$", "$category$", "top"}


def read(data):
    """Return the `Reading` of a Moodle XML file; raises `FileRefused` where it's none."""
    album = Album()
    taken, refused, ignored = [], [], []
    category, number = "", 0
    for found in questions(data):
        element, kind = found.element, found.element.get("type", "").strip().lower()
        if element.tag != "question":
            ignored.append(f"第 {found.line} 行：<{element.tag[:40]}> 不是试题")
            continue
        if kind == "category":
            category = _category(element)
            ignored.append(f"第 {found.line} 行：类别“{category}”")
            continue
        if kind == "description":
            name = (element.findtext("name/text") or "").strip()[:80]
            ignored.append(f"第 {found.line} 行：说明文字“{name}”")
            continue
        number += 1
        where = f"第 {number} 题（第 {found.line} 行）"
        album.begin()
        question = Question(element, album)
        try:
            item = _item(question, kind, category)
        except NotTaken as error:
            refused.append(error.at(where))
        else:
            album.keep()
            taken.append(Taken(item, where, tuple(dict.fromkeys(question.repairs))))
    return Reading(NAME, tuple(taken), tuple(refused), album.media, tuple(ignored))


def _category(element):
    """Return "law/chapter 1" of "$course$/top/law/chapter 1"; // is a / of a name in Moodle."""
    text = (element.findtext("category/text") or "").strip().replace("//", "／")
    parts = [part.strip() for part in text.split("/")]
    while parts and (parts[0] in _NOWHERE or re.fullmatch(r"\$cat\d*\$", parts[0])):
        del parts[0]
    return "/".join(part for part in parts if part)


def _item(question, kind, category):
    read_kind = KINDS.get(kind)
    if read_kind is None:
        raise NotTaken("type_unsupported", type=kind[:40] or "（无）")
    item = Item(category=category, **{"kind": "", **question.common(), **read_kind(question)})
    if not item.stem:
        raise NotTaken("no_stem")
    if question.asides:
        question.repairs.append("feedback_moved")
        told = dict.fromkeys([item.explanation, *question.asides])
        item = replace(item, explanation="<br>".join(filter(None, told)))
    return item
