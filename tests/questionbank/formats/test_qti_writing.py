"""QTI 2.1 and 3.0 as we write them: valid, and read back as they were."""

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from questionbank.formats.html import clean
from questionbank.formats.items import BLANK, Criterion, Item, Option, Pair, bare
from questionbank.formats.qti import v21, v30
from tests.questionbank.formats import strategies

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
MEDIA = {"a.png": PNG, "图-1.jpg": b"\xff\xd8\xff\xe0 jpeg", "b_2.gif": b"GIF89a and more"}
PICTURE = '<img src="media/a.png" alt="勘验图">'
TABLE = (
    '<table><tr><th>罚种</th><th colspan="2">数额</th></tr>'
    "<tr><td>警告</td><td>无</td><td>＿</td></tr></table>"
)
WRITERS = [v21, v30]

SINGLE = Item(
    "single",
    f"依法<b>不</b>予处罚的是？{PICTURE}",
    options=(
        Option("初次违法且<sub>轻</sub>微", is_key=True),
        Option("二", why="理由<br>另一行"),
        Option(f"三{TABLE}", why=TABLE),
    ),
    explanation=f"第三十三条 &lt;行政处罚法&gt; {PICTURE}",
    title="首违不罚",
    category="行政处罚/程序",
    point="05.12",
    difficulty=4,
    level="apply",
    cites=("administrative-penalty-law#33/1", "x#2"),
    tags=("听证", "程序 & 期限"),
    points=Decimal("2.5"),
)
MULTIPLE = Item(
    "multiple",
    "正确的有？",
    options=(Option("一", True, "对"), Option("二", True), Option("三", why="错")),
    points=Decimal(2),
)
TRUE_FALSE = Item("true_false", "强制措施权可以委托。", is_true=False, why="不得委托")
LIKE_TRUE_FALSE = Item("single", "下列说法？", options=(Option("正确", True), Option("错误")))
FILL_IN = Item(
    "fill_in",
    f"<b>当场</b>处罚{BLANK}元，<i>{BLANK}</i>日内备案。",
    blanks=(("二百", "200"), ("2 &lt; 3", "两")),
    points=Decimal(3),
)
MATCHING = Item(
    "matching",
    "配对",
    pairs=(Pair(PICTURE, "图"), Pair("<b>乙</b>", TABLE)),
    distractors=("<i>丙</i>",),
)
ORDERING = Item("ordering", "排序", sequence=("立案", "调查", "<b>决定</b>"), points=Decimal(0))
SHORT_ANSWER = Item(
    "short_answer",
    f"简述程序{TABLE}",
    model_answer="先<b>告知</b><br>再决定",
    rubric=(Criterion("告知", Decimal("1.5")), Criterion(TABLE, Decimal(2))),
    explanation="见第四十四条",
)
CASE = Item(
    "case",
    f"许镇镇<br>某店{PICTURE}",
    items=(
        replace(SINGLE, category="", tags=()),
        replace(TRUE_FALSE, explanation="说明", points=Decimal(1)),
        replace(FILL_IN, blanks=FILL_IN.blanks),
        replace(SHORT_ANSWER, title="第三问"),
        MATCHING,
        ORDERING,
        MULTIPLE,
    ),
    explanation="总的解析",
    points=Decimal(20),
)  # fmt: skip
ALL = [
    SINGLE, MULTIPLE, TRUE_FALSE, LIKE_TRUE_FALSE, FILL_IN, MATCHING, ORDERING, SHORT_ANSWER, CASE,
]  # fmt: skip


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# Round trips


@pytest.mark.parametrize("qti", WRITERS)
def test_every_kind_comes_back_whole(qti):
    written = qti.write(ALL, MEDIA)
    assert not written.losses
    assert qti.recognise(written.data)
    reading = qti.read(written.data)
    assert reading.format == qti.NAME
    assert not reading.refused
    assert reading.items == ALL
    assert not reading.repaired
    assert not reading.ignored
    assert reading.media == {"a.png": PNG}


sided = strategies.with_sides(
    st.one_of(
        strategies.singles,
        strategies.multiples,
        strategies.true_false,
        strategies.fill_ins,
        strategies.several_blanks,
        strategies.matchings,
        strategies.orderings,
        strategies.marked_answers,
        strategies.short_answers,
        strategies.cases,
    )
)


@pytest.mark.parametrize("qti", WRITERS)
@given(items=st.lists(sided, max_size=3))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_what_is_written_is_read_again(qti, items):
    written = qti.write(items)
    assert not written.losses
    reading = qti.read(written.data)
    assert not reading.refused
    assert reading.items == items
    assert not reading.repaired


@pytest.mark.parametrize("qti", WRITERS)
def test_an_item_file_alone_keeps_all_but_what_the_manifest_says(qti):
    item = replace(SHORT_ANSWER, title="程序", points=Decimal(5))
    (xml,) = [
        data for name, data in members(qti.write([item]).data).items() if name.startswith("items/")
    ]
    assert qti.recognise(xml)
    assert qti.read(xml).items == [item]


def test_the_same_items_make_the_same_bytes():
    assert v21.write(ALL, MEDIA).data == v21.write(ALL, MEDIA).data


