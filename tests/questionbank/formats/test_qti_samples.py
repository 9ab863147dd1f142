"""Every sample of QTI: what it gives, or why it is refused."""

import io
import zipfile
from collections import Counter

import pytest

from questionbank.formats.items import BLANK, FileRefused, Item, Option, Pair
from questionbank.formats.qti import reading
from questionbank.formats.reasons import REASONS, REPAIRS
from questionbank.formats.registry import FORMATS, of_file

# For each taken question its kind, the number of its options and their key (of its blanks the
# accepted texts, of pairs those with and without a partner); "-" and a code for one refused, "!"
# for a whole file.
SAMPLES = {
    "qti12/items/bank_entry_item.xml": ["-bank_reference"],
    "qti12/items/canvas_multiple_dropdowns.xml": ["case single 2 A, single 2 A"],
    "qti12/items/canvas_multiple_dropdowns_correct_choice_is_not_the_first.xml": [
        "case single 2 B, single 2 A"
    ],
    "qti12/items/canvas_multiple_fib.xml": ["fill_in 2 2"],
    "qti12/items/canvas_multiple_fib_extra_brackets.xml": [
        "case single 5 D, single 5 E, single 5 B, single 5 C, single 5 A"
    ],
    "qti12/items/choice.xml": ["multiple 7 ACDG", "single 4 A", "2 × -image_missing"],
    "qti12/items/essay.xml": ["short_answer"],
    "qti12/items/essay_custom_settings.xml": ["short_answer"],
    "qti12/items/fib.xml": ["!xml_malformed"],
    "qti12/items/fib_feedback.xml": ["fill_in 3"],
    "qti12/items/formula_mvar.xml": ["-random_template"],
    "qti12/items/formula_scientific.xml": ["-random_template"],
    "qti12/items/hot_spot.xml": ["4 × -hot_spot"],
    "qti12/items/matching.xml": ["matching 2+1"],
    "qti12/items/matching_feedback.xml": ["-pair_side_missing"],
    "qti12/items/multiple_answer_canvas.xml": ["multiple 4 ACD"],
    "qti12/items/multiple_choice.xml": ["-image_missing"],
    "qti12/items/nq_multiple_fib_scoring_algorithms.xml": ["-answer_rule"],
    "qti12/items/numeric_exact_match.xml": ["fill_in 1", "fill_in 3"],
    "qti12/items/numeric_precision_decimals.xml": ["-numeric_range"],
    "qti12/items/numeric_within_range.xml": ["-numeric_range"],
    "qti12/items/ordering.xml": ["ordering 5"],
    "qti12/items/question_group.xml": ["10 × true_false True"],
    "qti12/items/stimulus_passage.xml": [],
    "qti12/items/stimulus_with_child_item.xml": ["case single 4 A"],
    "qti12/items/text.no.question.xml": [],
    "qti12/items/true_false.xml": ["-image_missing"],
    "qti12/test_imscc_canvas/course_settings/canvas_export.txt": ["!xml_malformed"],
    "qti12/test_imscc_canvas/i913965373124f56ca136e87deb040c03/assessment_qti.xml": [
        "short_answer"
    ],
    "qti12/test_imscc_canvas/ife643a8a04b48b22acab95de6c01f1cc/assessment_qti.xml": [
        "short_answer"
    ],
    "qti12/test_imscc_canvas/non_cc_assessments/i913965373124f56ca136e87deb040c03.xml.qti": [
        "short_answer"
    ],
    "qti12/test_imscc_canvas/non_cc_assessments/iebc3f8cd6e70dd40134f229f271414b5.xml.qti": [
        "2 × short_answer"
    ],
    "qti12/test_imscc_canvas/non_cc_assessments/ife643a8a04b48b22acab95de6c01f1cc.xml.qti": [
        "short_answer"
    ],
    "qti12/test_qti_1.2.zip": ["true_false False", "single 5 D", "multiple 7 ACDG"],
    "qti21/items/adaptive.xml": ["-adaptive"],
    "qti21/items/adaptive_template.xml": ["-adaptive"],
    "qti21/items/associate.xml": ["matching 3+0"],
    "qti21/items/choice.xml": ["-image_missing"],
    "qti21/items/choice_multiple.xml": ["multiple 6 AD"],
    "qti21/items/choice_multiple_chocolade.xml": ["-no_key"],
    "qti21/items/extended_text.xml": ["-image_missing"],
    "qti21/items/extended_text_rubric.xml": ["-image_missing"],
    "qti21/items/feedbackInline.xml": ["true_false True"],
    "qti21/items/gap_match.xml": ["matching 2+2"],
    "qti21/items/graphic_associate.xml": ["-hot_spot"],
    "qti21/items/graphic_gap_match.xml": ["-hot_spot"],
    "qti21/items/hottext.xml": ["-hot_text"],
    "qti21/items/inline_choice.xml": ["single 3 C"],
    "qti21/items/match.xml": ["-not_one_to_one"],
    "qti21/items/math.xml": ["-math_markup"],
    "qti21/items/mc_calc5.xml": ["-random_template"],
    "qti21/items/mc_stat2.xml": ["-random_template"],
    "qti21/items/modalFeedback.xml": ["true_false True"],
    "qti21/items/multi-input.xml": ["case single 3 A, single 3 C, fill_in 1, matching 3+1"],
    "qti21/items/nested_object.xml": ["-image_missing"],
    "qti21/items/order.xml": ["ordering 3"],
    "qti21/items/orkney1.xml": ["-object_unsupported"],
    "qti21/items/position_object.xml": ["-hot_spot"],
    "qti21/items/slider.xml": ["-slider"],
    "qti21/items/text_entry.xml": ["fill_in 1"],
    "qti21/canvas-items/Example02-feedbackInline.xml": ["true_false True"],
    "qti21/canvas-items/choice.xml": ["-image_missing"],
    "qti21/canvas-items/gap_match.xml": ["matching 2+2"],
    "qti21/canvas-items/match.xml": ["matching 3+0"],
    "qti21/canvas-items/text_entry.xml": ["fill_in 1"],
    "qti21/tests/*/basic_statistics_as_outcomes.xml": ["7 × -item_file_missing"],
    "qti21/tests/*/branching_based_on_the_response_to_an_assessmentitem.xml": [
        "6 × -item_file_missing"
    ],
    "qti21/tests/*/controlling_item_feedback_in_relation_to_the_test.xml": [
        "10 × -item_file_missing"
    ],
    "qti21/tests/*/early_termination_of_test_based_on_accumulated_item_outcomes.xml": [
        "6 × -item_file_missing"
    ],
    "qti21/tests/*/feedback_examples_test.xml": ["6 × -item_file_missing"],
    "qti21/tests/*/items_arranged_into_sections_within_tests.xml": ["12 × -item_file_missing"],
    "qti21/tests/*/sets_of_items_with_leading_material.xml": ["3 × -item_file_missing"],
    "qti21/packages/imsqti_2.2_package": ["single 3 A"],
    "qti21/packages/no_assessment_xml": ["-no_key"],
    "qti21/packages/package_shared": ["-item_file_missing", "-hot_spot", "-item_file_missing"],
    "qti21/packages/test_qti_2.1.zip": [
        "true_false True",
        "multiple 5 ABD",
        "fill_in 4",
        "short_answer",
        "-math_markup",
    ],
    "qti30/items/Example01-modalFeedback.xml": ["true_false True"],
    "qti30/items/Example02-feedbackInline.xml": ["true_false True"],
    "qti30/items/Example03-feedbackBlock-solution-random.xml": ["-adaptive"],
    "qti30/items/Example03-feedbackBlock-solution.xml": ["-adaptive"],
    "qti30/items/Example04-feedbackBlock-templateBlock.xml": ["-adaptive"],
    "qti30/items/adaptive_template.xml": ["-adaptive"],
    "qti30/items/associate.xml": ["matching 3+0"],
    "qti30/items/audio-video.xml": ["-audio_video"],
    "qti30/items/choice.xml": ["-image_missing"],
    "qti30/items/choice_multiple.xml": ["multiple 6 AD"],
    "qti30/items/choice_multiple_chocolade.xml": ["-no_key"],
    "qti30/items/choice_multiple_rtl.xml": ["multiple 6 AD"],
    "qti30/items/drawing.xml": ["-drawing"],
    "qti30/items/extended_text.xml": ["-image_missing"],
    "qti30/items/extended_text_rubric.xml": ["-image_missing"],
    "qti30/items/feedback_adaptive.xml": ["-adaptive"],
    "qti30/items/graphic_associate.xml": ["-hot_spot"],
    "qti30/items/graphic_gap_match.xml": ["-hot_spot"],
    "qti30/items/graphic_gap_match_text.xml": ["-hot_spot"],
    "qti30/items/inline_choice.xml": ["single 3 C"],
    "qti30/items/inline_choice_math.xml": ["-math_markup"],
    "qti30/items/likert.xml": ["-no_key"],
    "qti30/items/match.xml": ["-not_one_to_one"],
    "qti30/items/math.xml": ["-math_markup"],
    "qti30/items/mc_calc3.xml": ["-random_template"],
    "qti30/items/mc_calc5.xml": ["-random_template"],
    "qti30/items/mc_stat2.xml": ["-random_template"],
    "qti30/items/media_coords.xml": ["-audio_video"],
    "qti30/items/multi-input.xml": ["case single 3 A, single 3 C, fill_in 1, matching 3+1"],
    "qti30/items/order.xml": ["ordering 3"],
    "qti30/items/order_rtl.xml": ["ordering 3"],
    "qti30/items/position_object.xml": ["-hot_spot"],
    "qti30/items/template.xml": ["-random_template"],
    "qti30/items/template_image.xml": ["-random_template"],
    "qti30/items/text_entry.xml": ["fill_in 1"],
    "qti30/packages/CASE.zip": ["single 4 C", "single 4 B", "single 4 D"],
    "qti30/packages/basicFeedbackTest.zip": ["2 × true_false True", "2 × -adaptive"],
    "qti30/packages/feedbackTest.zip": ["2 × true_false True", "4 × -adaptive"],
    "qti30/packages/metaData.zip": ["single 3 A"],
    "qti30/packages/sharedMedia.zip": ["2 × -hot_spot"],
    "qti30/packages/simple.zip": ["single 3 A"],
    "qti30/packages/test_package_minfiles.zip": [
        "single 3 A",
        "multiple 6 AD",
        "-adaptive",
        "-hot_spot",
    ],
    "qti12/test_imscc_canvas": ["2 × short_answer"],
}
# Files of a course that are no questions.
NO_QTI = [
    "qti12/test_imscc_canvas/imsmanifest.xml",
    *(
        f"qti12/test_imscc_canvas/course_settings/{name}.xml"
        for name in ("assignment_groups", "course_settings", "files_meta", "media_tracks")
    ),
    *(
        f"qti12/test_imscc_canvas/{name}/assessment_meta.xml"
        for name in ("i913965373124f56ca136e87deb040c03", "ife643a8a04b48b22acab95de6c01f1cc")
    ),
]
# What README.md counts in each folder.
COUNTS = {
    "qti12/items": 27,
    "qti12/test_imscc_canvas": 13,
    "qti21/items": 26,
    "qti21/tests": 7,
    "qti21/canvas-items": 5,
    "qti21/packages": 4,
    "qti30/items": 35,
    "qti30/packages": 8,
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def zipped(folder):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return buffer.getvalue()


@pytest.fixture
def sample(shared):
    def load(pattern):
        (path,) = (shared / "samples").glob(pattern)
        return zipped(path) if path.is_dir() else path.read_bytes()

    return load


@pytest.fixture
def read(sample):
    return lambda pattern: reading.read(sample(pattern))


def sketch(item):
    match item.kind:
        case "single" | "multiple":
            key = "".join(
                letter
                for letter, option in zip(LETTERS, item.options, strict=False)
                if option.is_key
            )
            return f"{item.kind} {len(item.options)} {key}"
        case "true_false":
            return f"true_false {item.is_true}"
        case "fill_in":
            return "fill_in " + " ".join(str(len(texts)) for texts in item.blanks)
        case "matching":
            return f"matching {len(item.pairs)}+{len(item.distractors)}"
        case "ordering":
            return f"ordering {len(item.sequence)}"
        case "case":
            return "case " + ", ".join(map(sketch, item.items))
    return item.kind


def sketches(data):
    try:
        found = reading.read(data)
    except FileRefused as refusal:
        return [f"!{refusal.code}"]
    assert all(one.code in REASONS and one.reason.endswith("。") for one in found.refused)
    assert all(code in REPAIRS for taken in found.taken for code in taken.repairs)
    told = [sketch(one.item) for one in found.taken] + [f"-{one.code}" for one in found.refused]
    counted = []
    for one in told:
        if counted and counted[-1][0] == one:
            counted[-1][1] += 1
        else:
            counted.append([one, 1])
    return [f"{n} × {one}" if n > 1 else one for one, n in counted]


@pytest.mark.parametrize("pattern", SAMPLES)
def test_each_sample_gives_what_it_holds(sample, pattern):
    assert sketches(sample(pattern)) == SAMPLES[pattern]


@pytest.mark.parametrize("path", NO_QTI)
def test_a_file_that_is_no_question_is_refused(sample, path):
    assert sketches(sample(path)) == ["!not_qti"]


def test_no_sample_is_left_out(shared):
    samples = shared / "samples"
    tested = {path for pattern in (*SAMPLES, *NO_QTI) for path in samples.glob(pattern)}
    tested.add(samples / "qti30/packages/englishBasicLevelV2.zip")
    for folder, n in COUNTS.items():
        if folder.endswith(("test_imscc_canvas", "tests")):
            files = {path for path in (samples / folder).rglob("*") if path.is_file()}
        else:
            files = set((samples / folder).iterdir())
        assert len(files) == n, folder
        assert files <= tested, files - tested


def test_a_test_of_52_items_comes_through_whole(read):
    found = read("qti30/packages/englishBasicLevelV2.zip")
    kinds = Counter(item.kind for item in found.items)
    assert kinds == {"fill_in": 29, "single": 19, "multiple": 4}
    assert not found.refused
    assert found.items[0] == Item(
        "fill_in",
        f"films - to watch (Simple Present)<br>{BLANK}",
        blanks=(("films are watched",),),
        title="films - to watch (Simple Present)",
        category="A. Bilde aus den Verbformen die dazugehörigen Passivformen.",
        points=1,
    )
    assert found.taken[0].where == "第 1 题（A_403910368.xml）"


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("qti12/items/choice.xml", "qti12"),
        ("qti12/test_qti_1.2.zip", "qti12"),
        ("qti12/test_imscc_canvas", "qti12"),
        ("qti12/items/ordering.xml", "qti12"),
        ("qti21/items/choice.xml", "qti21"),
        ("qti21/packages/imsqti_2.2_package", "qti21"),
        ("qti21/packages/test_qti_2.1.zip", "qti21"),
        ("qti30/items/choice.xml", "qti30"),
        *((f"qti30/packages/{name}.zip", "qti30") for name in ("CASE", "englishBasicLevelV2")),
    ],
)
def test_each_is_recognised_by_its_content(sample, pattern, name):
    assert of_file(sample(pattern)) is FORMATS[name]


