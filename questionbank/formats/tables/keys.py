"""The key of a choice or a statement, as people type it. Pure."""

import re
import unicodedata
from itertools import pairwise

from questionbank.formats.tables.cells import Fault
from questionbank.formats.wording import fold, truth_of

_LETTER = r"[A-Za-zＡ-Ｚａ-ｚ]"
_BETWEEN = r"[\s,，、;；/|｜.．+&和及]{0,3}"
_LETTERS = re.compile(rf"[(（【]?({_LETTER}(?:{_BETWEEN}{_LETTER}){{0,25}})[)）】]?{_BETWEEN}[。]?")
_LABEL = re.compile(r"\s*(?:正确|参考|标准)?答案\s*[:：]\s*")
# A key that was left in the stem: upper case only, for (a) counts something.
_IN_STEM = re.compile(r"([(（])\s*([A-HＡ-Ｈ](?:[\s,，、;；]{0,3}[A-HＡ-Ｈ]){0,7})\s*([)）])")
_TRUTH_AT_END = re.compile(
    r"\s*[(（]\s*(√|×|✓|✔|✗|✘|对|错|正确|错误|[TFVX])\s*[)）]\s*([。.]?)\s*$"
)


def letters_of(text):
    """Return (letters sorted, codes of repairs), or None where the text isn't one of letters."""
    body = _LABEL.sub("", text, count=1)
    repairs = ["separators"] if body != text else []
    stripped = body.strip()
    if stripped != body and stripped:
        repairs.append("space")
    match = _LETTERS.fullmatch(stripped)
    if not match:
        return None
    narrow = unicodedata.normalize("NFKC", match[1])
    letters = re.findall("[A-Za-z]", narrow)
    if len(match[0]) > len(letters):
        repairs.append("separators")
    if any(not sign.isascii() for sign in match[1] if sign.isalpha() and sign not in "和及"):
        repairs.append("fullwidth")
    if any(letter.islower() for letter in letters):
        repairs.append("lowercase")
    upper = [letter.upper() for letter in letters]
    if len(set(upper)) < len(upper):
        repairs.append("repeated")
    unique = list(dict.fromkeys(upper))
    if any(one > next_one for one, next_one in pairwise(unique)):
        repairs.append("order")
    return sorted(unique), tuple(dict.fromkeys(repairs)), unique


def choice_key(row, found, *, is_single):
    """Return the letters of the key; `found` {field: text of an option}.

    Takes the key out of the stem where it was left in it.
    """
    text = _reconciled(row, row.text("key"))
    if not text.strip():
        raise Fault("key", "key_missing")
    texts = {fold(option): name[-1] for name, option in found.items()}
    letters = letters_of(text)
    strangers = [one for one in letters[0] if f"option_{one}" not in found] if letters else []
    as_text = _given_as_text(text, texts)
    if as_text and (letters is None or strangers or (is_single and len(letters[0]) > 1)):
        _refuse_ambiguous(text, as_text, found)
        row.repair("key_given_as_text")
        return as_text
    if letters is None:
        last = max(found)[-1]
        remedy = f"请填选项的字母 A 至 {last}。"
        raise Fault("key", "key_unreadable", key=text.strip()[:40], remedy=remedy)
    if strangers:
        raise Fault("key", "key_not_an_option", key=strangers[0])
    row.repair(*letters[1])
    return letters[0]


def _given_as_text(text, texts):
    whole = texts.get(fold(text))
    if whole:
        return [whole]
    parts = [fold(part) for part in re.split(r"[;；|｜\n]", text) if part.strip()]
    if len(parts) > 1 and all(part in texts for part in parts):
        return sorted({texts[part] for part in parts})
    return None


def _refuse_ambiguous(text, letters, found):
    """A bare number may be an option's text or its position: not guessed at where these differ."""
    number = fold(text)
    is_position = number.isdecimal() and len(number) < 3 and 1 <= int(number) <= len(found)
    if is_position and chr(64 + int(number)) != letters[0]:
        remedy = "它既可能是选项的文字，也可能是选项的序号。请改填选项的字母。"
        raise Fault("key", "key_unreadable", key=text.strip(), remedy=remedy)


def _reconciled(row, text):
    """The key's text, from the stem where the key's cell is empty; the stem is emptied of it."""
    inside = list(_IN_STEM.finditer(row.stem))
    if len(inside) != 1:
        return text
    (match,) = inside
    in_stem, in_cell = letters_of(match[2]), letters_of(text)
    if text.strip() and not in_cell:
        return text
    if in_cell and in_cell[0] != in_stem[0]:
        values = {"stem": "".join(in_stem[0]), "key": "".join(in_cell[0])}
        raise Fault("key", "keys_disagree", **values)
    row.stem = f"{row.stem[: match.start()]}{match[1]}　{match[3]}{row.stem[match.end() :]}"
    row.repair("key_in_stem")
    return text if in_cell else match[2]


def truth(row, found):
    """Return whether a statement is true; `found` {field: text of an option}."""
    text = row.text("key")
    answer = truth_of(text) if text.strip() else None
    options = {name[-1]: truth_of(option) for name, option in found.items()}
    if sorted(map(str, options.values())) == ["False", "True"]:
        # The words decide what A means; so does an X, which else were a false statement's cross.
        letters = letters_of(text)
        if letters and len(letters[0]) == 1 and letters[0][0] in options:
            answer = options[letters[0][0]]
    if text.strip() and answer is None:
        remedy = "请填“对”或“错”。"
        if fold(text) in ("a", "b"):
            remedy = "判断题没有写明“正确”“错误”的选项，字母的含义不明。请填“对”或“错”。"
        raise Fault("key", "key_unreadable", key=text.strip()[:40], remedy=remedy)
    if inside := _TRUTH_AT_END.search(row.stem):
        in_stem = truth_of(inside[1])
        if answer is not None and answer != in_stem:
            raise Fault("key", "keys_disagree", stem=inside[1], key=text.strip()[:40])
        row.stem = row.stem[: inside.start()] + inside[2]
        row.repair("key_in_stem")
        answer = in_stem
    if answer is None:
        raise Fault("key", "key_missing")
    return answer