# Pictures


@pytest.mark.parametrize("qti", WRITERS)
@pytest.mark.parametrize(
    "name", ["图 1&2%.png", "..", "../x.png", "a:b.png", ".hidden", "甲" * 300]
)
def test_a_picture_of_any_name_stands_in_the_media_folder(qti, name):
    target = name.replace("&", "&amp;")
    item = Item("short_answer", f'看图<img src="media/{target}" alt="">')
    if "/" in name:
        assert [loss.code for loss in qti.write([item], {name: PNG}).losses] == ["image_missing"]
        return
    data = qti.write([item], {name: PNG, "picture-1.png": PNG}).data
    (path,) = [path for path in members(data) if path.startswith("media/")]
    assert re.fullmatch(r"media/picture-\d\.png", path)
    reading = qti.read(data)
    assert list(reading.media.values()) == [PNG]
    assert not reading.refused


@pytest.mark.parametrize("qti", WRITERS)
def test_pictures_are_written_once_and_only_those_that_are_shown(qti):
    data = qti.write([SINGLE, CASE, MATCHING], MEDIA).data
    assert [name for name in members(data) if name.startswith("media/")] == ["media/a.png"]


# Losses


@pytest.mark.parametrize("qti", WRITERS)
@pytest.mark.parametrize(
    ("item", "code"),
    [
        (Item("single", "题", options=(Option("一"), Option("二"))), "item_incomplete"),
        (Item("multiple", "题", options=(Option("一", True), Option("二"))), "item_incomplete"),
        (Item("single", "题", options=(Option("一", True),)), "item_incomplete"),
        (Item("single", "题", options=(Option("", True), Option("二"))), "item_incomplete"),
        (Item("true_false", "题"), "item_incomplete"),
        (Item("fill_in", "题", blanks=(("一",),)), "blanks_count"),
        (Item("fill_in", BLANK, blanks=((PICTURE,),)), "image_unsupported"),
        (Item("matching", "题", pairs=(Pair("一", "二"),)), "item_incomplete"),
        (Item("ordering", "题", sequence=("一",)), "item_incomplete"),
        (Item("short_answer", ""), "item_incomplete"),
        (Item("short_answer", '<img src="media/none.png" alt="">'), "image_missing"),
        (Item("case", "材料"), "item_incomplete"),
        (Item("case", "材料", items=(Item("case", "材料"),)), "kind_unsupported"),
        (Item("riddle", "题"), "kind_unsupported"),
    ],
)
def test_an_item_that_is_not_whole_is_not_written(qti, item, code):
    written = qti.write([item, TRUE_FALSE], MEDIA)
    assert [loss.code for loss in written.losses] == [code]
    assert qti.read(written.data).items == [TRUE_FALSE]


@pytest.mark.parametrize("qti", WRITERS)
@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (replace(SHORT_ANSWER, why="x"), ["fields_lost"]),
        (replace(SHORT_ANSWER, difficulty=9), ["fields_lost"]),
        (replace(SHORT_ANSWER, points=Decimal(-1)), ["fields_lost"]),
        (replace(CASE, model_answer="x"), ["fields_lost"]),
        (Item("fill_in", BLANK, blanks=(("<b>一</b>",),)), ["markup_lost"]),
    ],
)
def test_what_is_lost_is_told(qti, item, codes):
    assert [loss.code for loss in qti.write([item], MEDIA).losses] == codes


def test_what_a_system_shows_that_is_not_ours():
    """Standard response processing, feedback at options, LOM keywords and difficulty."""
    files = members(v21.write([LIKE_TRUE_FALSE, SINGLE, FILL_IN], MEDIA).data)
    assert b'processing template="http' in files["items/item-00001.xml"].replace(
        b"Processing", b"processing"
    )
    assert b"<feedbackInline" in files["items/item-00002.xml"]
    assert b'normalMaximum="2.5"' in files["items/item-00002.xml"]
    assert files["items/item-00003.xml"].count(b"<textEntryInteraction") == 2
    manifest = files["imsmanifest.xml"].decode()
    assert "<imsmd:value>difficult</imsmd:value>" in manifest
    assert "<imsmd:string>听证</imsmd:string>" in manifest
    assert 'href="items/item-00002.xml"' in manifest
    assert files["test.xml"].count(b"<assessmentSection ") == 3


# Schemas


class _Offline(etree.Resolver):
    """Serves the schemas of a folder; xlink, which nothing of ours uses, is a stub."""

    def resolve(self, url, _name, context):
        if url.endswith("xlink.xsd"):
            return self.resolve_string(
                '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"'
                ' targetNamespace="http://www.w3.org/1999/xlink"/>',
                context,
            )
        if url.startswith("http"):
            raise AssertionError(f"a schema is asked of the network: {url}")
        return None


@pytest.fixture(scope="session")
def schema(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("schemas")
    packed = shared / "samples/qti21/schemas.zip"
    if not packed.is_file():
        pytest.skip("the schemas of QTI (../shared/samples/qti21/schemas.zip) are not here")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)

    def load(name):
        parser = etree.XMLParser(no_network=True)
        parser.resolvers.add(_Offline())
        return etree.XMLSchema(etree.parse(str(folder / name), parser))

    return load