# Some of them in full


def test_a_text_with_lists_to_choose_from_is_a_case(read):
    (taken,) = read("qti12/items/canvas_multiple_dropdowns.xml").taken
    assert taken.item.stem == "Roses are （1）, violets are （2）."
    assert taken.item.items[0] == Item(
        "single",
        "（1）（　　）",
        options=(
            Option("red", True, "Yes! <b>Red</b>."),
            Option("plaid", why="I'm pretty sure you meant <b>red.</b>"),
        ),
    )
    assert taken.item.explanation.startswith("Roses come in many colors")
    assert taken.repairs == ("feedback_moved",)


def test_every_answer_that_canvas_accepts_is_accepted(read):
    (item,) = read("qti12/items/canvas_multiple_fib.xml").items
    assert item.stem == f"Roses are {BLANK}, violets are {BLANK}"
    assert item.blanks == (("red", "Red"), ("blue", "Blue"))


def test_a_stimulus_and_its_child_are_a_case(read):
    (item,) = read("qti12/items/stimulus_with_child_item.xml").items
    assert (item.title, item.stem) == ("stimulus title", "some instructions<br>some content")
    assert item.items[0].stem == "the answer is letter A"
    assert item.items[0].points == 1


def test_a_group_whose_stimulus_is_elsewhere_is_taken_with_a_warning(read):
    found = read("qti12/items/question_group.xml")
    assert [taken.warnings for taken in found.taken] == [("passage_missing",)] * 4 + [()] * 6
    assert found.ignored == (
        "题组“Group 1 (1/4)”的抽题规则未导入",
        "题组“Group 2(3/5)”的抽题规则未导入",
    )
    assert [item.category for item in found.items[3:5]] == ["Group 1 (1/4)", "Group 2(3/5)"]


