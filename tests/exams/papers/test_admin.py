"""The trainer's administration of blueprints and papers: who may what, and what it says."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from exams.papers.assembly import assemble
from exams.papers.models import Blueprint, Paper
from questionbank.models import ItemOption
from questionbank.publishing import freeze
from tests import factories
from tests.exams import samples
from tests.exams.papers.blueprints import bank, blueprint

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
BLUEPRINTS = "wagtailsnippets_papers_blueprint:"
PAPERS = "wagtailsnippets_papers_paper:"


@pytest.fixture
def plan():
    bank(single=[("05", 3, 3)])
    return blueprint(("single", 1, [("05", 3, 1), ("05", None, 1)]), title="小蓝图")


@pytest.fixture
def paper(plan):
    return assemble(plan, title="小试卷", now=timezone.now(), seed="s")


@pytest.fixture
def trainer(client):
    client.force_login(factories.UserFactory(role="trainer"), BACKEND)
    return client


def addresses(plan, paper):
    """Every page: its name, method and address."""
    return {
        "list of blueprints": ("get", reverse(BLUEPRINTS + "list")),
        "new blueprint": ("get", reverse(BLUEPRINTS + "add")),
        "blueprint": ("get", reverse(BLUEPRINTS + "edit", args=[plan.pk])),
        "delete blueprint": ("get", reverse(BLUEPRINTS + "delete", args=[plan.pk])),
        "ask to assemble": ("get", reverse(BLUEPRINTS + "assemble", args=[plan.pk])),
        "assemble": ("post", reverse(BLUEPRINTS + "assemble", args=[plan.pk])),
        "list of papers": ("get", reverse(PAPERS + "list")),
        "paper": ("get", reverse(PAPERS + "inspect", args=[paper.pk])),
        "new paper": ("get", reverse(PAPERS + "add")),
        "edit paper": ("get", reverse(PAPERS + "edit", args=[paper.pk])),
        "change paper": ("post", reverse(PAPERS + "edit", args=[paper.pk])),
        "delete paper": ("get", reverse(PAPERS + "delete", args=[paper.pk])),
        "really delete paper": ("post", reverse(PAPERS + "delete", args=[paper.pk])),
    }


# A blueprint that papers were made of is kept: it is asked for and refused with its reason.
OPEN_TO_TRAINERS = {
    "list of blueprints",
    "new blueprint",
    "blueprint",
    "ask to assemble",
    "assemble",
    "list of papers",
    "paper",
}
NOBODY = {"new paper", "edit paper", "change paper", "delete paper", "really delete paper"}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("trainer", OPEN_TO_TRAINERS),
        ("administrator", OPEN_TO_TRAINERS),
        ("superuser", OPEN_TO_TRAINERS),
        ("reviewer", set()),
        ("invigilator", set()),
        ("hr", set()),
        ("candidate", set()),
        (None, set()),
    ],
)
def test_who_may_open_which_page(client, plan, paper, role, may):
    """S6: HR asks for keys, an invigilator for papers: not there, by URL either."""
    if role == "superuser":
        client.force_login(factories.UserFactory(is_superuser=True), BACKEND)
    elif role:
        client.force_login(factories.UserFactory(role=role), BACKEND)
    stem = paper.forms.get().items.first().version.content["stem"]
    opened = set()
    for name, (method, address) in addresses(plan, paper).items():
        response = getattr(client, method)(address)
        if response.status_code == 200:
            opened.add(name)
        elif name != "delete blueprint":
            assert response.status_code in (302, 403), name
            assert stem not in response.content.decode()
    assert opened - {"delete blueprint"} == may
    paper.refresh_from_db()
    assert (paper.title, Paper.objects.count()) == ("小试卷", 1)


def test_even_a_superuser_neither_edits_nor_deletes_a_paper(client, paper):
    client.force_login(factories.UserFactory(is_superuser=True), BACKEND)
    client.post(reverse(PAPERS + "edit", args=[paper.pk]), {"title": "别的"})
    client.post(reverse(PAPERS + "delete", args=[paper.pk]))
    client.post(reverse(PAPERS + "add"), {"title": "别的", "blueprint": paper.blueprint_id})
    assert [kept.title for kept in Paper.objects.all()] == ["小试卷"]


def test_seeing_papers_without_the_right_to_forms_shows_no_item(client, paper):
    from django.contrib.auth.models import Permission

    user = factories.UserFactory(role="reviewer")
    user.user_permissions.add(Permission.objects.get(codename="view_paper"))
    client.force_login(user, BACKEND)
    assert client.get(reverse(PAPERS + "list")).status_code == 200
    assert client.get(reverse(PAPERS + "inspect", args=[paper.pk])).status_code == 302


def nested(title, *sections):
    """What the browser posts for `(title, kind, n_items, points, [(chapter, difficulty, n)])`."""
    data = {"title": title, **management("sections", len(sections))}
    for i, (name, kind, n_items, points, cells) in enumerate(sections):
        data |= {
            f"sections-{i}-title": name,
            f"sections-{i}-kind": kind,
            f"sections-{i}-n_items": n_items,
            f"sections-{i}-points": points,
            f"sections-{i}-instructions": "",
            f"sections-{i}-ORDER": i + 1,
            **management(f"sections-{i}-cells", len(cells)),
        }
        for j, (chapter, difficulty, n, *deleted) in enumerate(cells):
            data |= {
                f"sections-{i}-cells-{j}-chapter": chapter.pk,
                f"sections-{i}-cells-{j}-difficulty": difficulty or "",
                f"sections-{i}-cells-{j}-n_items": n,
                f"sections-{i}-cells-{j}-ORDER": j + 1,
                f"sections-{i}-cells-{j}-DELETE": "on" if deleted else "",
            }
    return data


def management(prefix, total):
    return {
        f"{prefix}-TOTAL_FORMS": total,
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 1,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }


def test_a_blueprint_is_written_with_sections_and_cells(trainer):
    chapter = factories.ChapterFactory()
    data = nested(
        "新蓝图",
        ("单选", "single", 5, "1", [(chapter, 3, 2), (chapter, None, 3)]),
        ("多选", "multiple", 2, "1.5", [(chapter, None, 2)]),
    )
    assert trainer.post(reverse(BLUEPRINTS + "add"), data).status_code == 302
    made = Blueprint.objects.get(title="新蓝图")
    assert (made.n_items, made.total_points) == (7, 8)
    assert [
        [(cell.difficulty, cell.n_items) for cell in section.cells.all()]
        for section in made.sections.all()
    ] == [[(3, 2), (None, 3)], [(None, 2)]]


def test_cells_that_do_not_add_up_are_an_error_at_their_section(trainer):
    chapter = factories.ChapterFactory()
    data = nested(
        "新蓝图",
        ("单选", "single", 5, "1", [(chapter, 3, 2), (chapter, None, 3)]),
        ("多选", "multiple", 9, "1", [(chapter, None, 2)]),
    )
    response = trainer.post(reverse(BLUEPRINTS + "add"), data)
    assert response.status_code == 200
    right, wrong = response.context["form"].formsets["sections"].forms
    assert right.errors == {}
    assert wrong.errors == {"n_items": ["各单元格合计2题，大题要求9题，请改为一致。"]}
    assert "各单元格合计2题，大题要求9题，请改为一致。" in response.content.decode()
    assert not Blueprint.objects.exists()


def test_a_section_may_ask_for_short_answers(trainer):
    data = nested(
        "新蓝图", ("简答", "short_answer", 2, "5", [(factories.ChapterFactory(), None, 2)])
    )
    assert trainer.post(reverse(BLUEPRINTS + "add"), data).status_code == 302
    section = Blueprint.objects.get().sections.get()
    assert (section.kind, section.total_points) == ("short_answer", 10)


def test_a_cell_struck_out_does_not_count(trainer):
    chapter = factories.ChapterFactory()
    data = nested(
        "新蓝图", ("单选", "single", 2, "1", [(chapter, 3, 2), (chapter, None, 3, "deleted")])
    )
    assert trainer.post(reverse(BLUEPRINTS + "add"), data).status_code == 302
    assert Blueprint.objects.get().sections.get().cells.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("n_items", "0"), ("n_items", ""), ("points", "-1"), ("points", "0.25"), ("points", "x")],
)
def test_impossible_numbers_are_refused_at_their_field(trainer, field, value):
    data = nested("新蓝图", ("单选", "single", 2, "1", [(factories.ChapterFactory(), 3, 2)]))
    data[f"sections-0-{field}"] = value
    response = trainer.post(reverse(BLUEPRINTS + "add"), data)
    (section,) = response.context["form"].formsets["sections"].forms
    assert list(section.errors) == [field]
    assert not Blueprint.objects.exists()


def test_a_cell_without_a_chapter_is_refused_without_a_crash(trainer):
    data = nested("新蓝图", ("单选", "single", 2, "1", [(factories.ChapterFactory(), 3, 2)]))
    data["sections-0-cells-0-chapter"] = ""
    response = trainer.post(reverse(BLUEPRINTS + "add"), data)
    assert response.status_code == 200
    assert not Blueprint.objects.exists()


def test_the_editor_shows_what_the_sections_add_up_to(trainer):
    plan = blueprint(
        ("single", 1, [("05", None, 50)]), ("multiple", 2, [("05", None, 25)]), title="大蓝图"
    )
    for address in (
        reverse(BLUEPRINTS + "edit", args=[plan.pk]),
        reverse(BLUEPRINTS + "assemble", args=[plan.pk]),
    ):
        totals = " ".join(trainer.get(address).content.decode().split())
        assert "<strong>75</strong>" in totals
        assert "<strong>100</strong>" in totals


def test_a_blueprint_in_use_is_kept_with_a_reason(trainer, plan, paper):
    response = trainer.post(reverse(BLUEPRINTS + "delete", args=[plan.pk]))
    assert Blueprint.objects.filter(pk=plan.pk).exists()
    said = " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert "小蓝图：已用于组卷，不能删除。" in said


def test_a_blueprint_without_papers_can_be_deleted(trainer, plan):
    trainer.post(reverse(BLUEPRINTS + "delete", args=[plan.pk]))
    assert not Blueprint.objects.exists()


def test_assembling_asks_with_a_title_and_leads_to_the_paper(trainer, plan):
    address = reverse(BLUEPRINTS + "assemble", args=[plan.pk])
    asked = trainer.get(address)
    title = asked.context["form"].initial["title"]
    assert title == f"小蓝图 {timezone.localdate():%Y-%m-%d}"
    assert not Paper.objects.exists()

    done = trainer.post(address, {"title": title})
    made = Paper.objects.get()
    assert done["Location"] == reverse(PAPERS + "inspect", args=[made.pk])
    assert made.title == title
    assert made.forms.get().n_items == 2
    entry = ModelLogEntry.objects.for_instance(made).get()
    assert entry.user.groups.get().name == "trainer"


def test_a_blueprint_that_cannot_be_met_is_told_cell_by_cell(trainer):
    bank(single=[("05", 3, 1)])
    plan = blueprint(("single", 1, [("05", 3, 2), ("05", 2, 4)]))
    address = reverse(BLUEPRINTS + "assemble", args=[plan.pk])
    page = trainer.post(address, {"title": "新试卷"}).content.decode()
    assert "第1大题，05 第05章，3 中等：要求2题，题库只剩1题可用。" in page
    assert "第1大题，05 第05章，2 较易：要求4题，题库只剩0题可用。" in page
    assert 'value="新试卷"' in page
    assert not Paper.objects.exists()


def test_a_paper_needs_a_title(trainer, plan):
    address = reverse(BLUEPRINTS + "assemble", args=[plan.pk])
    for title in ("", "　", "长" * 101):
        assert trainer.post(address, {"title": title}).context["form"].errors["title"]
    assert not Paper.objects.exists()


def test_the_paper_page_shows_the_frozen_form(trainer, paper):
    response = trainer.get(reverse(PAPERS + "inspect", args=[paper.pk]))
    page = " ".join(response.content.decode().split())
    form = paper.forms.get()
    for item in form.items.select_related("version__item"):
        assert item.version.content["stem"] in page
        assert f"{item.version.item.code} 第1版" in page
    assert form.content_hash in page
    assert "A卷：共2题，2分" in page
    assert page.count("<strong>B</strong>") == 2
    (row,) = [row for _title, row in response.context["forms"][0]["distribution"]]
    assert (row.chapter, row.n_items, row.n_asked, row.is_met) == ("05", 2, 2, True)


def test_the_paper_page_shows_every_kind_with_what_is_right(trainer):
    form = factories.form_of([factories.version_of(plain) for plain in samples.ALL_KINDS], 3)
    response = trainer.get(reverse(PAPERS + "inspect", args=[form.paper.pk]))
    page = " ".join(response.content.decode().split())
    assert "A卷：共7题，21分 （共9问）" in page
    for said in (
        "<strong>C</strong>",
        "<strong>AC</strong>",
        "<b>七日</b>",
        "十五日；十五天",
        "立案审批表 — 启动调查",
        "收缴罚款",
        "1. 立案",
        "发现油烟直排",
        "<td>检查</td>",
        "本案由谁管辖？",
        "1. 检查",
    ):
        assert said in page, said
    assert page.count("发现油烟直排") == 1
    # A case counts once where items are counted.
    assert sum(row.n_items for _title, row in response.context["forms"][0]["distribution"]) == 7


def test_the_paper_stays_as_it_was_when_an_item_changes(trainer, paper):
    version = paper.forms.get().items.first().version
    item = version.item
    item.stem = "<p>改写过的题干</p>"
    item.save()
    freeze(item)
    page = trainer.get(reverse(PAPERS + "inspect", args=[paper.pk])).content.decode()
    assert version.content["stem"] in page
    assert "改写过的题干" not in page


def test_s4_script_in_an_item_is_shown_as_text(trainer):
    script = "<script>alert(1)</script>"
    item = factories.ItemFactory(stem=f"<p>题干{script}</p>")
    ItemOption.objects.filter(item=item, is_key=True).update(text=f"选项{script}")
    plan = blueprint(("single", 1, [("05", None, 1)]), title=f"蓝图{script}")
    freeze(item)
    paper = assemble(plan, title=f"试卷{script}", now=timezone.now())
    for address in (
        reverse(PAPERS + "inspect", args=[paper.pk]),
        reverse(PAPERS + "list"),
        reverse(BLUEPRINTS + "list"),
        reverse(BLUEPRINTS + "edit", args=[plan.pk]),
        reverse(BLUEPRINTS + "assemble", args=[plan.pk]),
    ):
        assert "<script>alert" not in trainer.get(address).content.decode()


def test_the_paper_page_costs_the_same_statements_for_any_paper(
    trainer, django_assert_max_num_queries
):
    bank(single=[("05", 3, 40)])
    counts = []
    for n_items in (2, 40):
        plan = blueprint(("single", 1, [("05", 3, n_items)]), title=f"{n_items}题")
        paper = assemble(plan, title="试卷", now=timezone.now())
        trainer.get(reverse(PAPERS + "inspect", args=[paper.pk]))
        with django_assert_max_num_queries(20) as queries:
            trainer.get(reverse(PAPERS + "inspect", args=[paper.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_menu_shows_each_role_what_it_may_open(client, plan):
    def menu(role):
        client.force_login(factories.UserFactory(role=role), BACKEND)
        return client.get(reverse("wagtailadmin_home")).content.decode()

    papers, releases = reverse(PAPERS + "list"), reverse("scoring_releases")
    assert papers in menu("trainer")
    assert releases not in menu("trainer")
    assert papers in menu("administrator")
    assert releases in menu("administrator")
    assert papers not in menu("reviewer")
