import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from certificates import desk
from certificates.drawing import draw_all
from certificates.issuing import issue_for_exam
from certificates.models import Certificate
from certificates.tasks import draw_certificates
from tests.factories import CandidateFactory, ExamFactory, UserFactory

ROLES = ["candidate", "trainer", "reviewer", "invigilator", "marker", "hr", "administrator"]
MAY = {"hr", "administrator"}


@pytest.fixture
def hr(client, db):
    client.force_login(UserFactory(role="hr"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("get", "certificates"),
        ("get", "certificates-of-exam"),
        ("get", "certificates-progress"),
        ("get", "certificates-zip"),
        ("post", "certificates-issue"),
        ("post", "certificates-draw"),
    ],
)
def test_only_hr_and_administrators_see_and_issue_all_certificates(
    client, exam, role, method, name
):
    url = reverse(name, args=[] if name == "certificates" else [exam.pk])
    sign_in(client, UserFactory(role=role))

    status = getattr(client, method)(url).status_code

    assert status in (200, 302) if role in MAY else status == 403


def test_a_stranger_is_asked_to_sign_in(client, exam):
    for url in (reverse("certificates"), "/certificates/QH-2026-M-000001-1.pdf"):
        response = client.get(url)
        assert response.status_code == 302
        assert response.url.startswith(reverse("login"))


def test_an_exam_is_there_only_once_its_results_are_released(hr):
    exam = ExamFactory()

    assert hr.get(reverse("certificates-of-exam", args=[exam.pk])).status_code == 404
    assert hr.post(reverse("certificates-issue", args=[exam.pk])).status_code == 404
    assert exam.title not in hr.get(reverse("certificates")).content.decode()


def test_one_press_issues_and_draws_for_all_who_passed(
    hr, make_result, exam, django_capture_on_commit_callbacks
):
    for points in (3, 2, 1):
        make_result(points=points)

    with django_capture_on_commit_callbacks(execute=True):
        hr.post(reverse("certificates-issue", args=[exam.pk]))

    progress = hr.get(reverse("certificates-of-exam", args=[exam.pk])).context["progress"]
    assert (progress.n_passed, progress.n_issued, progress.n_drawn) == (2, 2, 2)
    hr.post(reverse("certificates-issue", args=[exam.pk]))
    assert Certificate.objects.count() == 2


def test_progress_is_polled_and_the_page_reloads_at_the_end(hr, make_certificate, exam):
    certificates = [make_certificate(), make_certificate()]
    draw_all(certificates[:1])
    url = reverse("certificates-progress", args=[exam.pk])

    page = hr.get(reverse("certificates-of-exam", args=[exam.pk]))
    assert f'hx-get="{url}"' in page.content.decode()
    part = hr.get(url, headers={"hx-request": "true"})
    assert '<progress max="2" value="1"' in part.content.decode()
    assert hr.get(url).status_code == 302  # without script: a link to the page itself

    draw_certificates.enqueue(exam.pk)
    assert hr.get(url, headers={"hx-request": "true"})["HX-Refresh"] == "true"
    page = hr.get(reverse("certificates-of-exam", args=[exam.pk]))
    assert "hx-get" not in page.content.decode()


def test_a_problem_is_shown_with_its_character_and_drawn_again_on_demand(
    hr, make_certificate, exam, django_capture_on_commit_callbacks
):
    certificate = make_certificate(name="张𫚈")
    draw_all([certificate])

    def problems():
        return list(hr.get(reverse("certificates-of-exam", args=[exam.pk])).context["problems"])

    page = hr.get(reverse("certificates-of-exam", args=[exam.pk])).content.decode()
    assert "“𫚈” (U+2B688)" in page
    assert certificate.number in page

    with django_capture_on_commit_callbacks(execute=True):
        hr.post(reverse("certificates-draw", args=[exam.pk]))
        assert problems() == []
    assert problems() == [certificate]


def test_certificates_are_found_by_part_of_name_or_number(hr, make_certificate):
    zhang, li = make_certificate(name="张建华"), make_certificate(name="李文静")

    def found(query):
        return list(hr.get(reverse("certificates"), {"q": query}).context["page"])

    assert found("建华") == [zhang]
    assert found(li.number.lower()) == [li]
    assert found("") == [zhang, li]
    assert found("没有") == []


