"""Pictures, shapes and embedded objects of a document. Pure."""

from questionbank.formats.docx.parts import Handler
from questionbank.formats.reasons import NotTaken

_GRAPHICS = {"chart": "图表", "diagram": "SmartArt 图形"}


class Drawings(Handler):
    """The part of `Document` that takes what is drawn into the line where it stands."""

    def _begin_drawings(self):
        self._drawn = []  # the drawings that are open

    def _saw_content(self):
        for drawing in self._drawn:
            drawing["is_empty"] = False

    def _open(self, what):
        self._drawn.append({"alt": "", "name": "", "what": what, "is_empty": True})

    def _close_drawing(self):
        drawing = self._drawn.pop()
        if drawing["is_empty"]:
            self._note(NotTaken("drawing_unsupported", what=drawing["what"]))

    def _start_drawing(self, attributes, parent):
        self._open("图形")

    def _end_drawing(self):
        self._close_drawing()

    def _start_pict(self, attributes, parent):
        self._open("图形")

    def _end_pict(self):
        self._close_drawing()

    def _start_object(self, attributes, parent):
        self._open("嵌入对象")

    def _end_object(self):
        self._close_drawing()

    def _start_docPr(self, attributes, parent):  # noqa: N802
        if self._drawn:
            text = self.value(attributes, "descr") or self.value(attributes, "title")
            self._drawn[-1]["alt"] = text

    def _start_cNvPr(self, attributes, parent):  # noqa: N802
        if self._drawn:
            self._drawn[-1]["name"] = self.value(attributes, "name")
            self._drawn[-1]["alt"] = self._drawn[-1]["alt"] or self.value(attributes, "descr")

    def _start_blip(self, attributes, parent):
        relation = self.value(attributes, "embed") or self.value(attributes, "link")
        if self._drawn and relation:
            self._picture(relation)

    def _start_imagedata(self, attributes, parent):
        # Word's own VML: the alternative text stands on the shape around it.
        relation = self.value(attributes, "id") or self.value(attributes, "pict")
        if self._drawn and relation and self._drawn[-1]["is_empty"]:
            self._drawn[-1]["name"] = ""
            self._picture(relation)

    def _start_shape(self, attributes, parent):
        if self._drawn:
            self._drawn[-1]["alt"] = self.value(attributes, "alt") or self._drawn[-1]["alt"]

    def _start_line(self, attributes, parent):
        self._saw_content()  # a rule between parts of a page

    def _start_rect(self, attributes, parent):
        if self.value(attributes, "hr") in ("t", "true", "1"):
            self._saw_content()

    def _start_OLEObject(self, attributes, parent):  # noqa: N802
        if self.value(attributes, "ProgID").startswith("Equation"):
            self._note(NotTaken("equation_unsupported", what="MathType 或公式 3.0"))

    def _start_graphicData(self, attributes, parent):  # noqa: N802
        uri = self.value(attributes, "uri").rpartition("/")[2]
        if self._drawn and uri in _GRAPHICS:
            self._drawn[-1]["what"] = _GRAPHICS[uri]

    def _picture(self, relation):
        drawing = self._drawn[-1]
        self._saw_content()
        source, data = self.parts.bytes_of(relation)
        if data is None:
            self._note(NotTaken("image_missing", image=source[:80]))
            return
        given = drawing["name"].rpartition(".")[2].lower()
        name = drawing["name"] if given in ("png", "jpg", "jpeg", "gif", "webp") else source
        try:
            name = self.album.add(name, data)
        except NotTaken as reason:
            self._note(reason)
            return
        self._put_picture(name, drawing["alt"])
