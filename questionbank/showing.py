"""A question as pages show it: the HTML of `questionbank/_item.html`, never a key."""

from django.template.loader import render_to_string

from questionbank import markup, pictures
from questionbank.kinds import KINDS, slots


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


def pattern(kind, content, *, name, number):
    """Return a question's HTML with slots for what an attempt lays in (`kinds.slots`).

    Parameters
    ----------
    kind : kinds.Kind
    content : dict
        `prepared`.
    name : str
        Of its fields in the form.
    number : int
        As printed before the stem.
    """
    question = {"template": kind.template, "name": name, "stem": content["stem"]}
    context = {"number": number, "question": question | kind.pattern(content)}
    return render_to_string("questionbank/_item.html", context)


def shown(kind, content, *, name, number, order=None):
    """Return the HTML of one question, unanswered.

    Parameters
    ----------
    order : sequence of int, optional
        Positions of what is lettered in the order shown; the author's without it.
    """
    if order is None:
        order = range(kind.n_lettered(content))
    drawn = pattern(kind, content, name=name, number=number)
    return slots.lay(slots.cut(drawn), kind.laid(content, order, ""))


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
                    number=number,
                    order=_previewed(question),
                ),
                "is_lettered": question.kind.is_lettered,
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
