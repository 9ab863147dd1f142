"""The elements of a Moodle file, one <question> at a time, within bounds. Pure."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from questionbank.formats.reasons import file_refused

MAX_BYTES = 20 * 2**20
MAX_QUESTIONS = 50_000
MAX_DEPTH = 32
MAX_ELEMENTS = 5_000  # of one question; Moodle writes four for an answer

_CHUNK = 64 * 1024
# A tag may have as many attributes as it likes: one that goes on for a megabyte isn't waited for.
_MAX_SILENT_CHUNKS = 16
_ROOT = re.compile(r"<quiz[\s/>]")
_BEFORE_ROOT = (("<?", "?>"), ("<!--", "-->"))
# Python's expat knows no encoding of several bytes but Unicode's.
_CHINESE = re.compile(rb"\A\s*<\?xml[^>]*encoding=[\"'](?:gbk|gb2312|gb18030|cp936)[\"']", re.I)


@dataclass(frozen=True)
class Found:
    """An element that stands directly in <quiz>, and the line where it begins."""

    element: Element
    line: int


def recognise(data):
    """Whether the first element of `data` is <quiz>."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    head = data[:_CHUNK].removeprefix(b"\xef\xbb\xbf").decode(encoding, "replace").lstrip("\ufeff")
    start = 0
    while True:
        start += len(head[start:]) - len(head[start:].lstrip())
        for opening, closing in _BEFORE_ROOT:
            if head.startswith(opening, start):
                end = head.find(closing, start)
                if end < 0:
                    return False
                start = end + len(closing)
                break
        else:
            if head.startswith("<!DOCTYPE", start):
                # Recognised all the same: `questions` tells that it isn't read, and why.
                return bool(re.match(r"<!DOCTYPE\s+quiz\b", head[start : start + 200]))
            return bool(_ROOT.match(head, start))


def questions(data):
    """Yield each child of <quiz> as `Found`; raises `FileRefused` with the line and column."""
    if len(data) > MAX_BYTES:
        raise file_refused("file_too_large", limit=MAX_BYTES // 2**20)
    encoding = None
    if _CHINESE.match(data[:200]):
        try:
            data, encoding = data.decode("gb18030").encode(), "utf-8"
        except UnicodeDecodeError as error:
            raise file_refused("file_encoding") from error
    target = _Target()
    parser = DefusedXMLParser(target=target, encoding=encoding, forbid_dtd=True)
    target.expat = parser.parser
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
    "junk after document element": "</quiz> 之后还有内容",
    "undefined entity": "用了未定义的实体",
    "unknown encoding": "编码无法识别",
}


def _in_words(error):
    told = str(error)
    return next((words for key, words in _WORDS.items() if told.startswith(key)), "语法错误")


class _Target:
    """What the parser tells of each tag: builds the children of <quiz> and nothing above them."""

    def __init__(self):
        self.expat = None
        self.n_events = 0
        self._depth = 0
        self._n_children = 0
        self._n_elements = 0
        self._line = 0
        self._builder = None
        self._found = []

    def take(self):
        found, self._found = self._found, []
        return found

    def refused(self, code, **values):
        line, column = self.expat.CurrentLineNumber, self.expat.CurrentColumnNumber + 1
        return file_refused(code, line=line, column=column, **values)

    def start(self, tag, attributes):
        self.n_events += 1
        self._depth += 1
        if self._depth == 1:
            if tag != "quiz":
                raise self.refused("not_moodle_xml")
            return
        if self._depth > MAX_DEPTH:
            raise self.refused("xml_too_deep", limit=MAX_DEPTH)
        if self._depth == 2:
            self._n_children += 1
            if self._n_children > MAX_QUESTIONS:
                raise file_refused("file_too_many", limit=MAX_QUESTIONS)
            self._n_elements = 0
            self._line = self.expat.CurrentLineNumber
            self._builder = TreeBuilder()
        self._n_elements += 1
        if self._n_elements > MAX_ELEMENTS:
            raise self.refused("question_too_large", limit=MAX_ELEMENTS)
        self._builder.start(tag, attributes)

    def end(self, tag):
        self.n_events += 1
        self._depth -= 1
        if self._builder is not None:
            self._builder.end(tag)
            if self._depth == 1:
                self._found.append(Found(self._builder.close(), self._line))
                self._builder = None

    def data(self, data):
        self.n_events += 1
        if self._builder is not None:
            self._builder.data(data)

    def close(self):
        return None
