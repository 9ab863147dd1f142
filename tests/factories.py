"""Test data in the field's terms. Each factory makes what the model needs and no more."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from cms.models import Article, KnowledgePoint, Statute
from exams.papers.assembly import freeze_form
from exams.papers.models import Blueprint, BlueprintSection, Form, Paper
from exams.people.models import Candidate, Unit, User
from exams.sittings.models import Attempt, Exam, Registration, Sitting
from questionbank import storing
from questionbank.answer_text import LETTERS
from questionbank.models import Item, ItemOption
from questionbank.publishing import freeze

PASSWORD = "qinghe-2026-mock"


class UserFactory(DjangoModelFactory):
    """`UserFactory(role="hr")` is in that role's group; the password is `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n:04d}")
    display_name = factory.Sequence(lambda n: f"人员{n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        if extracted:
            self.groups.add(Group.objects.get(name=extracted))


class CountyFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ("name",)

    kind = "county"
    name = "青禾县"


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ("name",)

    parent = factory.SubFactory(CountyFactory)
    kind = "town"
    name = "栖禾镇"


def id_number(serial, born=date(1985, 3, 12)):
    """A synthetic ID number of the unassigned region 990101 with a right check digit."""
    body = f"990101{born:%Y%m%d}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


class CandidateFactory(DjangoModelFactory):
    class Meta:
        model = Candidate

    number = factory.Sequence(lambda n: f"{260001 + n}")
    user = factory.SubFactory(UserFactory, role="candidate")
    name = factory.Sequence(lambda n: f"考生{n}")
    id_number = factory.Sequence(lambda n: id_number(n % 1000, date(1985, 1, 1) + timedelta(n)))
    unit = factory.SubFactory(UnitFactory)
    sex = "F"
    birth_date = date(1985, 3, 12)
    post = "administrative"


class StatuteFactory(DjangoModelFactory):
    class Meta:
        model = Statute
        django_get_or_create = ("slug",)

    slug = "administrative-penalty-law"
    title = "中华人民共和国行政处罚法"
    level = "法律"
    version = date(2021, 1, 22)
    effective = date(2021, 7, 15)
    status = "in_force"
    as_of = date(2026, 11, 23)


class ArticleFactory(DjangoModelFactory):
    class Meta:
        model = Article
        django_get_or_create = ("statute", "number")

    statute = factory.SubFactory(StatuteFactory)
    number = 45
    label = "第四十五条"
    chapter = "第五章 行政处罚的决定"
    text = "行政机关不得因当事人陈述、申辩而给予更重的处罚。"


class ChapterFactory(DjangoModelFactory):
    class Meta:
        model = KnowledgePoint
        django_get_or_create = ("code",)

    code = "05"
    title = "行政处罚的程序与执行"
    weight = Decimal(15)


class PointFactory(DjangoModelFactory):
    class Meta:
        model = KnowledgePoint
        django_get_or_create = ("code",)

    parent = factory.SubFactory(ChapterFactory)
    code = "05.01"
    title = "听证的申请"
    weight = Decimal(1)
    level = "know"


class ItemFactory(DjangoModelFactory):
    """`ItemFactory(key="B")` is a published single choice of four options with that key."""

    class Meta:
        model = Item
        skip_postgeneration_save = True
        exclude = ["key"]

    code = factory.Sequence(lambda n: f"05-{n:04d}")
    kind = "single"
    stem = factory.Sequence(lambda n: f"<p>第{n}号题干：应当在几日内提出？</p>")
    explanation = "<p>应选五日。</p>"
    difficulty = 3
    point = factory.SubFactory(PointFactory)
    live = True

    @factory.post_generation
    def key(self, create, extracted, **kwargs):
        if self.kind == "true_false":
            self.is_true = (extracted or "A") == "A"
            self.save()
            return
        for position, text in enumerate(["三日", "五日", "七日", "十日"]):
            ItemOption.objects.create(
                item=self,
                sort_order=position,
                text=text,
                is_key="ABCD"[position] in (extracted or "B"),
            )


def version(**kwargs):
    """A frozen version of a new item."""
    return freeze(ItemFactory(**kwargs))


def version_of(plain, **values):
    """A frozen version of a new, published item that says what a plain item says."""
    if "point" not in values:
        values["point"] = PointFactory()
    values = {"code": f"05-9{Item.objects.count():03d}", "difficulty": 3} | values
    item = storing.build(plain, **values)
    storing.create([item], publish=True)
    return item.versions.get()


class PaperFactory(DjangoModelFactory):
    class Meta:
        model = Paper

    title = factory.Sequence(lambda n: f"试卷{n}")
    blueprint = factory.LazyFunction(lambda: Blueprint.objects.get_or_create(title="蓝图")[0])
    seed = "seed"
    assembled_at = factory.LazyFunction(timezone.now)


def form(keys=("B", "AC", "A"), kinds=("single", "multiple", "true_false"), points=1, **kwargs):
    """A frozen form with an item for each key: `form(keys=["B"], kinds=["single"])`."""
    paper = kwargs.pop("paper", None) or PaperFactory()
    sections = [
        (
            BlueprintSection(
                title=f"第{index}部分", kind=kind, n_items=1, points=Decimal(str(points))
            ),
            [version(kind=kind, key=key)],
        )
        for index, (kind, key) in enumerate(zip(kinds, keys, strict=True), start=1)
    ]
    return freeze_form(paper, Form.objects.filter(paper=paper).count() and "B" or "A", sections)


def form_of(versions, points=1):
    """A frozen form with a section for each version."""
    sections = [
        (
            BlueprintSection(
                title=f"第{index}部分", kind=version.kind, n_items=1, points=Decimal(str(points))
            ),
            [version],
        )
        for index, version in enumerate(versions, start=1)
    ]
    return freeze_form(PaperFactory(), "A", sections)


class ExamFactory(DjangoModelFactory):
    """An exam on a form of three items: single (B), multiple (AC), true/false (true)."""

    class Meta:
        model = Exam

    title = factory.Sequence(lambda n: f"青禾县行政执法资格模拟考试{n}")
    paper = factory.LazyFunction(lambda: form().paper)
    duration_minutes = 120
    pass_mark = Decimal(2)
    issuer = "青禾县司法局"


class SittingFactory(DjangoModelFactory):
    class Meta:
        model = Sitting

    exam = factory.SubFactory(ExamFactory)
    name = "第一场"
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=10))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=3))


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = Registration

    sitting = factory.SubFactory(SittingFactory)
    candidate = factory.SubFactory(CandidateFactory)
    unit = factory.SelfAttribute("candidate.unit")
    ticket = factory.Sequence(lambda n: f"2601{n:05d}")


