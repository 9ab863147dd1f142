"""The runs of a paragraph: text with its formats, signs, notes, equations. Pure."""

from dataclasses import dataclass, field
from html import escape

from questionbank.formats.docx import equations, symbols
from questionbank.formats.docx.parts import Handler
from questionbank.formats.items import BLANK
from questionbank.formats.reasons import NotTaken


@dataclass
class Run:
    formats: set = field(default_factory=set)
    is_hidden: bool = False
    is_underlined: bool = False
    is_emphasised: bool = False
    font: str = ""


class Runs(Handler):
    """The part of `Document` that puts text into the line that is open."""

    def _start_r(self, attributes, parent):
        self._run = Run()

    def _is_mark(self):
        """Whether an <rPr> is open that is the paragraph mark's and no text's."""
        return self._parents[-3:-1] == ["pPr", "rPr"]

    def _switch(self, attributes, name):
        if self._parents[-2] != "rPr" or self._is_mark():
            return
        is_on = self.is_on(attributes)
        if name == "hidden":
            self._run.is_hidden = is_on
        elif is_on:
            self._run.formats.add(name)
        else:
            self._run.formats.discard(name)

    def _start_b(self, attributes, parent):
        self._switch(attributes, "b")

    def _start_i(self, attributes, parent):
        self._switch(attributes, "i")

    def _start_vanish(self, attributes, parent):
        self._switch(attributes, "hidden")

    def _start_vertAlign(self, attributes, parent):  # noqa: N802
        script = {"superscript": "sup", "subscript": "sub"}.get(self.value(attributes))
        self._run.formats -= {"sup", "sub"}
        if script and not self._is_mark():
            self._run.formats.add(script)

    def _start_u(self, attributes, parent):
        if parent == "rPr":
            self._run.is_underlined = self.value(attributes) not in ("none", "")

    def _start_em(self, attributes, parent):
        if parent == "rPr":
            self._run.is_emphasised = self.value(attributes) not in ("none", "")

    def _start_rFonts(self, attributes, parent):  # noqa: N802
        self._run.font = self.value(attributes, "ascii")

    def _start_rStyle(self, attributes, parent):  # noqa: N802
        style = self.styles.of(self.value(attributes))
        if not self._is_mark():
            self._run.formats |= {
                name for name, is_on in (("b", style.is_bold), ("i", style.is_italic)) if is_on
            }
            self._run.is_hidden |= style.is_hidden

    def _start_t(self, attributes, parent):
        self._is_text = parent == "r"

    def _end_t(self):
        self._is_text = False

    def _start_tab(self, attributes, parent):
        if parent == "r":
            self._put("\t")

    def _start_noBreakHyphen(self, attributes, parent):  # noqa: N802
        self._put("-")

    def _start_cr(self, attributes, parent):
        self._break()

    def _start_br(self, attributes, parent):
        self._break()

    def _break(self):
        if self._paragraph is not None:
            self._paragraph.lines.append([])

    def _start_sym(self, attributes, parent):
        code = self.value(attributes, "char")
        try:
            number = int(code, 16)
        except ValueError:
            return
        self._put_symbol(number, self.value(attributes, "font"))

    def _put_symbol(self, code, font):
        sign = symbols.meaning(code, font)
        if sign is None:
            self._note(NotTaken("drawing_unsupported", what=f"{font or '符号字体'}中的符号"))
        else:
            self._note("symbol_replaced")
            self._put(sign)

    def _put(self, text):
        paragraph = self._paragraph
        if paragraph is None:
            return
        run = self._run
        if run.font and symbols.has_symbols(text, run.font):
            for sign in text:
                if symbols.is_private(sign):
                    self._put_symbol(ord(sign), run.font)
                else:
                    self._put_text(sign)
            return
        self._put_text(text)

    def _put_text(self, text):
        paragraph, run = self._paragraph, self._run
        formats = run.formats
        if run.is_hidden:
            self._note("hidden_text")
        if run.is_underlined or run.is_emphasised:
            if text.strip():
                self._note("emphasis_as_bold")
                formats = formats | {"b"}
            elif run.is_underlined:
                # The underlined gap of a paper; a second run goes on with it.
                before = paragraph.lines[-1]
                text = "" if before and before[-1][1].endswith(BLANK) else BLANK
        if text:
            paragraph.lines[-1].append((tuple(sorted(formats)), text, False))

    def _put_picture(self, name, alt):
        if self._paragraph is not None:
            alt = " ".join(alt.split())
            tag = f'<img src="media/{escape(name)}" alt="{escape(alt)}">'
            self._paragraph.lines[-1].append((tuple(sorted(self._run.formats)), tag, True))

    def _start_footnoteReference(self, attributes, parent):  # noqa: N802
        self._put_footnote("footnotes", attributes)

    def _start_endnoteReference(self, attributes, parent):  # noqa: N802
        self._put_footnote("endnotes", attributes)

    def _put_footnote(self, kind, attributes):
        text = self.footnotes[kind].of(self.value(attributes, "id"))
        if text:
            self._note("footnote_inlined")
            self._run = Run()
            self._put(f"（注：{text}）")

    def _start_commentReference(self, attributes, parent):  # noqa: N802
        self.n_comments += 1

    def _start_hyperlink(self, attributes, parent):
        if self.value(attributes, "id"):
            self._note("link_removed")

    def _put_equation(self, node):
        try:
            runs = equations.linear(node)
        except NotTaken as reason:
            self._note(reason)
            # Something has to stand there, so that the line isn't taken for an empty one.
            runs = [((), "？")]
        else:
            self._note("equation_as_text")
        if self._paragraph is not None:
            self._paragraph.lines[-1] += [
                (tuple(sorted(formats)), text, False) for formats, text in runs if text
            ]
