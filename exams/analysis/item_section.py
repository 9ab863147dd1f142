"""The item's page: each version, where it is used, how it did, and what to mend."""

from dataclasses import dataclass

from exams.analysis import flags
from exams.analysis.advice import advice
from exams.analysis.cube import LETTERS
from exams.analysis.item_list import PERMISSION
from exams.papers.models import FormItem
from exams.sittings.models import Exam
from questionbank import markup
from questionbank.sections import register_item_section


def register():
    register_item_section(section, order=20, css=["analysis/item_section.css"])


@dataclass(frozen=True)
class OptionRow:
    letter: str
    text: str
    option: flags.Option
    is_rival: bool
    is_idle: bool


@dataclass(frozen=True)
class Use:
    """A version's place on a form, and in which exam; figures are None before its scoring."""

    exam: Exam | None
    place: FormItem
    n: int | None
    facility: float | None
    discrimination: float | None


class Measured:
    """A version as the page shows it."""

    def __init__(self, version, uses):
        self.version, self.uses = version, uses
        self.figures = getattr(version, "statistics", None)
        if self.figures is None:
            return
        n = self.figures.n
        options = [flags.Option(**option) for option in self.figures.options]
        rivals, idle = flags.rivals(options, n=n), flags.idle(options, n=n)
        self.is_too_few = n < flags.FEWEST
        self.advice = advice(self.figures.flags, options, n=n)
        self.is_suspect = flags.KEY_SUSPECT in self.figures.flags
        self.n_exams = len({use["exam"] for use in self.figures.uses})
        suspect = rivals if self.is_suspect else ()
        unused = idle if flags.IDLE_OPTION in self.figures.flags else ()
        texts = version.content.get("options", ())
        self.options = [
            OptionRow(LETTERS[at], markup.plain(text), option, at in suspect, at in unused)
            for at, (text, option) in enumerate(zip(texts, options, strict=False))
        ]


def section(item, request):
    """Return what the page shows; a fixed number of queries, however often the item was used."""
    if not request.user.has_perm(PERMISSION):
        return None
    uses = _uses(item)
    versions = item.versions.select_related("statistics").defer("key", "rationale")
    used = [
        Measured(version, uses[version.pk])
        for version in versions.order_by("-number")
        if version.pk in uses
    ]
    return "analysis/item_section.html", {
        "measured": [version for version in used if version.figures],
        "unmeasured": [version for version in used if not version.figures],
        "fewest": flags.FEWEST,
        "is_reworded": bool(used)
        and item.versions.filter(number__gt=used[0].version.number).exists(),
    }


def _uses(item):
    """{version: its uses, the newest paper first}."""
    places = list(
        FormItem.objects.filter(version__item=item)
        .select_related("form__paper", "version__statistics")
        .defer("version__content", "version__key", "version__rationale")
        .order_by("-form__paper__assembled_at", "form__label", "-position")
    )
    # Of an item of several parts the first place.
    places = list({(place.version_id, place.form_id): place for place in places}.values())
    exams = {}
    for exam in Exam.objects.filter(paper__in={place.form.paper_id for place in places}):
        exams.setdefault(exam.paper_id, []).append(exam)
    uses = {}
    for place in places:
        statistics = getattr(place.version, "statistics", None)
        figures = {
            (use["exam"], use["form"]): use for use in (statistics.uses if statistics else ())
        }
        for exam in exams.get(place.form.paper_id, [None]):
            use = figures.get((exam and exam.pk, place.form_id), {})
            uses.setdefault(place.version_id, []).append(
                Use(exam, place, use.get("n"), use.get("facility"), use.get("discrimination"))
            )
    return uses
