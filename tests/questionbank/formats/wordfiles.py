"""Small .docx files, written part by part, for what python-docx can't write."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def t(text):
    return f'<w:t xml:space="preserve">{text}</w:t>'


def r(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr>{t(text)}</w:r>"


def p(*runs, properties=""):
    """A paragraph; a run may be plain text."""
    runs = (run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def lines(text):
    return "".join(p(line) for line in text.split("\n"))


def word(body, *, relations="", members=None, prologue="", **parts):
    """The bytes of a document; `parts`: the inside of styles, numbering, footnotes."""
    roots = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes"}
    relations += "".join(
        f'<Relationship Id="p{name}" Type="{_RELATION}/{name}" Target="{name}.xml"/>'
        for name in parts
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", _ROOT)
        document = f"{prologue}<w:document {NAMES}><w:body>{body}</w:body></w:document>"
        package.writestr("word/document.xml", document)
        package.writestr(
            "word/_rels/document.xml.rels",
            _ROOT.split("<Relationship ")[0] + relations + "</Relationships>",
        )
        for name, inside in parts.items():
            xml = f"<w:{roots[name]} {NAMES}>{inside}</w:{roots[name]}>"
            package.writestr(f"word/{name}.xml", xml)
        for name, data in (members or {}).items():
            package.writestr(name, data)
    return buffer.getvalue()


def image(relation="i1", target="media/a.png", mode=""):
    mode = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="{relation}" Type="{_RELATION}/image" Target="{target}"{mode}/>'


def drawing(inside, alt=""):
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="{alt}"/>'
        f"<a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
