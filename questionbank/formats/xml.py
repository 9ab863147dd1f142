"""XML of strangers, one wanted element at a time, within bounds and with its line. Pure."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from questionbank.formats.reasons import file_refused

MAX_BYTES = 20 * 2**20
MAX_WANTED = 50_000
MAX_DEPTH = 32
MAX_ELEMENTS = 5_000  # of one wanted element
MAX_ATTRIBUTE_DECLARATIONS = 50  # each costs time at every element

_CHUNK = 64 * 1024
# A tag may have as many attributes as it likes: one that goes on for a megabyte isn't waited for.
_MAX_SILENT_CHUNKS = 16
_ROOT = re.compile(r"<[a-zA-Z_][^\s/>]*[^>]*")
_BEFORE_ROOT = (("<?", "?>"), ("<!--", "-->"))
_DOCTYPE_END = re.compile(r"\]\s*>|>")
# Python's expat knows no encoding of several bytes but Unicode's.
_CHINESE = re.compile(rb"\A\s*<\?xml[^>]*encoding=[\"'](?:gbk|gb2312|gb18030|cp936)[\"']", re.I)


@dataclass(frozen=True)
class Found:
    """A wanted element, the line where it begins, and what it stands in.

    parents: tag and attributes of the elements around it, the outermost first.
    """

    element: Element
    line: int
    parents: tuple[tuple[str, dict], ...] = ()


def root_of(data):
    """Return the tag that opens the document with its attributes, as it is written, or nothing."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    head = data[:_CHUNK].removeprefix(b"\xef\xbb\xbf").decode(encoding, "replace").lstrip("\ufeff")
    start = 0
    while True:
        start += len(head[start:]) - len(head[start:].lstrip())
        for opening, closing in _BEFORE_ROOT:
            if head.startswith(opening, start):
                end = head.find(closing, start)
                if end < 0:
                    return ""
                start = end + len(closing)
                break
        else:
            if head.startswith("<!DOCTYPE", start):
                # Recognised all the same: `elements` tells that it isn't read, and why.
                end = _doctype_end(head, start)
                if end < 0:
                    return ""
                start = end
                continue
            root = _ROOT.match(head, start)
            return root[0] if root else ""


def _doctype_end(head, start):
    subset, end = head.find("[", start), head.find(">", start)
    if 0 <= subset < end or end < 0:
        closing = _DOCTYPE_END.search(head, head.find("]", start)) if "]" in head[start:] else None
        return closing.end() if closing else -1
    return end + 1


def name_of(root):
    """Return the local name of the tag that `root_of` found."""
    match = re.match(r"<(?:[^\s/>:]*:)?([^\s/>:]*)", root)
    return match[1] if match else ""


