"""Lines of runs -> the little HTML of `items`, and its tables. Pure.

A run is (formats, text, is_html); a line is a list of runs, and a table is a line of its own.
"""

import re
from html import escape
from itertools import groupby

# Not the full-width space, which authors mean; the no-break space is an editor's padding.
WHITE = re.compile("[ \t\r\n\f\xa0]+")
# XML, and so Word and Excel, can't hold these (the mark of byte order is merely no text).
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_SPAN = re.compile("[2-9]|1[0-9]|20", re.ASCII)


def text_run(formats, text):
    """Return text from elsewhere than HTML as a run."""
    return formats, WHITE.sub(" ", CONTROLS.sub("", text)), False


class Table(str):
    """The HTML of a table; `rows` hold (name, attributes, lines) of each cell.

    name: "th" or "td"; attributes: " colspan="2"" or the like, or nothing.
    """

    def __new__(cls, rows):
        table = super().__new__(
            cls,
            "".join(
                [
                    "<table>",
                    *(
                        "<tr>"
                        + "".join(
                            f"<{name}{more}>{joined(lines)}</{name}>" for name, more, lines in row
                        )
                        + "</tr>"
                        for row in rows
                    ),
                    "</table>",
                ]
            ),
        )
        table.rows = rows
        return table

    def plain(self):
        """A line a row, tabs between its cells."""
        return "\n".join(
            "\t".join(plain(lines).replace("\n", " ") for _, _, lines in row) for row in self.rows
        )


def spans(columns, rows):
    """Return the attributes of a cell over several columns or rows, "" for a plain one.

    Parameters
    ----------
    columns, rows : str
        As the file has them: what is no number from 2 to 20 doesn't count.
    """
    given = (("colspan", columns), ("rowspan", rows))
    return "".join(f' {name}="{value}"' for name, value in given if _SPAN.fullmatch(value))


def trimmed(line):
    """The runs of a line without white at its ends and with single spaces in between."""
    runs, after_space = [], True
    for formats, text, is_html in line:
        if not is_html:
            if not runs:
                text = text.lstrip()
            if after_space:
                text = text.lstrip(" ")
        if text:
            runs.append((formats, text, is_html))
            after_space = text.endswith(" ")
    while runs and not runs[-1][2]:
        formats, text, is_html = runs.pop()
        if text := text.rstrip():
            runs.append((formats, text, is_html))
            break
    return runs


def joined(lines):
    """Return lines of runs as canonical HTML."""
    lines = [trimmed(line) for line in lines]
    filled = [number for number, line in enumerate(lines) if line]
    out, opened, breaks = [], (), 0
    for line in lines[filled[0] : filled[-1] + 1] if filled else ():
        is_table = bool(line) and isinstance(line[0][1], Table)
        if is_table:
            breaks = 0
        for formats, group in groupby(line, key=lambda run: run[0]):
            n_shared = 0
            while n_shared < min(len(opened), len(formats)) and (
                opened[n_shared] == formats[n_shared]
            ):
                n_shared += 1
            out += [f"</{name}>" for name in reversed(opened[n_shared:])]
            out.append("<br>" * max(breaks, 0))
            out += [f"<{name}>" for name in formats[n_shared:]]
            out += [text if is_html else escape(text, quote=False) for _, text, is_html in group]
            opened, breaks = formats, 0
        # After a table no line is broken until there is text again.
        breaks = -len(lines) if is_table else breaks + 1
    return "".join(out + [f"</{name}>" for name in reversed(opened)])


def plain(lines):
    return "\n".join(
        "".join(text.plain() if isinstance(text, Table) else text for _, text, _ in trimmed(line))
        for line in lines
    )
