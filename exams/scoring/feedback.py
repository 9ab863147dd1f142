"""What a released result tells its candidate: by chapter, then question by question.

Key, explanation and law are in here: only for a result that `visible_to` shows to this person.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import pgettext

from cms import citations, links
from exams.scoring import answered
from exams.sittings.shuffling import order_shown
from questionbank import markup, pictures, showing

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Teaching:
    """What there is to learn from an item; `explanation` is HTML."""

    explanation: str = ""
    law: list = field(default_factory=list)
    faq: list = field(default_factory=list)
    clauses: list = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """What stands before the questions of a case, and what they all teach."""

    first: int
    last: int
    passage: str
    teaching: Teaching


@dataclass(frozen=True)
class Item:
    """A question as it was answered, and what there is to learn from it."""

    number: int
    kind: str
    chapter: str
    stem: str
    is_omitted: bool
    options: list  # of a choice
    places: list  # of those with something to fill in, match or order
    written: answered.Written | None  # of a short answer
    points: Decimal
    points_possible: Decimal
    teaching: Teaching
    case: Case | None

    @property
    def is_right(self):
        return self.points == self.points_possible

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
    places = [score.response.form_item for score in scores]
    teaching = _teaching({place.version_id: place.version for place in places})
    cases = _cases(places, teaching)
    items = [
        _item(
            result.attempt.seed,
            score,
            cases.get(place.version_id),
            teaching[place.version_id],
        )
        for place, score in zip(places, scores, strict=True)
    ]
    chapters = _chapters(scores)
    return Feedback(items, chapters, [chapter for chapter in chapters if _is_low(chapter, result)])


def _teaching(versions):
    """What each version teaches, by its primary key."""
    cited = links.resolve(
        {
            citations.parse(cite)
            for version in versions.values()
            for cite in version.rationale["cites"]
        }
    )
    further = links.teaching({version.point_id for version in versions.values()})
    return {
        pk: Teaching(
            explanation=_blocks(version.rationale["explanation"]),
            law=[
                cited[reference]
                for reference in map(citations.parse, version.rationale["cites"])
                if reference in cited
            ],
            faq=further[version.point_id].faq,
            clauses=further[version.point_id].clauses,
        )
        for pk, version in versions.items()
    }


def _cases(places, teaching):
    """The cases among the versions, by the version's primary key."""
    positions = {}
    for place in places:
        if place.part is not None:
            positions.setdefault(place.version_id, []).append(place.position)
    versions = {place.version_id: place.version for place in places}
    return {
        pk: Case(
            first=min(found),
            last=max(found),
            passage=_blocks(versions[pk].content["stem"]),
            teaching=teaching[pk],
        )
        for pk, found in positions.items()
    }


def _item(seed, score, case, teaching):
    response = score.response
    place, question = response.form_item, response.form_item.question()
    order = order_shown(seed, place.position, question)
    return Item(
        number=place.position,
        kind=question.kind.label,
        chapter=place.version.point.chapter.title,
        stem=showing.prepared(question.content["stem"]),
        is_omitted=response.chosen is None,
        options=answered.options(question, score.key, response.chosen, order),
        places=answered.places(question, score.key, response.chosen),
        written=answered.written(question, score, place.points),
        points=score.points,
        points_possible=place.points,
        # What a case teaches stands once, with its passage.
        teaching=Teaching(_blocks(question.rationale["explanation"])) if case else teaching,
        case=case,
    )


def _blocks(html):
    # Cleaned when it was frozen; a row that came another way is cleaned here.
    return markup.shown(markup.blocks(html), pictures.address)


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
