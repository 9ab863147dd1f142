"""Word documents: what Word can do to a question, and what a stranger can do to a file."""

import io
import random
import time
import zipfile
import zlib
from contextlib import suppress
from dataclasses import replace

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionbank.formats import docx
from questionbank.formats.docx import parts
from questionbank.formats.html import clean
from questionbank.formats.items import FileRefused, Item, Option, Reading
from tests.questionbank.formats import strategies
from tests.questionbank.formats.wordfiles import drawing, image, lines, p, r, word

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0" + zlib.crc32(
    b"IHDR\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0"
).to_bytes(4)
REST = lines("A.甲\nB.乙\n答案：A")
BLIP = '<a:blip r:embed="i1"/>'
OPTIONS = (Option("甲", True), Option("乙"))


def read_one(body, **more):
    reading = docx.read(word(body, **more))
    assert not reading.refused
    (taken,) = reading.taken
    return taken


def refusals(body, **more):
    reading = docx.read(word(body, **more))
    assert not reading.taken
    return [one.code for one in reading.refused]


# Round trip


def with_pictures(item):
    tag = '<img src="media/a.png" alt="一 &quot;图&quot;">'
    return replace(item, stem=clean(f"{tag}{item.stem}<br>{tag}")[0], explanation=tag)


@given(
    st.lists(
        strategies.with_sides(strategies.every_kind) | strategies.singles.map(with_pictures),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=60)
def test_what_is_written_is_read_again(items):
    written = docx.write(items, {"a.png": PNG})
    reading = docx.read(written.data)
    assert not reading.refused
    if {loss.code for loss in written.losses} - {"scripts_lost"}:
        raise AssertionError(written.losses)
    if not written.losses:
        assert reading.items == items
    assert len(reading.items) == len(items)
    assert not reading.repaired
    assert reading.media in ({}, {"a.png": PNG})


def test_tables_and_pictures_come_back_in_their_places():
    table = (
        '<table><tr><th colspan="2">案件</th><th>罚款</th></tr>'
        '<tr><td rowspan="2">A. 甲</td><td>1<br>2</td><td></td></tr>'
        '<tr><td><img src="media/b.webp" alt="图"></td><td><b>重</b></td></tr></table>'
    )
    webp = b"RIFF\x04\0\0\0WEBP"
    item = Item(
        "single",
        f"据下表：{table}{table}是",
        options=(Option(table, True), Option(f"乙{table}"), Option("丙")),
        explanation="<table><tr><td>1. 只有一格</td></tr></table>",
    )
    key = Item("short_answer", "表：<table><tr><td>题号</td><td>1</td></tr>"
               "<tr><td>答案</td><td>A</td></tr></table>")  # fmt: skip
    written = docx.write([item, key], {"b.webp": webp})
    assert not written.losses
    reading = docx.read(written.data)
    assert reading.items == [item, key]
    assert reading.media == {"b.webp": webp}


def test_what_is_written_is_set_in_chinese_type_and_opens_in_word():
    item = Item("single", "甲<sub>1</sub>？", options=OPTIONS, explanation="因为")
    document = python_docx.Document(io.BytesIO(docx.write([item]).data))
    assert [(one.text, one.style.name) for one in document.paragraphs] == [
        ("一、单项选择题", "Heading 2"), ("1. 甲1？", "题干"), ("A. 甲", "选项"), ("B. 乙", "选项"),
        ("答案：A", "答案"), ("解析：因为", "解析"),
    ]  # fmt: skip
    assert 'w:eastAsia="宋体"' in document.styles["Normal"].element.xml
    assert 'w:eastAsia="黑体"' in document.styles["Heading 2"].element.xml


def test_a_picture_that_is_missing_and_two_scripts_at_once_are_told():
    items = [
        Item("single", '甲<img src="media/none.png" alt="">', options=OPTIONS),
        Item("single", "甲<sub><sup>1</sup></sub>", options=OPTIONS),
    ]
    assert [loss.code for loss in docx.write(items).losses] == ["item_incomplete", "scripts_lost"]


# What Word writes


def test_runs_become_the_little_html():
    taken = read_one(
        p("1.甲", r("重", "<w:b/>"), r("轻", '<w:b w:val="0"/>'), r("斜", "<w:i/>"),
          r("2", '<w:vertAlign w:val="superscript"/>'), r("x &lt;b&gt;"))
        + REST
    )  # fmt: skip
    assert taken.item.stem == "甲<b>重</b>轻<i>斜</i><sup>2</sup>x &lt;b&gt;"
    assert taken.repairs == ()


def test_underlined_space_is_a_blank_and_underlined_words_are_bold():
    line = '<w:u w:val="single"/>'
    taken = read_one(
        p("一、填空题")
        + p("1.在", r("   ", line), r(" ", line), "内", r("不", '<w:em w:val="dot"/>'), "得提出")
        + p("答案：五日")
    )  # fmt: skip
    assert taken.item.stem == "在＿＿内<b>不</b>得提出"
    assert taken.repairs == ("emphasis_as_bold",)


NUMBERING = (
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
    "</w:lvl>"
    '<w:lvl w:ilvl="1"><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
)


def numbered(text, depth):
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')


@pytest.mark.parametrize(
    ("form", "text"), [("upperLetter", "%2."), ("lowerLetter", "%2)"), ("upperLetter", "（%2）")]
)
def test_automatic_numbers_and_letters(form, text):
    body = numbered("甲？", 0) + numbered("一", 1) + numbered("二", 1) + p("答案：B")
    reading = docx.read(word(body + body, numbering=NUMBERING.format(form, text)))
    assert [taken.where for taken in reading.taken] == ["第 3 题（第 1 段）", "第 4 题（第 5 段）"]
    for item in reading.items:
        assert item.options == (Option("一"), Option("二", True))


def test_numbers_may_come_from_a_style_and_bullets_are_none():
    styles = (
        '<w:style w:styleId="Q"><w:name w:val="问题"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:styleId="R"><w:basedOn w:val="Q"/></w:style>'
    )
    body = p("甲？", properties='<w:pStyle w:val="R"/>') + numbered("原因", 1) + REST
    taken = read_one(body, styles=styles, numbering=NUMBERING.format("bullet", "•"))
    assert taken.item.stem == "甲？<br>原因"


def test_changes_count_as_accepted():
    taken = read_one(
        p("1.十", f"<w:ins>{r('五')}</w:ins><w:del><w:r><w:delText>二</w:delText></w:r></w:del>",
          f"<w:moveFrom>{r('年')}</w:moveFrom>{r('日')}")
        + p("其", properties='<w:rPr><w:del w:id="1"/></w:rPr>') + p("余") + REST
    )  # fmt: skip
    assert taken.item.stem == "十五日<br>其余"
    assert (taken.repairs, taken.warnings) == ((), ("tracked_changes",))


def test_hidden_text_is_read_and_said():
    taken = read_one(p("1.甲？") + lines("A.甲\nB.乙") + p("答案：", r("A", "<w:vanish/>")))
    assert (taken.repairs, taken.warnings) == (("hidden_text",), ("hidden_text",))


def test_breaks_fields_links_and_footnotes():
    taken = read_one(
        p("1.甲").replace("</w:p>", "<w:r><w:br/></w:r>"
          '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
          '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
          f'<w:hyperlink r:id="x">{r("乙")}</w:hyperlink>'
          '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
        + REST,
        footnotes=f'<w:footnote w:id="2">{p("见第三条")}</w:footnote>',
    )  # fmt: skip
    assert taken.item.stem == "甲<br>乙（注：见第三条）"
    assert set(taken.repairs) == {"link_removed", "footnote_inlined"}


def test_a_text_box_is_read_once_and_after_its_paragraph():
    box = f"<w:txbxContent>{p('箱')}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    taken = read_one(p("1.甲？", both) + REST)
    assert (taken.item.stem, taken.repairs) == ("甲？<br>箱", ("text_box",))


def test_merged_cells_and_a_table_in_a_table():
    def cell(inside, properties=""):
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell(p('内'))}{cell(p('层'))}</w:tr></w:tbl>"
    upper = cell(p("甲"), '<w:vMerge w:val="restart"/>') + cell(p("乙"), '<w:gridSpan w:val="2"/>')
    lower = cell(p(), "<w:vMerge/>") + cell(inner + p("丙")) + cell(p("丁"))
    table = f"<w:tbl><w:tr>{upper}</w:tr><w:tr>{lower}</w:tr></w:tbl>"
    taken = read_one(p("1.据下表：") + table + p("选哪个？") + REST)
    assert taken.item.stem == (
        '据下表：<table><tr><td rowspan="2">甲</td><td colspan="2">乙</td></tr>'
        "<tr><td>内 层<br>丙</td><td>丁</td></tr></table>选哪个？"
    )
    assert taken.repairs == ("table_flattened",)


def test_a_box_around_questions_is_no_table():
    cell = f"<w:tbl><w:tr><w:tc>{p('1.甲？')}{REST}</w:tc></w:tr></w:tbl>"
    assert read_one(cell).item.stem == "甲？"


def math(inside):
    return f"<m:oMath>{inside}</m:oMath>"


def mr(text):
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f"<m:sSup><m:e>{mr('x')}</m:e><m:sup>{mr('2')}</m:sup></m:sSup>", "x<sup>2</sup>"),
        (f"<m:f><m:num>{mr('1')}</m:num><m:den>{mr('a+b')}</m:den></m:f>", "1/(a+b)"),
        (f"<m:rad><m:deg/><m:e>{mr('ab')}</m:e></m:rad>", "√ab"),
        (f"<m:d><m:dPr><m:begChr m:val='['/></m:dPr><m:e>{mr('x')}</m:e></m:d>", "[x)"),
    ],
)
def test_an_equation_of_one_line_becomes_text(inside, expected):
    taken = read_one(p("1.求", math(inside), "值") + REST)
    assert taken.item.stem == f"求{expected}值"
    assert taken.repairs == ("equation_as_text",)


