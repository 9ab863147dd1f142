"""One question of a GIFT file: its text -> an item and what had to be mended. Pure."""

import re
from decimal import Decimal

from questionbank.formats import html
from questionbank.formats.items import BLANK, Item, Option, Pair
from questionbank.formats.reasons import NotTaken

# An escaped character, or one that bears meaning.
CONTROL = re.compile(r"\\[\\~=#{}:n]|[~=#{}:]")

_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,10})?)%")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_GAP = re.compile("_{2,}|＿{2,}")
_PARAGRAPH_END = re.compile(r"</(?:p|div)>\s*\Z", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:p|br|div|li|ul|ol|table|h[1-6])\b", re.IGNORECASE)
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
# Weights have five decimals: 33.33333 three times.
_WHOLE, _NEARLY = Decimal(100), Decimal("0.1")


def read_question(source, block):
    """Return (item, repairs) of a question's text; raises `NotTaken`."""
    return _Question(source, block).read()


class _Question:
    def __init__(self, source, block):
        self.source = source
        self.block = block
        self.repairs = {"blank_lines": None} if block.is_joined else {}
        self.format = "moodle"
        self.explanation = []

    def read(self):
        title, rest = self._title(self.source.strip())
        before, answers, after = self._parts(rest)
        if match := _FORMAT.match(before):
            self.format, before = match[1], before[match.end() :]
        self.before, self.after = before, after
        answers, general = self._general(answers)
        fields = self._answered(answers)
        fields.setdefault("stem", self._stem())
        if not html.to_plain(fields["stem"].replace(BLANK, "")).strip():
            raise NotTaken("no_stem")
        if general.strip():
            self.explanation.append(self._side(general))
        explanation = "<br>".join(text for text in self.explanation if text)
        item = Item(
            explanation=explanation,
            title=title or self.block.id,
            category=self.block.category,
            tags=self.block.tags,
            **fields,
        )
        return item, tuple(self.repairs)

    # Cutting up

    @staticmethod
    def _title(source):
        if source.startswith("::"):
            colons = (match for match in CONTROL.finditer(source, 2) if match[0] == ":")
            for colon in colons:
                if source.startswith("::", colon.start()):
                    return (
                        _unescape(" ".join(source[2 : colon.start()].split())),
                        source[colon.end() + 1 :],
                    )
        return "", source

    @staticmethod
    def _parts(source):
        """The text before the braces, in them, and after them."""
        braces = [match for match in CONTROL.finditer(source) if match[0] in ("{", "}")]
        if not braces:
            raise NotTaken("description")
        if [match[0] for match in braces[:3]] != ["{", "}"]:
            raise NotTaken("braces")
        opening, closing = braces
        after = source[closing.end() :]
        return (
            source[: opening.start()],
            source[opening.end() : closing.start()].strip(),
            after if after.strip() else "",
        )

    @staticmethod
    def _general(answers):
        """Split off the general feedback, after ####."""
        marks = [match.start() for match in CONTROL.finditer(answers) if match[0] == "#"]
        for first, fourth in zip(marks, marks[3:], strict=False):
            if fourth - first == 3:
                return answers[:first].strip(), answers[fourth + 1 :]
        return answers, ""

    def _answered(self, answers):
        """The fields of the kind that the answers show."""
        if not answers:
            return {"kind": "short_answer"}
        if answers.startswith("#"):
            return self._numerical(answers[1:])
        signs = {match[0] for match in CONTROL.finditer(answers)}
        if "~" in signs:
            return self._choice(answers)
        if "=" in signs and "->" in answers:
            return self._matching(answers)
        word, *feedback = _split(answers, "#")
        if word.strip().upper() in _TRUTHS:
            return self._true_false(_TRUTHS[word.strip().upper()], feedback)
        return self._short(answers)

    # Texts

    def _stem(self):
        if self.after:
            return self._text(self.before + BLANK + self.after, is_marked=False)
        return self._text(self.before, is_marked=False)

    def _open_stem(self):
        """The stem of a fill-in: the braces are its blank unless it shows one already."""
        gaps = _GAP.findall(self.before)
        if self.after or len(gaps) != 1:
            stem = self._text(self.before + BLANK + self.after, is_marked=False)
            if _PARAGRAPH_END.search(self.before[-20:]):
                # Moodle's editor ends in </p>: the blank belongs to that paragraph.
                stem = stem.replace(f"<br>{BLANK}", BLANK)
        else:
            stem = self._text(_GAP.sub(BLANK, self.before), is_marked=False)
        if stem.count(BLANK) != 1:
            raise NotTaken("blanks_count")
        return stem

    def _side(self, source):
        """Text beside the question: a lost picture there is no reason to refuse it."""
        return self._text(source, is_vital=False)

    def _text(self, source, is_vital=True, is_marked=True):
        format = self.format
        if is_marked and (match := _FORMAT.match(source)):
            format, source = match[1], source[match.end() :]
        if format == "markdown":
            text = _from_markdown(_unescape(source))
        else:
            text = _unescape(source.replace("\n", " "))
        if format == "plain":
            return html.from_plain(text)
        if format == "moodle" and not _BLOCK_TAG.search(text):
            text = text.strip().replace("\n", "<br>")
        sources = []
        text, removed = html.clean(text, image=sources.append)
        if "img" in removed:
            if is_vital:
                raise NotTaken("image_missing", image=sources[0][:100])
            self.repairs["image_removed"] = None
        if set(removed) - {"img"}:
            self.repairs["html_removed"] = None
        return text

    def _plain(self, source):
        """Answers to be typed and right sides are plain text, whatever the question is."""
        if match := _FORMAT.match(source):
            source = source[match.end() :]
        return html.from_plain(_unescape(source.replace("\n", " ")).strip())

    # Kinds

    def _true_false(self, is_true, feedback):
        """The first feedback is for the wrong response, the second for the right one."""
        wrong, right = ([self._side(text) for text in feedback] + ["", ""])[:2]
        if len(feedback) > 2:
            raise NotTaken("stray_text", text=_excerpt(feedback[2]))
        why = ""
        if is_true:
            self.explanation.append(wrong)
        else:
            why = wrong
        self.explanation.append(right)
        return {"kind": "true_false", "is_true": is_true, "why": why}

    def _choice(self, answers):
        stray, *parts = _split(answers, "~=", keep=True)
        if stray.strip():
            raise NotTaken("stray_text", text=_excerpt(stray))
        options, weights, n_equals = [], [], 0
        for part in parts:
            weight, text, feedback = _answer(part[1:])
            option = self._text(text)
            if not option:
                raise NotTaken("empty_option")
            n_equals += part[0] == "="
            weights.append(weight if weight is not None else _WHOLE * (part[0] == "="))
            options.append((option, self._side(feedback)))
        if len(options) < 2:
            raise NotTaken("too_few_options")
        keys = self._keys(weights, has_equals=n_equals > 0)
        return {
            "kind": "multiple" if sum(keys) > 1 else "single",
            "options": tuple(
                Option(text, is_key, why) for (text, why), is_key in zip(options, keys, strict=True)
            ),
        }

    def _keys(self, weights, has_equals):
        """Which options are right; refuses shares that all-or-nothing scoring can't give."""
        right = [weight for weight in weights if weight > 0]
        wrong = {weight for weight in weights if weight <= 0}
        if not right:
            raise NotTaken("no_key")
        if has_equals or len(right) == 1:
            odd = [weight for weight in weights if weight not in (0, _WHOLE)]
            if len(right) == 1 and not has_equals and right == [_WHOLE] and len(wrong) == 1:
                odd = []
                self.repairs["one_key"] = None
            if odd:
                raise NotTaken("partial_weight", weight=odd[0])
            if len(right) > 1:
                self.repairs["several_keys"] = None
        elif (
            len(wrong) > 1
            or max(right) - min(right) > _NEARLY
            or (abs(sum(right) - _WHOLE) > _NEARLY)
        ):
            raise NotTaken("unequal_weights")
        return [weight > 0 for weight in weights]

    def _matching(self, answers):
        stray, *parts = _split(answers, "=", keep=True)
        if stray.strip():
            raise NotTaken("stray_text", text=_excerpt(stray))
        pairs, distractors = [], []
        for part in parts:
            if "->" not in part:
                raise NotTaken("matching_mixed")
            left, right = part[1:].split("->", 1)
            left, right = self._text(left), html.from_plain(_unescape(right.replace("\n", " ")))
            if not right:
                raise NotTaken("pair_side_missing", pair=_excerpt(part[1:]))
            if left:
                pairs.append(Pair(left, right))
            else:
                distractors.append(right)
        if len(pairs) < 2:
            raise NotTaken("too_few_pairs")
        return {"kind": "matching", "pairs": tuple(pairs), "distractors": tuple(distractors)}

    def _short(self, answers):
        first, *rest = _split(answers, "=")
        parts = ([first] if first.strip() else []) + rest
        return self._typed((*_answer(part), self._wildless) for part in parts)

    def _wildless(self, text):
        """Moodle takes * for any text, \\* for a star."""
        plain = self._plain(text)
        if "*" in plain.replace("\\*", ""):
            raise NotTaken("wildcard", answer=_excerpt(text))
        return plain.replace("\\*", "*")

    def _numerical(self, answers):
        first, *rest = _split(answers, "=")
        parts = ([first] if first.strip() else []) + rest
        return self._typed((*_answer(part), self._number) for part in parts)

    def _number(self, text):
        text = _unescape(text).strip()
        number, tolerance = text, ""
        if ".." in text:
            low, number = (end.strip() for end in text.split("..", 1))
            if low != number:
                raise NotTaken("numeric_range", answer=_excerpt(text))
        elif ":" in text:
            number, tolerance = (part.strip() for part in text.split(":", 1))
        for one in filter(None, (number, tolerance)):
            if not _NUMBER.fullmatch(one):
                raise NotTaken("numeric_syntax", answer=_excerpt(text))
        if tolerance and Decimal(tolerance):
            raise NotTaken("numeric_range", answer=_excerpt(text))
        return number

    def _typed(self, answers):
        """A fill-in of (weight, text, feedback, reader of the text)."""
        accepted, feedbacks, has_wrong, n_answers = [], [], False, 0
        for weight, text, feedback, reader in answers:
            n_answers += 1
            if weight not in (None, _WHOLE, 0):
                raise NotTaken("partial_weight", weight=weight)
            # A wrong answer is kept for what was said to it: * there is "any other".
            answer = self._plain(text).removesuffix(":0") if weight == 0 else reader(text)
            if not answer:
                raise NotTaken("empty_blank")
            if weight == 0:
                has_wrong = has_wrong or not feedback.strip()
            else:
                accepted.append(answer)
            if side := self._side(feedback):
                feedbacks.append((answer, side))
        if not accepted:
            raise NotTaken("no_key")
        if feedbacks:
            self.repairs["feedback_moved"] = None
            if len({side for _, side in feedbacks}) == 1 and len(feedbacks) == n_answers:
                self.explanation.append(feedbacks[0][1])
            else:
                self.explanation += [f"{answer}：{side}" for answer, side in feedbacks]
        if has_wrong:
            self.repairs["wrong_answers_dropped"] = None
        return {
            "kind": "fill_in",
            "stem": self._open_stem(),
            "blanks": (tuple(dict.fromkeys(accepted)),),
        }


