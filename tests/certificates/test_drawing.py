import hashlib
import subprocess
from io import BytesIO

import pypdf
import pytest
import segno
from django.core.management import CommandError, call_command

from certificates import drawing, fonts, graphics
from certificates.drawing import draw_all, draw_missing
from certificates.fonts import FontMissing
from certificates.issuing import issue_for_exam
from certificates.models import Certificate, Drawing, private_storage
from certificates.progress import progress_of
from certificates.tasks import draw_again


def pdf_of(certificate):
    with Drawing.objects.get(certificate=certificate).file.open("rb") as file:
        return file.read()


def text_of(certificate):
    """As `pdftotext` reads it, without line breaks and spaces."""
    command = ["pdftotext", "-raw", "-", "-"]
    run = subprocess.run(command, input=pdf_of(certificate), capture_output=True, check=True)
    return "".join(run.stdout.decode().split())


RARE = "㛃䶮𠮷"
LONG = "阿卜杜热伊木江·" * 5
assert len(LONG) == 40


def test_name_and_number_can_be_read_back_from_the_pdf(make_certificate):
    """Z1, S4"""
    names = [
        "张建华",
        RARE,
        "古丽娜尔·阿不都热合曼",
        LONG,
        "Jean-Baptiste O’Neill",
        "<script>alert(1)</script>&amp;",
    ]
    certificates = [make_certificate(name=name) for name in names]
    draw_all(certificates)

    for certificate in certificates:
        text = text_of(certificate)
        assert certificate.name.replace(" ", "") + "同志" in text
        assert certificate.number in text
        assert "二〇二六年十一月二十三日" in text
        assert "有效期至2028年11月22日" in text


def test_the_longest_words_of_all_stay_on_one_page_above_the_foot(drawn, exam):
    """Z1"""
    exam.title, exam.issuer = "考" * 100, "局" * 60
    exam.save()
    certificate = drawn(name="阿" * 60, unit__name="许" * 60)

    reader = pypdf.PdfReader(BytesIO(pdf_of(certificate)))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)  # A4 across
    feet = []
    reader.pages[0].extract_text(
        visitor_text=lambda text, cm, tm, *_: (
            "特发此证" in text and feet.append(tm[5] * cm[3] + cm[5])
        )
    )
    assert feet
    assert min(feet) > (graphics.QR_BOTTOM + graphics.QR_SIDE) / 25.4 * 72