def test_what_is_drawn_or_set_as_no_text_can_be_is_refused_with_its_question():
    matrix = math(f"<m:m><m:mr><m:e>{mr('1')}</m:e></m:mr></m:m>")
    assert refusals(p("1.甲", matrix) + REST) == ["equation_unsupported"]
    assert refusals(p("1.甲", drawing("<c:chart xmlns:c='x'/>")) + REST) == ["drawing_unsupported"]
    ole = '<w:r><w:object><v:shape/><o:OLEObject ProgID="Equation.3"/></w:object></w:r>'
    assert refusals(p("1.甲", ole) + REST) == ["equation_unsupported"]
    assert refusals(p("1.甲") + p(ole) + REST) == ["equation_unsupported"]
    symbol = '<w:r><w:sym w:font="Webdings" w:char="F021"/></w:r>'
    assert refusals(p("1.甲", symbol) + REST) == ["drawing_unsupported"]


def test_a_tick_of_a_symbol_font_is_a_tick():
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    taken = read_one(p("一、判断题") + p("1.甲。（", symbol, "）"))
    assert (taken.item.is_true, taken.repairs) == (True, ("symbol_replaced",))


def test_pictures_by_their_bytes():
    stem = p("1.甲", drawing(BLIP, alt="界碑")) + REST
    taken = read_one(stem, relations=image(), members={"word/media/a.png": PNG})
    assert taken.item.stem == '甲<img src="media/a.png" alt="界碑">'
    assert refusals(stem, relations=image(), members={"word/media/a.png": b"BM"}) == ["image_kind"]
    assert refusals(stem, relations=image()) == ["image_missing"]
    assert refusals(stem) == ["image_missing"]
    for target in ("http://x/a.png", "file:///etc/passwd"):
        assert refusals(stem, relations=image(target=target, mode="External")) == ["image_missing"]
    for target in ("../../../../etc/passwd", "/etc/passwd"):
        assert refusals(stem, relations=image(target=target)) == ["image_missing"]