@pytest.mark.parametrize("name", ["stimulus_passage", "text.no.question"])
def test_a_text_without_a_question_is_none(read, name):
    found = read(f"qti12/items/{name}.xml")
    assert (found.taken, found.refused) == ((), ())
    assert found.ignored[0].startswith("说明文字")


def test_a_file_that_is_not_well_formed_is_refused_with_its_line(sample):
    with pytest.raises(FileRefused, match="第 45 行") as refusal:
        reading.read(sample("qti12/items/fib.xml"))
    assert refusal.value.code == "xml_malformed"


def test_pictures_are_found_below_folders_that_the_text_leaves_out(read):
    found = read("qti12/test_qti_1.2.zip")
    assert sorted(found.media) == ["image-2.png", "image.png"]
    assert '<img src="media/image.png" alt="image.png">' in found.items[0].stem
    assert '<img src="media/image-2.png" alt="image.png">' in found.items[1].stem


def test_of_two_copies_of_a_canvas_quiz_one_is_read_and_its_bank_not_again(read):
    found = read("qti12/test_imscc_canvas")
    assert [item.stem for item in found.items] == ["Quiz #1 Question #1", "Quiz #2 Question #1"]
    assert [item.points for item in found.items] == [1, 1]
    assert len([words for words in found.ignored if "已随试卷读入" in words]) == 2


