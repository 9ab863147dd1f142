"""A <questestinterop> read item by item, with the sections and texts around the items. Pure."""

import re
from dataclasses import replace

from questionbank.formats import html, xml
from questionbank.formats.qti.legacy.item import Text, metadata_of, read_item
from questionbank.formats.qti.names import plain
from questionbank.formats.reasons import NotTaken

_SAID = ("presentation_material", "rubric", "objectives")  # of a section or a whole test
_WANTED = ("item", "bankentry_item", "selection_ordering", "qtimetadata", *_SAID)
_IDENT = re.compile(rb"<(?:assessment|objectbank)\s[^>]*?\bident\s*=\s*[\"']([^\"']{1,200})")
_BANK = re.compile(rb"<objectbank[\s>]")
_FULLER = "non_cc_assessments/"
_HEAD = 64 * 1024


def read_documents(paths, package, collector):
    """Read the 1.2 files of a package: of two copies of a test the fuller, the banks last."""
    heads = {path: package.read(path)[:_HEAD] for path in paths}
    copies = {}
    for path, head in heads.items():
        ident = _IDENT.search(head)
        copies.setdefault(ident[1] if ident else path, []).append(path)
    chosen = []
    for same in copies.values():
        fuller = [path for path in same if _FULLER in path]
        chosen += fuller or same
        if fuller:
            collector.ignored += [
                f"{path}：与 {fuller[0]} 是同一份试卷" for path in same if path not in fuller
            ]
    seen = set()
    for path in sorted(chosen, key=lambda path: bool(_BANK.search(heads[path]))):
        with collector.telling(path):
            read_document(package.read_xml(path), path, collector, seen)


def read_document(data, path, collector, seen=None):
    """Read one file into the collector.

    seen: idents of the questions read already, with those that they were copied from.
    """
    _Document(path, collector, set() if seen is None else seen).read(data)
    collector.group_by_passage()


class _Document:
    def __init__(self, path, collector, seen):
        self._path = path
        self._collector = collector
        self._seen = seen
        self._bank_title = ""
        self._texts = {}  # texts without a question, by ident: title, and whether it's used

    def read(self, data):
        for found in xml.elements(
            data, lambda tag, _depth: tag in _WANTED, rename=plain, allows_doctype=True,
            check_root=lambda tag: None if tag == "questestinterop" else "not_qti",
        ):  # fmt: skip
            tag = found.element.tag
            if tag == "item":
                self._item(found)
            elif tag == "bankentry_item":
                self._collector.refuse(self._where(found), NotTaken("bank_reference"))
            elif tag == "selection_ordering":
                self._selection(found)
            elif tag in _SAID:
                self._collector.ignored.append(f"第 {found.line} 行的说明文字未导入")
            elif found.parents and found.parents[-1][0] == "objectbank":
                self._bank_title = self._bank_title or _bank_title(found.element)
        for title, is_used in self._texts.values():
            if not is_used:
                self._collector.ignored.append(f"说明文字“{title}”")

    def _where(self, found):
        place = f"{self._path} 第 {found.line} 行".strip()
        return self._collector.where(place)

    def _selection(self, found):
        if found.element.find("selection") is not None:
            title = html.one_line(found.parents[-1][1].get("title", ""))[:80]
            self._collector.ignored.append(f"题组“{title}”的抽题规则未导入")

    def _item(self, found):
        element = found.element
        ident, fields = element.get("ident", ""), metadata_of(element)
        bank = any(tag == "objectbank" for tag, _ in found.parents)
        if bank and ident in self._seen:
            self._collector.ignored.append(f"题库中的试题 {ident[:80]} 已随试卷读入")
            return
        self._seen |= {ident, fields.get("assessment_question_identifierref", ident)}
        if not self._is_question(element):
            self._text(element, ident)
            return
        parent = fields.get("parent_stimulus_item_ident") or next(
            (
                attributes["parent_stimulus_item_ident"]
                for _tag, attributes in reversed(found.parents)
                if attributes.get("parent_stimulus_item_ident")
            ),
            "",
        )
        passage = f"{self._path}#{parent}" if parent in self._texts else ""
        if passage:
            self._texts[parent] = (self._texts[parent][0], True)
        category = self._category(found.parents)

        def read(sheet):
            item = read_item(element, sheet)
            if isinstance(item, Text):
                raise NotTaken("no_interaction")
            return replace(item, category="/".join(filter(None, [category, item.category])))

        self._collector.add(
            self._where(found), self._path, read, passage=passage,
            warnings=("passage_missing",) if parent and not passage else (),
        )  # fmt: skip

    def _is_question(self, element):
        presentation = element.find("presentation")
        return presentation is not None and any(
            one.tag.startswith(("response_", "render_")) for one in presentation.iter()
        )

    def _text(self, element, ident):
        sheet = self._collector.sheet(self._path)
        try:
            text = read_item(element, sheet)
        except NotTaken as reason:
            self._collector.refuse(self._collector.where(self._path), reason)
            return
        if isinstance(text, Text):
            self._texts[ident] = (text.title[:80], False)
            self._collector.add_passage(f"{self._path}#{ident}", text.title, text.stem, sheet)

    def _category(self, parents):
        titles = [
            html.one_line(attributes.get("title", ""))
            for tag, attributes in parents
            if tag == "section"
        ]
        return "/".join(filter(None, [self._bank_title, *titles]))


def _bank_title(element):
    for one in element.iter("qtimetadatafield"):
        if (one.findtext("fieldlabel") or "").strip() == "bank_title":
            return html.one_line(one.findtext("fieldentry") or "")
    return ""