def test_headings_of_word_are_chapters_and_titles_are_none():
    styles = (
        '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="2"><w:name w:val="二"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
        "</w:style>"
        '<w:style w:styleId="9"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="8"><w:name w:val="toc 1"/></w:style>'
    )

    def styled(text, style):
        return p(text, properties=f'<w:pStyle w:val="{style}"/>')

    reading = docx.read(
        word(
            styled("1.试卷", 9) + styled("处罚 1", 8) + styled("处罚", 1) + styled("程序", 2)
            + p("1.甲？") + REST + styled("强制", 1) + p("1.乙？") + REST,
            styles=styles,
        )
    )  # fmt: skip
    assert [item.category for item in reading.items] == ["处罚/程序", "强制"]


# What is no document, or shall do harm


def code_of(data):
    with pytest.raises(FileRefused) as refusal:
        docx.read(data)
    return refusal.value.code


def test_files_that_are_no_document_are_refused_with_what_to_do():
    whole = word(p("1.甲？") + REST)
    assert code_of(b"{\\rtf1 1.}") == "old_word"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert code_of(ole + "WordDocument".encode("utf-16-le")) == "old_word"
    assert code_of(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert code_of(b"") == "empty"
    assert code_of(b"text") == "not_word"
    assert code_of(whole[: len(whole) // 2]) == "damaged"
    assert code_of(word("", members={"word/vbaProject.bin": b"x"})) == "word_macros"
    assert code_of(word(p("<w:r>"))) == "damaged"
    for data in (b"{\\rtf1 1.}", ole + "WordDocument".encode("utf-16-le"), whole, whole[:-9]):
        assert docx.recognise(data)
    for data in (b"", b"PK\x03\x04", b"text", ole):
        assert not docx.recognise(data)


def test_entities_paths_and_bombs_are_refused():
    dtd = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    assert code_of(word(p("1.&e;"), prologue=dtd)) == "xml_entities"
    assert code_of(word("", members={"../evil": b"x"})) == "unsafe_path"
    assert code_of(word(p("x" * (parts.MAX_TEXT_BYTES + 1)))) == "too_large"
    assert code_of(word("", members={"word/media/a": bytes(210 * 2**20)})) == "unpacked_too_large"
    assert code_of(word("<w:p/>" * 300_001)) == "word_too_long"
    deep = "<w:sdt>" * 100
    assert code_of(word(deep + deep.replace("<", "</"))) == "damaged"


WHOLE = word(
    lines("一、单选题\n1.甲？") + REST + p("2.", math(mr("x")), drawing(BLIP))
    + "<w:tbl><w:tr><w:tc>" + p("A.x") + "</w:tc></w:tr></w:tbl>" + numbered("x", 1),
    numbering=NUMBERING.format("upperLetter", "%2."), styles="<w:style/>",
    relations=image(), members={"word/media/a.png": PNG},
)  # fmt: skip


@given(st.data())
def test_no_bytes_crash_it(data):
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    name = data.draw(st.sampled_from(sorted(members)))
    source = members[name]
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 60)))
    middle = data.draw(
        st.binary(max_size=6)
        | st.sampled_from([b"<w:p>", b"</w:p>", b"<w:r/>", b"<w:tbl>", b"<w:tc/>", b"<w:t>",
                           b"<w:txbxContent/>", b"<m:oMath/>", b"<w:vMerge/>", b"<w:numId/>",
                           b'<w:gridSpan w:val="9"/>', b"<w:del/>", b"<a:blip/>", b"<w:lvl/>"])
    )  # fmt: skip
    members[name] = source[:start] + middle + source[end:]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for member, inside in members.items():
            package.writestr(member, inside)
    for file in (buffer.getvalue(), source[start:end] + middle):
        assert docx.recognise(file) in (True, False)
        with suppress(FileRefused):
            assert isinstance(docx.read(file), Reading)


