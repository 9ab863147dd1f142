"""Items -> a .docx as a trainer would set it, and as `read` takes it back. Pure.

The body is made as XML at once: python-docx, a paragraph at a time, needs half a minute for 5,000
questions. It makes everything else.
"""

import io

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from questionbank.formats.docx.document import TABLE_HEAD
from questionbank.formats.docx.markup import Body
from questionbank.formats.items import Written
from questionbank.formats.prose import write_items
from questionbank.formats.writing import Losses

_SERIF, _SANS, _LATIN = "宋体", "黑体", "Times New Roman"
_GREY = RGBColor(0x59, 0x59, 0x59)
# Style of a block: name in Word, left indent and hanging first line in cm, space before in points.
_STYLES = {
    "stem": ("题干", 0.75, 0.75, 10),
    "option": ("选项", 1.5, 0.6, 1),
    "answer": ("答案", 0.75, 0, 3),
    "explanation": ("解析", 0.75, 0, 1),
    "note": ("题目属性", 0.75, 0, 1),
}


def write(items, media=None):
    """Return the `Written` of items as a Word document; `media` are their pictures by name."""
    losses = Losses("Word")
    media = media or {}
    document = docx.Document()
    _set_page(document)
    ids = {"heading": _heading(document), "table": _table_head(document)}
    ids |= {style: _style(document, style) for style in _STYLES}
    body = Body(document.part, ids, media, losses)
    for number, blocks in enumerate(write_items(items, losses, media), start=1):
        losses.where = f"第 {number} 题"
        body.add(blocks)
    _fill(document, body.xml())
    buffer = io.BytesIO()
    document.save(buffer)
    return Written(buffer.getvalue(), tuple(losses.found))


def _fill(document, xml):
    """Put the paragraphs before the section's properties, which end a body."""
    body = document.element.body
    end = body.find(qn("w:sectPr"))
    namespaces = nsdecls("w", "r", "wp", "a", "pic")
    for element in list(parse_xml(f"<w:body {namespaces}>{xml}</w:body>")):
        end.addprevious(element)


def _set_page(document):
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.5)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "百问", "试题", ""
    normal = document.styles["Normal"]
    _set_font(normal, _SERIF, 10.5)
    normal.paragraph_format.line_spacing = 1.25
    normal.paragraph_format.space_after = Pt(0)
    # 第 N 页
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("— ")
    footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>'))
    footer.add_run(" —")


def _set_font(style, family, size, *, bold=False):
    style.font.name, style.font.size, style.font.bold = _LATIN, Pt(size), bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        # The themes of the template would win over the names.
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), family)


def _heading(document):
    style = document.styles["Heading 2"]
    _set_font(style, _SANS, 14)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.paragraph_format.space_before = Pt(18)
    style.paragraph_format.space_after = Pt(6)
    return style.style_id


def _style(document, name):
    title, indent, hanging, before = _STYLES[name]
    style = document.styles.add_style(title, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    form = style.paragraph_format
    form.left_indent, form.first_line_indent = Cm(indent), Cm(-hanging)
    form.space_before = Pt(before)
    # The stem stays with its options, an option's lines on one page.
    form.keep_together = name != "explanation"
    form.keep_with_next = name in ("stem", "option")
    if name == "note":
        _set_font(style, _SERIF, 9)
        style.font.color.rgb = _GREY
    return style.style_id


def _table_head(document):
    style = document.styles.add_style(TABLE_HEAD, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _set_font(style, _SANS, 10.5)
    return style.style_id
