"""The XML parts of an office file, and the relations by which one names another."""

import posixpath

from exams.spreadsheets.xml import parse


class Handler:
    """What `xml.parse` calls, doing nothing."""

    def start(self, name, attributes):
        pass

    def end(self, name):
        pass

    def text(self, string):
        pass


def read_part(package, name, handler):
    with package.open(name) as member:
        parse(member, handler)
    return handler


def read_relations(package, name, folder):
    """{id: (kind, name of the part)}, without what lies outside the file."""
    return read_part(package, name, _RelationsHandler(folder)).relations


def relations_of(package, part):
    """The relations of a part."""
    folder, name = posixpath.split(part)
    return read_relations(package, f"{folder}/_rels/{name}.rels", folder)


class _RelationsHandler(Handler):
    def __init__(self, folder):
        self.folder = folder
        self.relations = {}

    def start(self, name, attributes):
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/", self.folder, attributes.get("Target", ""))
            kind = attributes.get("Type", "").rpartition("/")[2]
            # normpath keeps a leading "..": joined to "/" there is none left
            target = posixpath.normpath(target).lstrip("/")
            self.relations[attributes.get("Id", "")] = (kind, target)