def test_the_list_costs_as_many_statements_for_fifty_as_for_one(
    hr, make_result, exam, noon, django_assert_max_num_queries
):
    for _ in range(20):
        make_result()
    issue_for_exam(exam, now=noon)

    with django_assert_max_num_queries(12):
        hr.get(reverse("certificates-of-exam", args=[exam.pk]))
    with django_assert_max_num_queries(12):
        hr.get(reverse("certificates"))


def test_all_pdfs_come_in_one_zip_under_names_that_people_read(hr, make_certificate, exam):
    certificates = [make_certificate(name=name) for name in ("张建华", "王/..\\芳", "无𫚈")]
    draw_all(certificates)

    response = hr.get(reverse("certificates-zip", args=[exam.pk]))

    archive = zipfile.ZipFile(BytesIO(response.getvalue()))
    assert archive.testzip() is None
    assert archive.namelist() == [
        f"{certificates[0].number} 张建华.pdf",
        f"{certificates[1].number} 王_.._芳.pdf",
    ]
    assert archive.read(archive.namelist()[0]).startswith(b"%PDF")


def test_a_lost_file_is_named_in_the_zip_and_spoils_nothing(hr, make_certificate, exam):
    lost, kept = make_certificate(), make_certificate()
    draw_all([lost, kept])
    lost.refresh_from_db()
    lost.drawing.file.storage.delete(lost.drawing.file.name)

    response = hr.get(reverse("certificates-zip", args=[exam.pk]))

    archive = zipfile.ZipFile(BytesIO(response.getvalue()))
    assert len(archive.namelist()) == 2
    assert lost.number in archive.read("README.txt").decode()


def owner(certificate):
    return certificate.result.attempt.registration.candidate.user


def test_a_candidate_fetches_the_own_pdf(client, drawn):
    certificate = drawn()
    sign_in(client, owner(certificate))

    response = client.get(reverse("certificate-pdf", args=[certificate.number]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{certificate.number}.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response.getvalue().startswith(b"%PDF")


def test_anothers_pdf_is_not_there(client, drawn):
    """S1"""
    certificate = drawn()
    url = reverse("certificate-pdf", args=[certificate.number])
    for role in set(ROLES) - MAY:
        other = UserFactory(role=role)
        CandidateFactory(user=other)
        sign_in(client, other)

        assert client.get(url).status_code == 404
        assert client.get(f"/media/{certificate.drawing.file.name}").status_code == 404


def test_hr_fetches_any_pdf(hr, drawn):
    url = reverse("certificate-pdf", args=[drawn().number])
    assert hr.get(url).getvalue().startswith(b"%PDF")


def test_a_pdf_that_is_not_drawn_yet_is_explained(client, make_certificate):
    certificate = make_certificate()
    sign_in(client, owner(certificate))

    response = client.get(reverse("certificate-pdf", args=[certificate.number]))

    assert response.status_code == 404
    assert certificate.number in response.content.decode()


def test_a_name_is_text_on_every_page(hr, make_certificate, exam):
    """S4"""
    certificate = make_certificate(name="<script>alert(1)</script>")
    draw_all([certificate])
    for url in (
        reverse("certificates"),
        reverse("certificates-of-exam", args=[exam.pk]),
        reverse("certificate-verify", args=[certificate.code]),
        reverse("certificates") + "?q=<script>alert(1)</script>",
    ):
        assert "<script>alert" not in hr.get(url).content.decode()


def section(rf, user):
    request = rf.get("/my/")
    request.user = user
    return desk.section(request)


def test_my_page_lists_the_own_certificates_and_nobody_elses(rf, make_certificate, noon):
    mine, _other = make_certificate(), make_certificate()

    _template, context = section(rf, owner(mine))

    assert list(context["certificates"]) == [mine]


def test_my_page_says_nothing_of_certificates_to_who_is_no_candidate(rf, db):
    assert section(rf, UserFactory(role="hr")) is None


def test_my_page_tells_whether_a_certificate_is_still_valid(
    client, make_certificate, time_machine, noon
):
    certificate = make_certificate()
    time_machine.move_to(noon + timedelta(days=729))
    sign_in(client, owner(certificate))
    assert "有效期至 2028年11月22日" in client.get(reverse("desk")).content.decode()

    time_machine.move_to(noon + timedelta(days=731))
    sign_in(client, owner(certificate))
    assert "已过期" in client.get(reverse("desk")).content.decode()