def test_several_interactions_are_a_case(read):
    (taken,) = read("qti21/items/multi-input.xml").taken
    assert "The woman, whose name was （1）, became angry with the （2）." in taken.item.stem
    assert [part.kind for part in taken.item.items] == ["single", "single", "fill_in", "matching"]
    assert taken.item.items[2].blanks == (("wicked king",),)
    assert taken.item.items[3].pairs[0] == Pair("（1）", "family")
    assert "scoring_simplified" in taken.repairs


def test_what_a_manifest_names_and_is_not_there_is_refused_by_name(read):
    found = read("qti21/packages/package_shared")
    assert [(one.where, one.code) for one in found.refused] == [
        ("example/graphic_order.xml", "item_file_missing"),
        ("第 1 题（example/hotspot.xml）", "hot_spot"),
        ("examples/ukair.png", "item_file_missing"),
    ]
    assert found.ignored == ("example/graphicOrder.xml：清单中没有",)


def test_what_macos_adds_to_a_zip_is_passed_over(read):
    found = read("qti21/packages/test_qti_2.1.zip")
    assert not any("MACOSX" in one.where for one in (*found.taken, *found.refused))
    assert not found.ignored


def test_a_subject_of_the_manifest_is_the_category(read):
    assert {item.category for item in read("qti30/packages/CASE.zip").items} == {"Mathematics"}