class AttemptFactory(DjangoModelFactory):
    """A running attempt, started a minute ago; open it with `delivery.open_token`."""

    class Meta:
        model = Attempt

    registration = factory.SubFactory(RegistrationFactory)
    form = factory.LazyAttribute(
        lambda o: o.registration.sitting.exam.paper.forms.order_by("label").first()
    )
    seed = "0123456789abcdef0123456789abcdef"
    started_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
    deadline = factory.LazyAttribute(
        lambda o: o.started_at + timedelta(minutes=o.registration.sitting.exam.duration_minutes)
    )
    submitted_at = None
    round = factory.LazyAttribute(lambda o: 1 if o.submitted_at else 0)


def answer_letters(attempt, position, response):
    """What a browser would send to give an answer in the author's terms (`Kind.response`)."""
    from exams.sittings.shuffling import order_shown

    question = attempt.form.items.get(position=position).question()
    if question.kind.name in ("fill_in", "short_answer"):
        return '"' + "\n".join(response)
    order = order_shown(attempt.seed, position, question)
    letters = ["-" if place is None else LETTERS[order.index(place)] for place in response]
    if question.kind.name in ("matching", "ordering"):
        return {"matching": "=", "ordering": ">"}[question.kind.name] + "".join(letters)
    return "".join(sorted(letters))


def released_result(*, right=3, **kwargs):
    """A scored and released result with `right` of the three items right, through the real path.

    Keyword arguments go to `CandidateFactory`, e.g. `name=`, `unit=`.
    """
    from exams.scoring.models import Result
    from exams.sittings import delivery

    sitting = kwargs.pop("sitting", None) or SittingFactory()
    candidate = kwargs.pop("candidate", None) or CandidateFactory(**kwargs)
    attempt = AttemptFactory(registration=RegistrationFactory(sitting=sitting, candidate=candidate))
    token = delivery.open_token(attempt)
    now = timezone.now()
    for item in attempt.form.items.all()[:right]:
        letters = answer_letters(attempt, item.position, item.version.key)
        delivery.save(
            attempt.pk, token, number=item.position, position=item.position, answer=letters, now=now
        )
    delivery.submit(attempt, now=now)
    from exams.scoring.marking import score_pending

    score_pending(now=now)
    sitting.exam.released_at = now
    sitting.exam.save()
    return Result.objects.get(attempt=attempt)
