"""Each interaction of QTI 2 and 3 as one of our kinds, or why it can't be. Pure.

A reader takes (interaction, response, sheet) and returns the HTML of the question as it stands
there and the fields of the item; a response earns all or nothing as our rules have it.
"""

from questionbank.formats import html
from questionbank.formats.items import Option, Pair
from questionbank.formats.qti.body import GAP, to_html
from questionbank.formats.qti.declarations import accepted, keys
from questionbank.formats.qti.sheet import number_sign
from questionbank.formats.reasons import NotTaken

# Told by class which kind our own writer meant: a single choice may offer 正确 and 错误.
OURS = {"baiwen-single": "single", "baiwen-true-false": "true_false", "baiwen-multiple": "multiple"}
_TRUE = {"正确", "对", "√", "✓", "true", "t", "correct", "right"}
_FALSE = {"错误", "错", "×", "✗", "false", "f", "incorrect", "wrong"}
_MAX_TRUTH = 10  # letters of an option that says no more than true or false

UNSUPPORTED = {
    **dict.fromkeys(
        ["hotspotInteraction", "selectPointInteraction", "graphicOrderInteraction"]
        + ["graphicAssociateInteraction", "graphicGapMatchInteraction", "positionObjectStage"]
        + ["positionObjectInteraction"],
        "hot_spot",
    ),
    "drawingInteraction": "drawing",
    "sliderInteraction": "slider",
    "uploadInteraction": "file_upload",
    "hottextInteraction": "hot_text",
    "mediaInteraction": "audio_video",
    "customInteraction": "custom_interaction",
    "portableCustomInteraction": "custom_interaction",
    "endAttemptInteraction": "end_attempt",
}


def truth_of(text):
    """Return what an option of true/false says, or None where it says something else."""
    plain = text.strip().rstrip(".。").lower()
    return True if plain in _TRUE else False if plain in _FALSE else None


def as_true_false(options, identifiers=()):
    """Return the fields of true_false if one option says true and the other false, else None."""
    if len(options) != 2:
        return None
    plain = [html.to_plain(option.text) for option in options]
    truths = [truth_of(text) for text in plain]
    if None in truths and all(len(text) <= _MAX_TRUTH for text in plain):
        by_name = [truth_of(name) for name in identifiers]
        truths = by_name if len(by_name) == 2 else truths
    if set(truths) != {True, False}:
        return None
    right = next((n for n, option in enumerate(options) if option.is_key), None)
    if right is None:
        return None
    return {
        "kind": "true_false",
        "is_true": truths[right],
        "why": options[1 - right].why,
        "aside": options[right].why,
    }


def choice_fields(options, *, is_multiple, repairs, identifiers=(), kind=None):
    """Return the fields of a choice; options have their keys marked."""
    if len(options) < 2:
        raise NotTaken("too_few_options")
    if not all(option.text for option in options):
        raise NotTaken("empty_option")
    n_keys = sum(option.is_key for option in options)
    if is_multiple and n_keys == 1:
        repairs.append("one_key")
    if n_keys == 1 and kind in (None, "true_false"):
        fields = as_true_false(options, identifiers)
        if fields:
            return fields
    return {"kind": "single" if n_keys == 1 else "multiple", "options": tuple(options)}


def _choice(interaction, response, sheet):
    right = keys(response, sheet.repairs)
    found = interaction.findall("simpleChoice") or interaction.findall("inlineChoice")
    identifiers = [choice.get("identifier", "") for choice in found]
    for key in right:
        if key not in identifiers:
            raise NotTaken("key_not_option", key=key[:40])
    options = [
        _option(choice, choice.get("identifier", "") in right, sheet)
        for choice in found
        # "Please choose …": an option that says nothing and is never right.
        if choice.tag == "simpleChoice"
        or choice.get("identifier") in right
        or not _is_invitation(choice)
    ]
    ours = OURS.get(next(iter(set(interaction.get("class", "").split()) & set(OURS)), ""))
    fields = choice_fields(
        options,
        is_multiple=response.cardinality == "multiple",
        repairs=sheet.repairs,
        identifiers=identifiers,
        kind=ours,
    )
    if aside := fields.pop("aside", ""):
        sheet.asides.append(aside)
    return _prompt(interaction), fields


def _is_invitation(choice):
    text = choice.text or ""
    return choice.get("fixed") == "true" and any(sign in text for sign in ("...", "…", "请选择"))


def _option(choice, is_key, sheet):
    whys = []

    def place(element):
        if element.tag in ("feedbackInline", "feedbackBlock"):
            whys.append((element.get("identifier"), to_html(element, _nothing)))
            return ""
        return _nothing(element)

    text = sheet.clean(to_html(choice, place))
    identifier = choice.get("identifier")
    own = [sheet.clean(raw, is_aside=True) for name, raw in whys if name == identifier]
    sheet.asides += [sheet.clean(raw, is_aside=True) for name, raw in whys if name != identifier]
    return Option(text, is_key, "<br>".join(filter(None, own)))


