"""A question as pages show it: plain values for `questionbank/_item.html`, never a key."""

from questionbank import markup, pictures
from questionbank.kinds import KINDS


def prepared(content, address=pictures.address):
    """Return the content with HTML that may be shown as it is: clean, pictures addressed.

    Every text in a content is HTML; what comes out is JSON and may be kept in a cache.

    Parameters
    ----------
    address : callable
        From a picture's name to its URL, for pictures that aren't in the bank yet.
    """
    if isinstance(content, str):
        return markup.shown(markup.inline(content), address)
    if isinstance(content, list):
        return [prepared(part, address) for part in content]
    if isinstance(content, dict):
        return {name: prepared(part, address) for name, part in content.items()}
    return content


def shown(kind, content, *, name, order=None, answer=""):
    """Return what `_item.html` takes of a question.

    Parameters
    ----------
    kind : kinds.Kind
    content : dict
        `prepared`.
    name : str
        Of its fields in the form.
    order : sequence of int, optional
        Positions of what is lettered in the order shown; the author's without it.
    answer : str
        As the answer log has it (`answer_text`).
    """
    if order is None:
        order = range(kind.n_lettered(content))
    return {
        "template": kind.template,
        "name": name,
        "stem": content["stem"],
        **kind.shown(content, order, answer),
    }


def explained(question, address=pictures.address):
    """Return what `_key.html` takes of a question: what is right, and why.

    Parameters
    ----------
    question : kinds.Question
        With its key and rationale.
    """
    rationale = question.rationale
    right = question.kind.explained(question.content, question.key, rationale["whys"])
    explanation = markup.blocks(rationale["explanation"])
    return prepared(right, address) | {"explanation": markup.shown(explanation, address)}


def preview(plain, address=pictures.address):
    """Return what a candidate would see of a plain item, and what is right about it."""
    kind = KINDS[plain.kind]
    rationale = {"explanation": "", "whys": kind.whys(plain)}
    asked = kind.questions(kind.content(plain), kind.key(plain), rationale)
    return {
        "passage": prepared(plain.stem, address) if plain.items else "",
        "questions": [
            {
                "asked": shown(
                    question.kind,
                    prepared(question.content, address),
                    name=f"preview-{number}",
                    order=_previewed(question),
                ),
                "explained": explained(question, address),
            }
            for number, question in enumerate(asked, start=1)
        ],
        "explanation": markup.shown(markup.blocks(plain.explanation), address),
    }


def _previewed(question):
    """An order as a candidate might see it, the same at each look; None for the author's."""
    if not question.kind.order_is_key:
        return None
    order = range(question.kind.n_lettered(question.content))
    return [*order[1::2], *order[::2]]
