"""A file or package of QTI read into plain items, whatever its version. Pure."""

from dataclasses import replace
from functools import partial

from questionbank.formats import xml
from questionbank.formats.qti import legacy
from questionbank.formats.qti.assessment import references
from questionbank.formats.qti.body import to_html
from questionbank.formats.qti.collecting import Collector
from questionbank.formats.qti.dialects import TOOL
from questionbank.formats.qti.item import read_item
from questionbank.formats.qti.lom import Metadata
from questionbank.formats.qti.names import plain
from questionbank.formats.qti.package import MAX_DEPTH, Package
from questionbank.formats.qti.versions import LEGACY, SECOND, is_zip, version_of
from questionbank.formats.reasons import NotTaken, file_refused

_ITEM = ("assessmentItem", "qti-assessment-item")
_TEST = ("assessmentTest", "qti-assessment-test", "assessmentSection", "qti-assessment-section")
_STIMULUS = ("assessmentStimulus", "qti-assessment-stimulus")
_MAX_SECTIONS_DEEP = 10


def read(data):
    """Return the `Reading` of a package or of a single file; raises `FileRefused`."""
    version = version_of(data)
    if is_zip(data):
        reader = _PackageReader(Package(data))
        reader.read()
        return reader.collector.reading(version or SECOND)
    if version is None:
        for _ in _elements(data, lambda _tag, _depth: False):
            pass  # tells where it is no XML at all
        raise file_refused("not_qti")
    collector = Collector()
    root = xml.name_of(xml.root_of(data))
    if version == LEGACY:
        legacy.read_document(data, "", collector)
    elif root in _ITEM:
        element = _tree(data)
        if element.find("assessmentStimulusRef") is not None:
            collector.refuse(collector.where(), NotTaken("passage_missing"))
        else:
            collector.add(collector.where(), "", partial(read_item, element))
    else:
        found, collector.ignored = references(data)
        for one in found:
            collector.refuse(
                collector.where(one.href[:80]), NotTaken("item_file_missing", file=one.href[:80])
            )
    return collector.reading(version)


def _elements(data, is_wanted):
    return xml.elements(data, is_wanted, rename=plain, allows_doctype=True, max_depth=MAX_DEPTH)


def _tree(data):
    """Return the root of an XML file in the vocabulary of 2.1; raises `FileRefused`."""
    (found,) = _elements(data, lambda _tag, depth: depth == 1)
    return found.element


class _PackageReader:
    """Reads the items in the order of the tests, then what else the manifest names."""

    def __init__(self, package):
        self._package = package
        self._metadata = {}
        self._read = set()
        self._legacy = []
        self._paths = {}
        self.collector = Collector(package.picture)

    def read(self):
        resources = self._package.resources()
        self._metadata = {one.path: one.metadata for one in resources if one.metadata is not None}
        self._paths = {one.identifier: one.path for one in resources}
        named = [path for one in resources for path in (one.path, *one.files)]
        tests = [one.path for one in resources if "test" in one.kind]
        for path in dict.fromkeys([*tests, *named]):
            self._read_path(path)
        legacy.read_documents(self._legacy, self._package, self.collector)
        unread = self._package.names - self._read - {self._package.manifest_path}
        self.collector.ignored += [
            f"{path}：清单中没有" for path in sorted(unread) if path.lower().endswith(".xml")
        ]
        self.collector.group_by_passage()

    def _read_path(self, path, category="", n_above=0):
        if path in self._read or not path:
            return
        self._read.add(path)
        if path not in self._package:
            self.collector.refuse(path, NotTaken("item_file_missing", file=path[:80]))
        elif path.lower().endswith((".xml", ".qti")):
            data = self._package.read_xml(path)
            root = xml.name_of(xml.root_of(data))
            with self.collector.telling(path):
                if root in _ITEM:
                    self._read_item(path, data, category)
                elif root in _TEST:
                    self._read_test(path, data, category, n_above)
                elif root == "questestinterop":
                    self._legacy.append(path)
                elif not root:
                    _tree(data)  # tells why it is no XML
                elif root not in _STIMULUS:
                    self.collector.ignored.append(f"{path}：不是试题")

    def _read_test(self, path, data, category, n_above):
        found, passed_over = references(data)
        self.collector.ignored += passed_over
        for one in found:
            if n_above < _MAX_SECTIONS_DEEP:
                titles = "/".join(filter(None, [category, one.category]))
                target = self._package.path(path, one.href)
                if target not in self._package:
                    # Some name their item by the resource of the manifest, and another folder.
                    target = self._paths.get(one.identifier, target)
                self._read_path(target, titles, n_above + 1)

    def _read_item(self, path, data, category):
        element = _tree(data)
        metadata = Metadata(self._metadata.get(path))
        reference = element.find("assessmentStimulusRef")
        passage = "" if reference is None else self._package.path(path, reference.get("href", ""))

        def read(sheet):
            if passage:
                self._read_passage(passage)
            item = read_item(element, sheet)
            if element.get("toolName") == TOOL and not metadata.title:
                item = replace(item, title="")  # the first words of its stem
            return metadata.added_to(replace(item, category=category))

        self.collector.add(self.collector.where(path), path, read, passage=passage)

    def _read_passage(self, path):
        """Have the stimulus that an item refers to among the passages."""
        if path in self.collector.passages:
            return
        if path not in self._package:
            raise NotTaken("passage_missing")
        self._read.add(path)
        element = _tree(self._package.read_xml(path))
        body = element.find("stimulusBody")
        sheet = self.collector.sheet(path)
        stem = sheet.clean(to_html(body, lambda _element: None)) if body is not None else ""
        if not stem:
            raise NotTaken("passage_missing")
        self.collector.add_passage(path, element.get("title", ""), stem, sheet)