def test_the_code_leads_to_the_certificates_own_page(drawn, settings, tmp_path):
    certificate = drawn()
    (tmp_path / "one.pdf").write_bytes(pdf_of(certificate))
    command = ["pdftoppm", "-r", "300", "-gray", "-singlefile", "one.pdf", "one"]
    subprocess.run(command, cwd=tmp_path, check=True)

    address = f"{settings.SITE_URL}/verify/{certificate.code}/"
    code = segno.make(address, error="m", micro=False, mask=2)
    _magic, size, _depth, pixels = (tmp_path / "one.pgm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    n_modules = code.symbol_size(border=0)[0]
    dot = 300 / 25.4
    module = graphics.QR_SIDE * dot / n_modules
    top = height - (graphics.QR_BOTTOM + graphics.QR_SIDE) * dot
    printed = [
        [
            pixels[
                int(top + (row + 0.5) * module) * width
                + int(graphics.QR_LEFT * dot + (col + 0.5) * module)
            ]
            < 128
            for col in range(n_modules)
        ]
        for row in range(n_modules)
    ]
    assert printed == [[bool(module) for module in row] for row in code.matrix]


def test_the_pdf_is_for_the_archive_and_says_whose_it_is(drawn):
    certificate = drawn(name="张建华")

    pdf = pdf_of(certificate)
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert reader.metadata.title == f"合格证书 {certificate.number} 张建华"
    assert reader.metadata.author == "青禾县司法局"
    xmp = reader.trailer["/Root"]["/Metadata"].get_data()
    assert b"pdfaid:part>3<" in xmp.replace(b'pdfaid:part="3"', b"pdfaid:part>3<")
    # Only the small fonts of the run are in it: nothing was taken from another font.
    page_fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = [font.get_object()["/BaseFont"] for font in page_fonts]
    assert len(names) == 2
    assert all("Baiwen-Certificate" in name for name in names)
    assert len(pdf) < 60_000
    assert certificate.drawing.sha256 == hashlib.sha256(pdf).hexdigest()
    assert certificate.drawing.file.name == f"certificates/2026/{certificate.number}.pdf"


def test_a_sign_that_the_font_lacks_stops_that_certificate_alone(make_certificate):
    """Z1: never a box on paper."""
    signs = {"\U0001f600": "U+1F600", "\ue863": "U+E863", "𫚈": "U+2B688", "\u202e": "U+202E"}
    before = make_certificate(name="甲")
    stopped = {make_certificate(name=f"张{sign}"): sign for sign in signs}
    after = make_certificate(name="乙")

    tally = draw_all(Certificate.objects.all())

    assert (tally.n_drawn, tally.n_problems) == (2, 4)
    assert "甲同志" in text_of(before)
    assert "乙同志" in text_of(after)
    for certificate, sign in stopped.items():
        drawing_of_it = Drawing.objects.get(certificate=certificate)
        assert not drawing_of_it.file
        assert signs[sign] in drawing_of_it.problem
        # What would turn the line around isn't repeated.
        assert (sign in drawing_of_it.problem) == (sign != "\u202e")


def test_a_further_font_helps_and_drawing_again_draws_it(
    make_certificate, exam, settings, django_capture_on_commit_callbacks
):
    certificate = make_certificate(name="王Ⴀ")  # Georgian: DejaVu has it, Noto Serif CJK hasn't
    draw_missing()
    assert Drawing.objects.get().problem
    font = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
    try:
        fonts.Face.parse(font)
    except FontMissing:
        pytest.skip("no second font on this machine")
    settings.CERTIFICATE_EXTRA_FONTS = [font]

    with django_capture_on_commit_callbacks(execute=True):
        draw_again(exam)

    assert Drawing.objects.get().problem == ""
    assert "王Ⴀ同志" in text_of(certificate)


def test_without_its_font_nothing_is_drawn_and_the_package_is_named(make_certificate, monkeypatch):
    certificate = make_certificate()
    monkeypatch.setattr(fonts, "FAMILY", "No Such Font")

    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        draw_all([certificate])

    assert "fonts-noto-cjk" in Drawing.objects.get(certificate=certificate).problem
    make_certificate()
    with pytest.raises(CommandError, match="fonts-noto-cjk"):
        call_command("draw_certificates")


def test_a_wrong_font_setting_names_the_file(make_certificate, settings, tmp_path):
    settings.CERTIFICATE_FONTS = [str(tmp_path / "none.otf")]
    with pytest.raises(FontMissing, match="none.otf"):
        draw_all([make_certificate()])
    (tmp_path / "none.otf").write_text("not a font")
    Drawing.objects.all().delete()
    with pytest.raises(FontMissing, match="none.otf"):
        draw_missing()


def test_issuing_for_an_exam_draws_in_the_background(
    make_result, exam, noon, django_capture_on_commit_callbacks
):
    for _ in range(3):
        make_result()

    with django_capture_on_commit_callbacks(execute=True):
        issue_for_exam(exam, now=noon)

    (progress,) = progress_of([exam])
    assert (progress.n_issued, progress.n_drawn, progress.n_waiting) == (3, 3, 0)


def test_drawing_again_changes_nothing(drawn):
    certificate = drawn()
    first = Drawing.objects.get()

    assert draw_all([certificate]).n_drawn == 0
    assert draw_missing().n_drawn == 0
    again = Drawing.objects.get()
    assert (again.pk, again.sha256) == (first.pk, first.sha256)


def test_what_a_crash_left_undrawn_is_mended(make_certificate, exam, noon, capsys):
    """O2: killed after the issue, and killed between file and row."""
    certificates = [make_certificate() for _ in range(3)]
    draw_all(certificates[:1])
    left_behind = f"certificates/2026/{certificates[1].number}.pdf"
    private_storage().delete(left_behind)
    private_storage().save(left_behind, BytesIO(b"half a file"))

    call_command("draw_certificates", json=True)

    assert '"n_drawn": 2' in capsys.readouterr().out
    assert Drawing.objects.get(certificate=certificates[1]).file.name == left_behind
    assert pdf_of(certificates[1]).startswith(b"%PDF")


def test_the_second_of_two_workers_leaves_the_firsts_pdf(make_certificate, monkeypatch):
    certificate = make_certificate()
    record = drawing._record

    def overtaken(certificate, **kwargs):
        monkeypatch.setattr(drawing, "_record", record)
        assert record(certificate, pdf=b"%PDF of the other worker")
        return record(certificate, **kwargs)

    monkeypatch.setattr(drawing, "_record", overtaken)

    assert draw_all([certificate]).n_drawn == 0
    assert pdf_of(certificate) == b"%PDF of the other worker"


def test_a_page_that_fails_to_set_keeps_nobody_else_back(make_certificate, monkeypatch):
    certificates = [make_certificate(name=name) for name in ("甲", "乙", "丙")]
    print_page = drawing.Press.print

    def fails_once(self, source, address):
        if "乙" in source:
            raise RuntimeError
        return print_page(self, source, address)

    monkeypatch.setattr(drawing.Press, "print", fails_once)

    tally = draw_all(certificates)
    assert (tally.n_drawn, tally.n_problems) == (2, 1)


def test_progress_is_told_after_each(make_certificate):
    told = []
    draw_all([make_certificate(), make_certificate()], progress=lambda *n: told.append(n))
    assert told == [(1, 2), (2, 2)]


def test_a_page_asks_no_other_host_for_anything(make_certificate):
    """Invariant 12."""
    source = drawing.page(make_certificate(name='<img src="http://example.com/x.png">'))
    assert "<img" not in source
    assert 'src="' not in source
