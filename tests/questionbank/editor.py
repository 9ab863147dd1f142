"""What the editor of items posts, for tests of the trainer's admin."""

from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from questionbank.models import Item
from questionbank.rich_text import FEATURES
from tests.factories import ArticleFactory, PointFactory

SINGLE = [("三日", False, "旧法期限"), ("五日", True, ""), ("七日", False, ""), ("十日", False, "")]


def url(name, *args):
    return reverse(Item.snippet_viewset.get_url_name(name), args=args)


def written(text):
    """What the rich text editor posts."""
    return rich_text(f"<p>{text}</p>" if text else "", features=FEATURES)


def form(
    *, kind="single", stem="应当在几日内提出？", options=SINGLE, explanation="应选五日。", **more
):
    """What the browser posts; `action="publish"` presses that button."""
    data = {
        "kind": kind,
        "point": PointFactory().pk,
        "stem": written(stem),
        "explanation": written(explanation),
        "blanks": "",
        "model_answer": written(""),
        "pairs": inline_formset([]),
        "criteria": inline_formset([]),
        "parts": streamfield([]),
        "is_true": "",
        "why_false": "",
        "difficulty": 3,
        "level": "",
        "code": "",
        "options": inline_formset(
            [
                {"text": written(text), "why": why, **({"is_key": "on"} if is_key else {}), **row}
                for text, is_key, why, *rest in options
                for row in rest or [{"id": ""}]
            ],
            initial=sum(len(option) > 3 for option in options),
        ),
        "citations": inline_formset([{"article": ArticleFactory().pk, "paragraph": 1, "item": ""}]),
    }
    if action := more.pop("action", None):
        data[f"action-{action}"] = "1"
    return nested_form_data({**data, **more})


def rows_of(item):
    """The item's options as the editor posts them back."""
    return [(row.text, row.is_key, row.why, {"id": row.pk}) for row in item.options.all()]


def as_it_stands(item, **more):
    """What the browser posts back of an item that nobody has changed."""
    citations = [
        {"id": one.pk, "article": one.article_id, "paragraph": one.paragraph or "",
         "item": one.item or ""}
        for one in item.citations.all()
    ]  # fmt: skip
    return form(
        options=rows_of(item), citations=inline_formset(citations, initial=len(citations)), **more
    )


def listblock(rows):
    """What a list in a question of a case posts."""
    posted = {
        str(position): {"value": row, "deleted": "", "order": str(position), "id": ""}
        for position, row in enumerate(rows)
    }
    return {"count": str(len(rows)), **posted}
