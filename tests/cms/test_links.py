from cms.citations import Reference, parse
from cms.links import resolve, teaching
from cms.models import FaqPage, KnowledgePoint


def test_a_citation_leads_to_the_article_that_it_cites(loaded):
    reference = parse("administrative-penalty-law#64/1/1")

    cited = resolve([reference])[reference]

    assert cited.written == "《行政处罚法》第六十四条第一项"
    assert cited.excerpt.startswith("（一）当事人要求听证的")
    assert cited.url == "/statutes/administrative-penalty-law/#a-64"


def test_a_hundred_citations_cost_one_query(loaded, django_assert_num_queries):
    references = [
        Reference(slug, number)
        for slug in ("administrative-penalty-law", "public-security-penalties-law")
        for number in range(1, 51)
    ]
    with django_assert_num_queries(1):
        cited = resolve(references)
    assert len(cited) == 100


def test_a_part_that_was_amended_away_gives_the_whole_article(loaded):
    reference = parse("administrative-penalty-law#64/9")
    assert resolve([reference])[reference].excerpt.startswith("听证应当依照以下程序组织")


def test_an_article_that_is_gone_is_left_out(loaded):
    assert resolve([Reference("administrative-penalty-law", 999), Reference("none", 1)]) == {}
    assert resolve([]) == {}


def test_points_lead_to_what_teaches_them(loaded, django_assert_max_num_queries):
    points = {point.code: point.pk for point in KnowledgePoint.objects.all()}
    teaching(points.values())
    with django_assert_max_num_queries(2):
        found = teaching(points.values())

    taught = found[points["05.02"]]
    assert [(link.title, link.url) for link in taught.faq] == [
        ("几日内可以要求听证？", "/faq/002/")
    ]
    assert [(link.title, link.url) for link in taught.clauses] == [
        ("5.1 听证", "/handbook/05/#hb-05-01")
    ]
    assert found[points["05"]].faq == []


def test_drafts_teach_nobody(loaded):
    FaqPage.objects.get(number=2).unpublish()
    point = KnowledgePoint.objects.get(code="05.02")
    assert teaching([point.pk])[point.pk].faq == []


def test_a_point_without_teaching_is_empty_not_missing(db):
    assert teaching([1])[1].faq == []
