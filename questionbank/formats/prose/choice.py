"""Choice: its options, and its key in the letters, words or brackets where it stands. Pure."""

import re
from string import ascii_uppercase

from questionbank.formats import wording
from questionbank.formats.items import Option
from questionbank.formats.prose import marks
from questionbank.formats.prose.kinds import true_false
from questionbank.formats.prose.rich import Rich, to_html, to_plain
from questionbank.formats.reasons import NotTaken

_LETTER_FIRST = re.compile(r"([A-Z])\s?[.、:)\s]\s?(?=\S)")


def key_in_stem(draft):
    """Return (line, match, key) of the last key that stands in the stem's brackets, or None."""
    for at in range(len(draft.stem) - 1, -1, -1):
        found = list(marks.KEY_BRACKET.finditer(draft.stem[at].folded))
        if found:
            return at, found[-1], found[-1]["key"]
    return None


def emptied(draft, found):
    """Take a key out of the stem's brackets."""
    at, match, _ = found
    line = draft.stem[at]
    if match["said"]:
        draft.repairs["key_in_stem"] = None
        draft.stem[at] = line.without(match.start(), match.end()).strip()
    else:
        draft.stem[at] = line.without(match.start() + 1, match.end() - 1, " ").strip()


def choice(draft, answer):
    options = draft.options
    found = key_in_stem(draft)
    letters = [letter for letter, _ in options]
    if len(options) < 2:
        raise NotTaken("too_few_options" if answer or found or options else "no_answer")
    if letters != list(ascii_uppercase[: len(letters)]):
        letters = _merged(draft)
        options = draft.options
    if found and set(found[2]) & set(ascii_uppercase) <= set(letters):
        key = re.sub("[^A-Z]", "", found[2])
        if not answer:
            answer = [Rich(key)]
            emptied(draft, found)
        elif key and key == "".join(_letters(draft, answer)):
            draft.repairs["key_in_stem"] = None
            emptied(draft, found)
    if not answer:
        raise NotTaken("no_answer")
    keys = _letters(draft, answer)
    if strangers := [key for key in keys if key not in letters]:
        raise NotTaken("key_not_option", key=strangers[0])
    if any(not to_html(lines) for _, lines in options):
        raise NotTaken("empty_option")
    if draft.kind in ("", "true_false", "choice", "case") and len(keys) == 1:
        truths = [wording.truth_of(to_plain(lines)) for _, lines in options]
        words = [to_plain(lines) for _, lines in options]
        if sorted(truths, key=str) == [False, True] and not {"是", "否"} & set(words):
            return true_false(draft, answer, is_true=truths[letters.index(keys[0])])
    return {"kind": _choice_kind(draft, keys), "options": _options(draft, keys)}


def _merged(draft):
    """Some files hold a letter twice, of two versions of a question that became one.

    Where each letter is there as often as every other, all that it says becomes one option.
    """
    letters = [letter for letter, _ in draft.options]
    n_each = {letters.count(letter) for letter in set(letters)}
    if len(n_each) > 1 or sorted(set(letters)) != list(ascii_uppercase[: len(set(letters))]):
        raise NotTaken("option_letters")
    merged = {}
    for letter, lines in draft.options:
        if lines and lines[-1].text[-1:] in ",，;；":
            # What parted it from the next.
            lines = [*lines[:-1], lines[-1][: len(lines[-1]) - 1]]
        merged.setdefault(letter, {}).setdefault(to_plain(lines), lines)
    draft.options = [
        (letter, [line for lines in texts.values() for line in lines])
        for letter, texts in sorted(merged.items())
    ]
    draft.repairs["options_merged"] = draft.warnings["options_merged"] = None
    return [letter for letter, _ in draft.options]


def _letters(draft, answer):
    """The letters of a key: AB, A、B, B.五日, or the words of an option alone."""
    text = to_plain(answer)
    folded = Rich(text).folded.strip().upper()
    if marks.LETTERS.fullmatch(folded):
        return sorted(dict.fromkeys(re.findall("[A-Z]", folded)))
    texts = {wording.fold(to_plain(lines)): letter for letter, lines in draft.options}
    found = _LETTER_FIRST.match(folded)
    if found and texts.get(wording.fold(text[found.end() :])) == found[1]:
        draft.repairs["key_with_text"] = None
        return [found[1]]
    if letter := texts.get(wording.fold(text)):
        draft.repairs["key_given_as_text"] = None
        return [letter]
    raise NotTaken("key_unclear", key=text[:40])


def _choice_kind(draft, keys):
    if draft.kind == "single" and len(keys) > 1:
        raise NotTaken("single_with_two_keys", n=len(keys))
    if draft.kind == "multiple" and len(keys) == 1:
        raise NotTaken("multiple_with_one_key")
    if draft.kind == "open":
        return "multiple" if len(keys) > 1 else "single"
    return draft.kind if draft.kind in ("single", "multiple") else (
        "multiple" if len(keys) > 1 else "single"
    )  # fmt: skip


def _options(draft, keys):
    options = []
    for letter, lines in draft.options:
        why = [line for entry in draft.fields.get(letter, ()) for line in entry]
        options.append(Option(to_html(lines), letter in keys, to_html(why)))
        has_words = any(line.unguarded().words.strip() for line in lines)
        if not has_words and any(' alt=""' in tag for line in lines
                                 for tag in line.objects.values()):  # fmt: skip
            draft.warnings["image_without_text"] = None
    return tuple(options)