def elements(
    data, is_wanted, *, check_root=None, rename=None, allows_doctype=False, max_depth=MAX_DEPTH,
    max_elements=MAX_ELEMENTS,
):  # fmt: skip
    """Yield each wanted element as `Found`; raises `FileRefused` with the line and column.

    Parameters
    ----------
    data : bytes
    is_wanted : callable
        From tag and depth (the root's is 1) to whether the element is built; what it holds isn't
        asked for again.
    check_root : callable, optional
        From the root's tag to the code of a refusal, or None.
    rename : callable, optional
        From tag and attributes as expat gives them to those that shall stand in the tree.
    allows_doctype : bool
        Whether a DOCTYPE without entities is read over; declared defaults don't count.
    """
    if len(data) > MAX_BYTES:
        raise file_refused("file_too_large", limit=MAX_BYTES // 2**20)
    encoding = None
    if _CHINESE.match(data[:200]):
        try:
            data, encoding = data.decode("gb18030").encode(), "utf-8"
        except UnicodeDecodeError as error:
            raise file_refused("file_encoding") from error
    target = _Target(is_wanted, check_root, rename, max_depth, max_elements)
    parser = DefusedXMLParser(target=target, encoding=encoding, forbid_dtd=not allows_doctype)
    target.expat = parser.parser
    if allows_doctype:
        parser.parser.specified_attributes = True
        parser.parser.AttlistDeclHandler = target.attribute_declared
    n_silent, n_events = 0, 0
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            n_silent = n_silent + 1 if target.n_events == n_events else 0
            n_events = target.n_events
            if n_silent > _MAX_SILENT_CHUNKS:
                raise target.refused("xml_token_too_long")
            yield from target.take()
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise file_refused(
            "xml_malformed", line=line, column=column + 1, problem=_in_words(error)
        ) from error
    except DefusedXmlException as error:
        raise target.refused("xml_dtd") from error
    except (ValueError, LookupError) as error:
        raise file_refused("file_encoding") from error
    yield from target.take()


_WORDS = {
    "not well-formed": "含有不允许的字符，或标签写法有误",
    "mismatched tag": "结束标签与开始标签不一致",
    "no element found": "文件不完整，或是空的",
    "unclosed token": "文件在标签中间断了",
    "unclosed CDATA section": "CDATA 没有结束",
    "duplicate attribute": "同一标签里属性重复",
    "junk after document element": "最外层标签之后还有内容",
    "undefined entity": "用了未定义的实体",
    "unknown encoding": "编码无法识别",
}


def _in_words(error):
    told = str(error)
    return next((words for key, words in _WORDS.items() if told.startswith(key)), "语法错误")


class _Target:
    """What the parser tells of each tag: builds the wanted elements and nothing above them."""

    def __init__(self, is_wanted, check_root, rename, max_depth, max_elements):
        self.expat = None
        self.n_events = 0
        self._is_wanted = is_wanted
        self._check_root = check_root
        self._rename = rename
        self._max_depth = max_depth
        self._max_elements = max_elements
        self._depth = 0
        self._parents = []
        self._built_at = 0  # the depth of the element that is being built
        self._n_wanted = 0
        self._n_elements = 0
        self._n_declared = 0
        self._line = 0
        self._builder = None
        self._found = []

    def take(self):
        found, self._found = self._found, []
        return found

    def refused(self, code, **values):
        line, column = self.expat.CurrentLineNumber, self.expat.CurrentColumnNumber + 1
        return file_refused(code, line=line, column=column, **values)

    def attribute_declared(self, *_declaration):
        self._n_declared += 1
        if self._n_declared > MAX_ATTRIBUTE_DECLARATIONS:
            raise self.refused("xml_dtd")

    def start(self, tag, attributes):
        self.n_events += 1
        self._depth += 1
        if self._rename:
            tag, attributes = self._rename(tag, attributes)
        if self._depth == 1 and self._check_root and (code := self._check_root(tag)):
            raise self.refused(code)
        if self._depth > self._max_depth:
            raise self.refused("xml_too_deep", limit=self._max_depth)
        if self._builder is None:
            if not self._is_wanted(tag, self._depth):
                self._parents.append((tag, attributes))
                return
            self._n_wanted += 1
            if self._n_wanted > MAX_WANTED:
                raise file_refused("file_too_many", limit=MAX_WANTED)
            self._n_elements = 0
            self._line = self.expat.CurrentLineNumber
            self._built_at = self._depth
            self._builder = TreeBuilder()
        self._n_elements += 1
        if self._n_elements > self._max_elements:
            raise self.refused("question_too_large", limit=self._max_elements)
        self._builder.start(tag, attributes)

    def end(self, tag):
        self.n_events += 1
        if self._builder is None:
            self._parents.pop()
        else:
            self._builder.end(self._rename(tag, {})[0] if self._rename else tag)
            if self._depth == self._built_at:
                found = Found(self._builder.close(), self._line, tuple(self._parents))
                self._found.append(found)
                self._builder = None
        self._depth -= 1

    def data(self, data):
        self.n_events += 1
        if self._builder is not None:
            self._builder.data(data)

    def close(self):
        return None