@pytest.fixture(scope="session")
def item_schema(schema):
    return schema("qtiv2p1p1/imsqti_v2p1p1.xsd")


@pytest.fixture(scope="session")
def lom_schema(schema):
    return schema("imsmd_loose_v1p3p2.xsd")


def assert_valid(schema, data):
    document = etree.fromstring(data)
    assert schema.validate(document), f"{schema.error_log}\n{etree.tostring(document).decode()}"
    return document


def assert_package_is_valid(data, item_schema, manifest_schema, lom_schema):
    for name, xml in members(data).items():
        if name == "imsmanifest.xml":
            manifest = assert_valid(manifest_schema, xml)
            for lom in manifest.iter("{http://ltsc.ieee.org/xsd/LOM}lom"):
                assert_valid(lom_schema, etree.tostring(lom))
        elif name.endswith(".xml"):
            assert_valid(item_schema, xml)


def test_a_package_of_21_is_valid(item_schema, schema, lom_schema):
    manifest_schema = schema("imscp_v1p1.xsd")
    for items in (ALL, []):
        data = v21.write(items, MEDIA).data
        assert_package_is_valid(data, item_schema, manifest_schema, lom_schema)


@given(items=st.lists(sided, max_size=3))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_any_package_of_21_is_valid(item_schema, schema, lom_schema, items):
    for name, xml in members(v21.write(items).data).items():
        if name.endswith(".xml") and name != "imsmanifest.xml":
            assert_valid(item_schema, xml)


def test_the_manifest_of_30_is_valid(schema, lom_schema):
    manifest_schema = schema("qtiv3p0/imsqtiv3p0_imscpv1p2_v1p0.xsd")
    manifest = assert_valid(manifest_schema, members(v30.write(ALL, MEDIA).data)["imsmanifest.xml"])
    for lom in manifest.iter("{http://ltsc.ieee.org/xsd/LOM}lom"):
        assert_valid(lom_schema, etree.tostring(lom))


# 3.0: no schema of items is at hand, so its order and its words


ITEM_ORDER = [
    "response-declaration", "outcome-declaration", "template-declaration", "template-processing",
    "stylesheet", "item-body", "response-processing", "modal-feedback",
]  # fmt: skip
# Of the specification, and in none of the samples.
XHTML = {"i", "sub", "sup", "th"}
ALSO = {("qti-map-entry", "case-sensitive"), ("qti-modal-feedback", "title"), ("td", "colspan"),
        ("th", "colspan"), ("qti-match-interaction", "class"), ("p", "class"),
        ("qti-choice-interaction", "class"), ("qti-rubric-block", "class")}  # fmt: skip


@pytest.fixture(scope="session")
def vocabulary(shared):
    """What the 3.0 samples write: (tag, attribute), and (tag, child)."""
    attributes, children = Counter(), Counter()
    folder = shared / "samples/qti30"
    files = [path.read_bytes() for path in sorted((folder / "items").glob("*.xml"))]
    for path in sorted((folder / "packages").glob("*.zip")):
        files += [xml for name, xml in members(path.read_bytes()).items() if name[-4:] == ".xml"]
    for xml in files:
        for element in ElementTree.fromstring(xml).iter():
            tag = element.tag.rpartition("}")[2]
            attributes.update((tag, name.rpartition("}")[2]) for name in element.attrib)
            children.update((tag, child.tag.rpartition("}")[2]) for child in element)
    return attributes, children


def test_30_uses_the_words_of_its_samples_in_the_order_of_the_specification(vocabulary):
    attributes, children = vocabulary
    known_tags = {tag for pair in children for tag in pair}
    for name, xml in members(v30.write(ALL, MEDIA).data).items():
        if not name.startswith(("items/", "test")):
            continue
        root = ElementTree.fromstring(xml)
        assert root.tag.startswith("{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}qti-")
        for element in root.iter():
            tag = element.tag.rpartition("}")[2]
            assert tag in known_tags or tag in XHTML, tag
            for attribute in element.attrib:
                pair = tag, attribute.rpartition("}")[2]
                assert pair in attributes or pair in ALSO, pair
        if name != "test.xml":
            order = [ITEM_ORDER.index(child.tag.rpartition("}")[2][4:]) for child in root]
            assert order == sorted(order)


def test_30_wraps_what_stands_beside_the_question():
    xml = members(v30.write([SHORT_ANSWER]).data)["items/item-00001.xml"].decode()
    assert xml.count("<qti-content-body>") == 4
    assert xml.count('view="scorer" use="scoring"') == 3


def test_our_titles_come_back_empty_where_the_item_has_none():
    (item,) = v21.read(v21.write([TRUE_FALSE]).data).items
    assert item.title == ""
    assert bare(item) == TRUE_FALSE
    assert (
        b'title="' + TRUE_FALSE.stem.encode()
        in members(v21.write([TRUE_FALSE]).data)["items/item-00001.xml"]
    )


def test_the_constants_are_canonical():
    for item in ALL:
        assert clean(item.stem)[0] == item.stem
