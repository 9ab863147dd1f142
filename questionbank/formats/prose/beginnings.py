"""Where a question begins: which numbers, letters and lines open one, and which are words. Pure.

A number is judged by what is open, by the numbers before it, and by whether an answer comes before
the next of its style: “2.复核。” may be the next question, or the second point of an answer.
"""

import bisect
import re
from itertools import accumulate

from questionbank.formats.prose import marks

# 2.5 is no question, but 2.2020年 … may be one.
_DECIMAL = re.compile(r"[.、:)](?!\d{4}年)\d")


class Beginnings:
    """The part of `Cutter` that decides; it changes nothing but the list it knows to be open."""

    def _look_ahead(self):
        """Note each line's number, and whether an answer comes before the next of its style."""
        self._numbers, evidence, by_style = [], [], {}
        for position, line in enumerate(self.lines):
            folded = line.rich.folded
            number = None if line.cells or line.depth is not None else marks.number(folded)
            self._numbers.append(number)
            if number:
                by_style.setdefault(number.style, []).append(position)
            option = marks.option(folded)
            evidence.append(
                bool(option and option[0] == "A")
                or any(key == "answer" for key, _, _ in marks.marks(folded))
                or bool(number and marks.KEY_BRACKET.search(folded))
            )
        self._sums = [0, *accumulate(evidence)]
        self._by_style = by_style
        self._is_unnumbered = not by_style and self._sums[-1] > 0

    def _is_answered_ahead(self, position):
        style = self._by_style[self._numbers[position].style]
        after = bisect.bisect_right(style, position)
        end = style[after] if after < len(style) else len(self.lines)
        return self._sums[end] > self._sums[position]

    def _is_in_tail(self):
        """Whether a text is open that may have numbered lines of its own."""
        return self._current is not None and self._key not in ("stem", "option")

    def _is_question(self, position, number):
        n, style = number.value, number.style
        if self._is_in_case():
            return self._is_part(number)
        if style == "circle":
            return False
        is_answered = self._is_answered_ahead(position)
        if self._top is None:
            return not self._is_in_notes or is_answered
        follows = n == self._last + 1
        is_complete = self._top.is_answered or bool(self._top.stem)
        if self._list == (style, n - 1) and not (follows and style == self._style and is_answered):
            self._list = (style, n)
            return False
        rest = self.lines[position].rich.folded[number.end - 1 :]
        if style == "alone":
            return is_answered and self._top.is_answered
        if style == "space" or _DECIMAL.match(rest):
            return follows and is_answered and is_complete
        if follows:
            return is_complete
        if n == 1 and not (self._top.is_answered and is_answered and style == self._style):
            self._list = (style, 1)
            return False
        if self._is_in_tail():
            return is_answered and style == self._style
        return self._top.is_answered and (style == self._style or is_answered)

    def _is_in_case(self):
        return bool(self._top and (self._top.kind == "case" or self._top.parts))

    def _is_part(self, number):
        """In a case: whether the line begins a part of it, or the next case."""
        parts = self._top.parts
        if self._list == (number.style, number.value - 1) and number.style != "plain":
            is_next = parts and number.style == parts[-1].style
            if not (is_next and number.value == len(parts) + 1):
                self._list = (number.style, number.value)
                return False
        if number.style in ("circle", "alone", "space"):
            return False
        style = parts[-1].style if parts else None
        # The first part's style is any but the case's own, the others' is that of the first.
        is_style = number.style == style if style else number.style != self._top.style
        if number.value == len(parts) + 1 and is_style:
            return True
        if number.style == self._top.style and number.value == self._last + 1:
            return True
        if number.value == 1:
            self._list = (number.style, 1)
        return False

    def _is_case(self, folded):
        if self._section is not None and self._section.kind == "case":
            # 材料： on a line of its own may be the passage of a case that is open.
            is_open = self._top is not None and self._top.stem and not self._top.parts
            return not is_open or marks.case(folded)[0] is not None
        return folded[0] in "【[" and (self._top is None or self._top.is_answered)

    def _is_option(self, position, folded):
        option = marks.option(folded)
        if option is None or self._draft is None:
            return False
        letter, _, is_spaced = option
        draft = self._draft
        if self._is_in_tail() and draft.options:
            return False
        if not is_spaced:
            return letter == "A" or bool(draft.options) or letter <= "H"
        if letter != chr(ord("A") + len(draft.options)):
            return False
        if letter != "A":
            return True
        after = (line.rich.folded for line in self.lines[position + 1 : position + 4] if line.rich)
        return (marks.option(next(after, "")) or " ")[0] == "B"

    def _is_unnumbered_question(self):
        if not self._is_unnumbered:
            return False
        if self._draft is None:
            return True
        if self._is_in_tail():
            return self._is_after_blank
        return "answer" in self._draft.fields and self._key != "option"
