import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from cms.models import Article, FaqPage, KnowledgePoint, Power


@pytest.fixture
def sign_in(db, client):
    def _sign_in(role):
        user = get_user_model().objects.create_user(username=f"a-{role}", password="x")
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return _sign_in


@pytest.mark.parametrize("model", ["statute", "article", "knowledgepoint", "power"])
def test_trainers_see_law_and_syllabus_but_do_not_change_them(loaded, sign_in, model):
    client = sign_in("trainer")
    assert client.get(f"/admin/snippets/cms/{model}/").status_code == 200
    assert client.get(f"/admin/snippets/cms/{model}/?q=处罚").status_code == 200
    assert client.get(f"/admin/snippets/cms/{model}/add/").status_code == 302


@pytest.mark.parametrize("model", ["statute", "article", "knowledgepoint", "power"])
def test_administrators_change_law_and_syllabus(loaded, sign_in, model):
    assert sign_in("administrator").get(f"/admin/snippets/cms/{model}/add/").status_code == 200


@pytest.mark.parametrize("role", ["candidate", "hr", "invigilator"])
def test_other_roles_do_not_enter(loaded, sign_in, role):
    assert sign_in(role).get("/admin/snippets/cms/article/").status_code in (302, 403)


def test_the_chooser_finds_an_article_by_its_number(loaded, sign_in):
    page = sign_in("trainer").get("/admin/snippets/choose/cms/article/results/?q=处罚法64")
    assert "《行政处罚法》第六十四条" in page.content.decode()
    assert page.content.decode().count("data-chooser-modal-choice") == 2


def test_trainers_edit_entries_and_chapters(loaded, sign_in):
    client = sign_in("trainer")
    for slug in ("002", "05"):
        page = FaqPage.objects.get(number=1).get_root().get_descendants().get(slug=slug)
        assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_articles_are_entered_as_lines_of_text(loaded, sign_in):
    client = sign_in("administrator")
    power = Power.objects.get()
    fields = {
        "code": power.code,
        "title": power.title,
        "kind": power.kind,
        "sector": power.sector,
        "conferred": power.conferred,
        "summary": power.summary,
    }
    address = f"/admin/snippets/cms/power/edit/{power.pk}/"

    assert "《行政处罚法》第二十四条</textarea>" in client.get(address).content.decode()
    client.post(address, fields | {"articles": "治安管理处罚法24\n\n处罚法第六十四条"})

    assert {str(article) for article in power.articles.all()} == {
        "《治安管理处罚法》第二十四条",
        "《行政处罚法》第六十四条",
    }


def test_a_line_that_names_no_article_is_refused_by_name(loaded, sign_in):
    point = KnowledgePoint.objects.get(code="05.01")
    response = sign_in("administrator").post(
        f"/admin/snippets/cms/knowledgepoint/edit/{point.pk}/",
        {
            "code": point.code,
            "parent": point.parent_id,
            "title": point.title,
            "title_en": "",
            "weight": "40",
            "level": "know",
            "articles": "处罚法51\n处罚法510",
        },
    )

    assert response.status_code == 200
    assert "“处罚法510”" in response.content.decode()
    assert Article.objects.filter(knowledge_points=point).count() == 1
