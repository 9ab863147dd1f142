"""Citations of the law: `administrative-penalty-law#64/1/3` and how Chinese texts write them.

Pure: no Django. A citation names a statute by its slug, an article, and optionally a paragraph
(款) and an item (项), all counted from 1.
"""

import re
import unicodedata
from dataclasses import dataclass

_FORM = re.compile(
    r"(?P<slug>[a-z0-9-]+)#(?P<article>\d+)(?:/(?P<paragraph>\d+))?(?:/(?P<item>\d+))?"
)
_ITEM = re.compile(r"\s*[（(][一二三四五六七八九十]+[）)]")
_DIGITS = "零一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class Reference:
    """What a citation points at; `paragraph` and `item` are None where the whole is meant."""

    slug: str
    article: int
    paragraph: int | None = None
    item: int | None = None

    def __str__(self):
        tail = "".join(f"/{part}" for part in (self.paragraph, self.item) if part is not None)
        return f"{self.slug}#{self.article}{tail}"


def parse(text):
    """Return the `Reference` that `text` writes; raises ValueError naming the text otherwise."""
    match = _FORM.fullmatch(text.strip())
    if not match:
        raise ValueError(f"not a citation: {text!r} (expected slug#article/paragraph/item)")
    numbers = {
        part: int(value) if (value := match[part]) else None
        for part in ("article", "paragraph", "item")
    }
    return Reference(match["slug"], **numbers)


def paragraphs(text):
    """Split an article into its paragraphs, each a list: the paragraph's line, then its items'.

    A line that begins with （一） or the like is an item of the paragraph above it.
    """
    found = []
    for line in text.splitlines():
        if _ITEM.match(line) and found:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def excerpt(text, paragraph=None, item=None):
    """Return the cited part of an article's text; raises IndexError where there is none."""
    if paragraph is None:
        return text
    lines = paragraphs(text)[paragraph - 1]
    if item is None:
        return "\n".join(lines)
    if item < 1:
        raise IndexError(item)
    return lines[item]


def chinese_number(n):
    """Return 1 to 9999 as the law writes it: 64 -> 六十四, 1205 -> 一千二百零五."""
    if not 0 < n < 10_000:
        raise ValueError(f"expected 1 to 9999, got {n}")
    out, pending_zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            out += ("零" if pending_zero and out else "") + _DIGITS[digit] + sign
        pending_zero = digit == 0
    return out[1:] if out.startswith("一十") else out


def parse_number(text):
    """Return the number that `text` writes in Arabic or Chinese figures: 一百零五 -> 105.

    Raises ValueError where it isn't a number from 1 to 9999.
    """
    folded = unicodedata.normalize("NFKC", text)
    if folded.isascii() and folded.isdigit() and 0 < int(folded) < 10_000:
        return int(folded)
    total, digit = 0, None
    for sign in folded:
        if sign in _UNITS:
            # 十 alone at the head is ten.
            total += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
        elif sign in _DIGITS:
            digit = _DIGITS.index(sign)
        else:
            raise ValueError(f"not a number: {text!r}")
    total += digit or 0
    # Only the law's own writing is taken: 百十, 六四 or 零五 would be guesses.
    if not 0 < total < 10_000 or folded != chinese_number(total):
        raise ValueError(f"not a number: {text!r}")
    return total


def written(title, text, reference):
    """Return the citation as Chinese prose writes it: 《…法》第六十四条第三项.

    `text` is the article's: where it has one paragraph only, the paragraph isn't named.
    """
    out = f"《{title}》第{chinese_number(reference.article)}条"
    if reference.paragraph is not None and len(paragraphs(text)) > 1:
        out += f"第{chinese_number(reference.paragraph)}款"
    if reference.item is not None:
        out += f"第{chinese_number(reference.item)}项"
    return out
