"""What a released result tells its candidate: by chapter, then item by item.

Key, explanation and law are in here: only for a result that `visible_to` shows to this person.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from cms import citations, links
from exams.sittings.shuffling import LETTERS, option_order
from questionbank import markup
from questionbank.kinds import KINDS

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Option:
    """An option under the letter that the candidate saw."""

    letter: str
    text: str
    is_chosen: bool
    is_key: bool
    why: str  # why it is wrong; empty for the key


@dataclass(frozen=True)
class Item:
    """An item as it was answered, and what there is to learn from it."""

    number: int
    kind: str
    chapter: str
    stem: SafeString
    options: list
    explanation: SafeString
    points: Decimal
    points_possible: Decimal
    law: list
    faq: list
    clauses: list

    @property
    def is_right(self):
        return self.points == self.points_possible

    @property
    def is_omitted(self):
        return not any(option.is_chosen for option in self.options)

    @property
    def letters_chosen(self):
        return "".join(option.letter for option in self.options if option.is_chosen)

    @property
    def letters_right(self):
        return "".join(option.letter for option in self.options if option.is_key)


@dataclass
class Chapter:
    code: str
    title: str
    points: Decimal = NOTHING
    points_possible: Decimal = NOTHING

    @property
    def share(self):
        return self.points / self.points_possible if self.points_possible else NOTHING

    @property
    def percent(self):
        return int(self.share * 100)


@dataclass(frozen=True)
class Feedback:
    items: list
    chapters: list
    low: list  # the chapters whose share lies below the pass mark's

    @property
    def wrong(self):
        """Items that earned less than they could, the omitted ones included."""
        return [item for item in self.items if not item.is_right]

    @property
    def low_titles(self):
        return pgettext("between two of a list", ", ").join(chapter.title for chapter in self.low)

    @property
    def n_omitted(self):
        return sum(item.is_omitted for item in self.items)


def feedback(result):
    """Return the `Feedback` of a result; six queries, however long the paper."""
    scores = list(
        result.scores.select_related("response__form_item__version__point__parent").order_by(
            "response__form_item__position"
        )
    )
    versions = [score.response.form_item.version for score in scores]
    cited = links.resolve(
        {citations.parse(cite) for version in versions for cite in version.rationale["cites"]}
    )
    teaching = links.teaching({version.point_id for version in versions})
    items = [
        _item(
            result.attempt.seed, score, cited, teaching[score.response.form_item.version.point_id]
        )
        for score in scores
    ]
    chapters = _chapters(scores)
    return Feedback(items, chapters, [chapter for chapter in chapters if _is_low(chapter, result)])


def _item(seed, score, cited, teaching):
    response = score.response
    place, version = response.form_item, response.form_item.version
    references = map(citations.parse, version.rationale["cites"])
    return Item(
        number=place.position,
        kind=version.get_kind_display(),
        chapter=version.point.chapter.title,
        stem=_html(version.content["stem"]),
        options=_options(seed, score),
        explanation=_html(version.rationale["explanation"]),
        points=score.points,
        points_possible=place.points,
        law=[cited[reference] for reference in references if reference in cited],
        faq=teaching.faq,
        clauses=teaching.clauses,
    )


def _options(seed, score):
    """The options in the order in which this candidate saw them."""
    place = score.response.form_item
    version = place.version
    whys = dict(enumerate(version.rationale["whys"]))
    order = option_order(
        seed, place.position, version.n_options, shuffles=KINDS[version.kind].shuffles
    )
    return [
        Option(
            letter,
            version.content["options"][option],
            is_chosen=option in (score.response.chosen or ()),
            is_key=option in score.key,
            why="" if option in score.key else whys.get(option, ""),
        )
        for letter, option in zip(LETTERS, order, strict=False)
    ]


def _html(text):
    # Cleaned when it was frozen; a row that came another way is cleaned here.
    return mark_safe(markup.blocks(text))  # noqa: S308


def _chapters(scores):
    chapters = {}
    for score in scores:
        place = score.response.form_item
        chapter = place.version.point.chapter
        row = chapters.setdefault(chapter.code, Chapter(chapter.code, chapter.title))
        row.points += score.points
        row.points_possible += place.points
    return [chapters[code] for code in sorted(chapters)]


def _is_low(chapter, result):
    # Products, not quotients: exact in decimals.
    return chapter.points * result.points_possible < result.pass_mark * chapter.points_possible
