"""Markdown as the content files may use it: paragraphs, bold, italic, lists. Pure: no Django."""

import re
from html.parser import HTMLParser

import markdown

# As the editor stores them, so that opening and saving a page changes nothing.
_RENAMED = {"strong": "b", "em": "i"}
_ALLOWED = {"p", "b", "i", "ul", "ol", "li", "br"}
_STUCK_LIST = re.compile(r"^[^\n-].*\n(?:- |\d+\. )", re.MULTILINE)


class MarkupRefused(ValueError):
    """The text uses markup that the pages don't have; the message names it."""


def to_html(text):
    """Return `text` as the rich text that the editor would store.

    Raises `MarkupRefused` for anything but paragraphs, bold, italic and lists, and for a list
    without an empty line above it, which Markdown would run into the paragraph.
    """
    if stuck := _STUCK_LIST.search(_without_lists(text)):
        line = stuck.group().splitlines()[0]
        raise MarkupRefused(f"an empty line is needed between {line[:20]!r} and the list")
    converter = markdown.Markdown(extensions=["sane_lists"], output_format="html")
    # What looks like HTML is text: it comes out escaped.
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    rewriter = _Rewriter()
    rewriter.feed(converter.convert(text))
    rewriter.close()
    return "".join(rewriter.out)


def list_items(html):
    """Return the inner rich text of each item of a single list; raises MarkupRefused otherwise."""
    whole = re.fullmatch(r"<ul>(.*)</ul>", html, re.DOTALL)
    if not whole or "<ul>" in whole[1] or "<ol>" in whole[1]:
        raise MarkupRefused("must be one list, each line beginning with '- '")
    return [f"<p>{item.strip()}</p>" for item in re.findall(r"<li>(.*?)</li>", whole[1], re.DOTALL)]


def _without_lists(text):
    """Drop lines inside lists: an item's next line may well begin with a mark."""
    kept, in_list = [], False
    for line in text.splitlines():
        if not line.strip():
            in_list = False
        starts = re.match(r"(?:- |\d+\. )", line) is not None
        if starts and (not kept or not kept[-1].strip()):
            in_list = True
        kept.append("" if in_list else line)
    return "\n".join(kept)


class _Rewriter(HTMLParser):
    """Renames tags, drops the paragraphs that loose lists put into items, refuses the rest."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.out = []
        self._items = 0

    def handle_starttag(self, tag, attrs):
        tag = _RENAMED.get(tag, tag)
        if tag not in _ALLOWED or attrs:
            raise MarkupRefused(f"<{tag}> is not among paragraphs, bold, italic and lists")
        if tag == "li":
            self._items += 1
        if not (tag == "p" and self._items):
            self.out.append("<br/>" if tag == "br" else f"<{tag}>")

    def handle_endtag(self, tag):
        tag = _RENAMED.get(tag, tag)
        if tag == "li":
            self._items -= 1
        if not (tag == "p" and self._items) and tag != "br":
            self.out.append(f"</{tag}>")

    def handle_data(self, data):
        # Line ends of the source mean nothing between Han characters.
        self.out.append(data.replace("\n", ""))

    def handle_entityref(self, name):
        self.out.append(f"&{name};")

    def handle_charref(self, name):
        self.out.append(f"&#{name};")
