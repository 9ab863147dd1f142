"""Which tags of another system's HTML mean what. Pure."""

FORMATS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sub": "sub", "sup": "sup"}
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
CELLS = frozenset(["td", "th"])
ROWS = frozenset(["tr", "tbody", "thead", "tfoot"])
# Dropped with what they hold: none of it is text that a candidate would see.
DROPPED = frozenset(
    [
        "applet",
        "audio",
        "canvas",
        "embed",
        "frame",
        "frameset",
        "head",
        "iframe",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "script",
        "style",
        "svg",
        "template",
        "title",
        "video",
    ]
)
VOID = frozenset(["embed", "frame"])
# Wrappers that say nothing by themselves: not worth a word to whoever imports.
SILENT = BLOCKS - {"form"} | CELLS | {"span", "font", "label", "colgroup", "col"}