@pytest.mark.parametrize(
    "unit",
    ["<w:p/>", "<w:p><w:r/></w:p>", p("1.甲"), p("A.甲"), p("甲"),
     "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>",
     p("答案：A"), p("（1）甲"), p(r("甲", "<w:b/>"), r("乙", "<w:i/>")), p("1-9 ABC")],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "<w:p>{}</w:p>", "<w:tbl><w:tr>{}</w:tr></w:tbl>"])
def test_a_hostile_document_takes_time_in_proportion_to_its_size(unit, frame):
    inside = unit * (2**17 // len(unit))
    if frame == "<w:p>{}</w:p>":
        inside = inside.replace("<w:p>", "").replace("</w:p>", "").replace("<w:p/>", r("x"))
    data = word(p("1.甲") + frame.format(inside))
    started = time.process_time()
    with suppress(FileRefused):
        docx.read(data)
    # Half a second here; what grows with the square of the size would take minutes.
    assert time.process_time() - started < 5


def test_two_thousand_questions_are_written_and_read_in_seconds():
    numbers = random.Random(7)
    items = [
        Item("single", f"第{n}个问题{numbers.random()}", options=tuple(
            Option(f"选项{m}", m == n % 4) for m in range(4)), explanation="因为" * 20)
        for n in range(2000)
    ]  # fmt: skip
    started = time.process_time()
    data = docx.write(items).data
    assert docx.read(data).items == items
    # Measured: 3 s.
    assert time.process_time() - started < 15