def _nothing(element):
    if element.tag in UNSUPPORTED:
        raise NotTaken(UNSUPPORTED[element.tag])
    return None if not element.tag.endswith("Interaction") else ""


def _prompt(interaction):
    prompt = interaction.find("prompt")
    return to_html(prompt, _nothing) if prompt is not None else ""


def text_entry(response, sheet):
    """Return the accepted texts of one blank."""
    texts = tuple(
        dict.fromkeys(html.from_plain(text) for text in accepted(response, sheet.repairs))
    )
    if not all(texts):
        raise NotTaken("empty_blank")
    return texts


def _order(interaction, response, sheet):
    choices = {
        choice.get("identifier", ""): sheet.clean(to_html(choice, _nothing))
        for choice in interaction.iterfind("simpleChoice")
    }
    if not response.correct:
        raise NotTaken("no_key")
    if sorted(response.correct) != sorted(choices) or len(choices) < 2:
        raise NotTaken("order_incomplete")
    sequence = tuple(choices[identifier] for identifier in response.correct)
    if not all(sequence):
        raise NotTaken("empty_option")
    return _prompt(interaction), {"kind": "ordering", "sequence": sequence}


def _match(interaction, response, sheet):
    sets = [_choices(one, sheet) for one in interaction.iterfind("simpleMatchSet")]
    if len(sets) != 2:
        raise NotTaken("too_few_pairs")
    lefts, rights = sets
    return _prompt(interaction), pairs_of(lefts, rights, _directed(response, lefts, sheet))


def _associate(interaction, response, sheet):
    choices = _choices(interaction, sheet)
    directed = [tuple(key.split()) for key in keys(response, sheet.repairs)]
    lefts = {pair[0]: choices.get(pair[0], "") for pair in directed if len(pair) == 2}
    rights = {name: text for name, text in choices.items() if name not in lefts}
    sheet.repairs.append("associate_split")
    return _prompt(interaction), pairs_of(lefts, rights, directed)


def _gap_match(interaction, response, sheet):
    choices = {
        choice.get("identifier", ""): sheet.clean(to_html(choice, _nothing))
        for choice in interaction
        if choice.tag in ("gapText", "gapImg")
    }
    gaps = []

    def place(element):
        if element.tag == "gap":
            gaps.append(element.get("identifier", ""))
            return GAP
        if element.tag in ("gapText", "gapImg", "prompt"):
            return ""
        return _nothing(element)

    raw = f"<div>{_prompt(interaction)}</div>{to_html(interaction, place)}"
    lefts = {gap: number_sign(number) for number, gap in enumerate(gaps, start=1)}
    for sign in lefts.values():
        raw = raw.replace(GAP, sign, 1)
    return raw, pairs_of(lefts, choices, _directed(response, lefts, sheet))


def _choices(element, sheet):
    return {
        choice.get("identifier", ""): sheet.clean(to_html(choice, _nothing))
        for choice in element.iterfind("simpleAssociableChoice")
    }


def _directed(response, lefts, sheet):
    """The right pairs, the left side first: gapMatch writes the right one first."""
    directed = []
    for key in keys(response, sheet.repairs):
        pair = tuple(key.split())
        if len(pair) == 2 and pair[0] not in lefts:
            pair = pair[::-1]
        directed.append(pair)
    return directed


def pairs_of(lefts, rights, directed):
    """Return the fields of matching: to each left side one right side of its own.

    lefts, rights : dict of identifier to HTML; directed : pairs of identifiers.
    """
    for pair in directed:
        if len(pair) != 2 or pair[0] not in lefts or pair[1] not in rights:
            raise NotTaken("key_not_option", key=" ".join(pair)[:40])
    partners = dict(directed)
    if len(partners) < len(directed) or len(set(partners.values())) < len(partners):
        raise NotTaken("not_one_to_one")
    if set(partners) != set(lefts):
        raise NotTaken("not_one_to_one")
    if len(partners) < 2:
        raise NotTaken("too_few_pairs")
    pairs = tuple(Pair(text, rights[partners[name]]) for name, text in lefts.items())
    for pair in pairs:
        if not pair.left or not pair.right:
            raise NotTaken("pair_side_missing", pair=html.to_plain(pair.left or pair.right)[:20])
    taken = set(partners.values())
    distractors = tuple(text for name, text in rights.items() if name not in taken)
    if not all(distractors):
        raise NotTaken("empty_option")
    return {"kind": "matching", "pairs": pairs, "distractors": distractors}


def _extended_text(interaction, response, sheet):
    answer = "<br>".join(html.from_plain(text) for text in response.correct if text)
    return _prompt(interaction), {"kind": "short_answer", "model_answer": answer}


BLOCKS = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "associateInteraction": _associate,
    "gapMatchInteraction": _gap_match,
    "extendedTextInteraction": _extended_text,
}
INLINES = ("textEntryInteraction", "inlineChoiceInteraction")


def inline_choice(interaction, response, sheet):
    return _choice(interaction, response, sheet)[1]