def _answer(source):
    """Return (weight or None, text, feedback) of what follows = or ~."""
    weight = None
    if match := _WEIGHT.match(source):
        weight, source = Decimal(match[1]), source[match.end() :]
    text, *feedback = _split(source, "#", limit=1)
    return weight, text, feedback[0] if feedback else ""


def _split(source, signs, *, keep=False, limit=None):
    """Cut at each unescaped sign, which the parts lose unless `keep`."""
    parts, start = [], 0
    for match in CONTROL.finditer(source):
        if match[0] in signs and (limit is None or len(parts) < limit):
            parts.append(source[start : match.start()])
            start = match.start() if keep else match.end()
    return [*parts, source[start:]]


def _unescape(text):
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


def _excerpt(text):
    return " ".join(_unescape(text).split())[:40]


_MARKDOWN = (
    (re.compile(r"\*\*([^*]+)\*\*"), r"<b>\1</b>"),
    (re.compile(r"\*(?!\s)([^*\n]+)(?<!\s)\*"), r"<i>\1</i>"),
    (re.compile(r"  \n|\n(?=[ \t]{0,12}(?:[-+*]|\d{1,3}\.) )|\n[ \t]{0,12}\n"), "<br>"),
)


def _from_markdown(text):
    """The marks that our little HTML knows: bold, italic, lines; lists stay as written."""
    # At most two spaces at a line's end, so that looking for a line's end stays linear.
    lines = (line if line[-2:] != "  " else line.rstrip() + "  " for line in text.split("\n"))
    text = "\n".join(lines)
    for pattern, replacement in _MARKDOWN:
        text = pattern.sub(replacement, text)
    return text
