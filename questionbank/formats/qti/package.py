"""A content package: what its manifest names, found within it and nowhere else. Pure."""

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from exams.spreadsheets import packages
from exams.spreadsheets.grid import Limits
from exams.spreadsheets.refusal import FileRefused as ContainerRefused
from questionbank.formats import xml
from questionbank.formats.pictures import MAX_PICTURE_BYTES
from questionbank.formats.qti.names import plain
from questionbank.formats.reasons import NotTaken, container_refused, file_refused

MAX_BYTES = 50 * 2**20
LIMITS = Limits(upload_bytes=MAX_BYTES, unpacked_bytes=150 * 2**20, members=30_000)
MAX_XML_BYTES = 40 * 2**20  # of all files that are read
MAX_DEPENDENCIES = 200_000  # a test depends on all its items
MAX_DEPTH = 100  # conditions nest deeper than texts

_MANIFEST = "imsmanifest.xml"
# How Canvas and others name the folder of the package's own files.
_FILE_BASES = re.compile(r"\A(?:\$IMS[-_]CC[-_]FILE[-_]?BASE\$|%24IMS[-_]CC[-_]FILE[-_]?BASE%24)/*")
_JUNK = re.compile(r"(?:\A|/)(?:__MACOSX/|\._|\.DS_Store\Z)")


@dataclass(frozen=True)
class Resource:
    """path: of its main file within the package; files: of all of them."""

    identifier: str
    kind: str
    path: str
    files: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    metadata: Element | None = field(default=None, compare=False)


class Package:
    """The files of a zip, beside one another as its manifest says."""

    def __init__(self, data):
        if len(data) > MAX_BYTES:
            raise file_refused("file_too_large", limit=MAX_BYTES // 2**20)
        try:
            self._package = packages.open_package(data, limits=LIMITS)
        except ContainerRefused as refusal:
            raise container_refused(refusal) from refusal
        self.names = {
            name for name in self._package.names if not _JUNK.search(name) and name[-1:] != "/"
        }
        self._endings = None
        self._n_xml_bytes = 0
        self.manifest_path = self._manifest_path()

    def _manifest_path(self):
        found = [name for name in self.names if posixpath.basename(name) == _MANIFEST]
        # Whoever zips a folder has the manifest in it.
        shallowest = sorted(found, key=lambda name: (name.count("/"), name))
        return shallowest[0] if shallowest else None

    def read(self, path):
        try:
            return self._package.read(path)
        except ContainerRefused as refusal:
            raise container_refused(refusal) from refusal

    def read_xml(self, path):
        self._n_xml_bytes += self._package.names[path].file_size
        if self._n_xml_bytes > MAX_XML_BYTES:
            raise file_refused("file_too_large", limit=MAX_XML_BYTES // 2**20)
        return self.read(path)

    def resources(self):
        """Return what the manifest names, in its order."""
        if self.manifest_path is None:
            raise file_refused("no_manifest")
        found = xml.elements(
            self.read_xml(self.manifest_path),
            lambda tag, _depth: tag == "resource",
            check_root=lambda tag: None if tag == "manifest" else "not_a_manifest",
            rename=plain,
            max_depth=MAX_DEPTH,
            max_elements=MAX_DEPENDENCIES,
        )
        return [self._resource(one) for one in found]

    def _resource(self, found):
        element = found.element
        bases = [attributes.get("base", "") for _tag, attributes in found.parents]
        base = posixpath.join("", *bases, element.get("base", ""))

        def path(href):
            return self.path(self.manifest_path, posixpath.join(base, href))

        files = tuple(path(file.get("href", "")) for file in element.iterfind("file"))
        href = element.get("href", "")
        return Resource(
            element.get("identifier", ""),
            element.get("type", ""),
            path(href) if href else files[0] if files else "",
            files,
            tuple(one.get("identifierref", "") for one in element.iterfind("dependency")),
            element.find("metadata"),
        )

    @staticmethod
    def path(beside, href):
        """Return where `href` in the file `beside` leads; it needn't be there."""
        href = unquote(href.partition("#")[0].partition("?")[0]).replace("\\", "/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(beside), href))

    def __contains__(self, path):
        return path in self.names

    def picture(self, beside, source):
        """Return the name and the bytes of the picture that a file shows."""
        path = self._picture_path(beside, source)
        if path is None:
            raise NotTaken("image_missing", image=source[:80])
        # Not unpacked to be measured.
        if self._package.names[path].file_size > MAX_PICTURE_BYTES:
            raise NotTaken("image_too_large", image=source[:80])
        return posixpath.basename(path), self.read(path)

    def _picture_path(self, beside, source):
        source, n_bases = _FILE_BASES.subn("", source)
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", source):
            return None
        if not n_bases:
            path = self.path(beside, source)
            if path in self.names:
                return path
        path = self.path(self.manifest_path or "", source)
        if path in self.names:
            return path
        # Respondus and Canvas leave out the folders above: taken where only one file fits.
        found = self._with_ending(path)
        return found[0] if len(found) == 1 else None

    def _with_ending(self, ending):
        if self._endings is None:
            self._endings = {}
            for name in self.names:
                pieces = name.split("/")
                for start in range(min(len(pieces), 20)):
                    self._endings.setdefault("/".join(pieces[start:]), []).append(name)
        return self._endings.get(ending, [])
