"""What a 1.2 item shows: its texts, and in between where the candidate responds. Pure."""

from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element

from questionbank.formats.qti.body import to_html
from questionbank.formats.reasons import NotTaken

_FLOWS = ("presentation", "flow", "flow_mat", "flow_label", "ims_render_object", "render_extension")
_RESPONSES = {"response_lid": "choice", "response_str": "text", "response_num": "text"}
_UNSUPPORTED = {
    "response_xy": "hot_spot",
    "render_hotspot": "hot_spot",
    "render_slider": "slider",
    "response_grp": "response_group",
    "response_extension": "custom_interaction",
    "mataudio": "audio_video",
    "matvideo": "audio_video",
    "matapplet": "custom_interaction",
    "matapplication": "custom_interaction",
}


@dataclass
class Label:
    identifier: str
    html: str
    rule: str = ""  # how New Quizzes compares an answer with it


@dataclass
class Response:
    """One <response_…>: prompt is the text of its own; kind: choice or text."""

    kind: str
    identifier: str
    cardinality: str
    is_number: bool
    attributes: dict
    prompt: str = ""
    labels: list[Label] = field(default_factory=list)


def shown(item):
    """Return the pieces of an item's presentation in order: HTML, or `Response`."""
    presentation = item.find("presentation")
    return list(_pieces(presentation)) if presentation is not None else []


def _pieces(element):
    for child in element:
        tag = child.tag
        if tag in _UNSUPPORTED:
            raise NotTaken(_UNSUPPORTED[tag])
        if tag == "material":
            yield material(child)
        elif tag in _RESPONSES:
            yield _response(child)
        elif tag in _FLOWS:
            yield from _pieces(child)
            if tag == "flow_mat":
                yield "<br>"


def _response(element):
    renders = [child for child in element.iter() if child.tag in _UNSUPPORTED]
    if renders:
        raise NotTaken(_UNSUPPORTED[renders[0].tag])
    fill_in = element.find(".//render_fib")
    kind = _RESPONSES[element.tag]
    if kind == "choice" and element.find(".//render_choice") is None and fill_in is not None:
        kind = "text"
    is_number = element.tag == "response_num" or (
        fill_in is not None and fill_in.get("fibtype", "").lower() in ("decimal", "integer")
    )
    return Response(
        kind,
        element.get("ident", ""),
        element.get("rcardinality", "Single").lower(),
        is_number,
        element.attrib,
        "".join(material(one) for one in element.iterfind("material")),
        [_label(label) for label in element.iter("response_label")],
    )


def _label(element):
    return Label(
        element.get("ident", ""),
        "".join(material(one) for one in element.iter("material")),
        element.get("scoring_algorithm", ""),
    )


def material(element: Element):
    """Return the HTML of a <material>."""
    parts = []
    for child in element:
        tag = child.tag
        if tag in _UNSUPPORTED:
            raise NotTaken(_UNSUPPORTED[tag])
        if tag in ("mattext", "matemtext"):
            text = _text(child)
            parts.append(f"<i>{text}</i>" if tag == "matemtext" else text)
        elif tag == "matimage":
            source = child.get("uri", "")
            parts.append(f'<img src="{escape(source)}" alt="{escape(child.get("label", ""))}">')
        elif tag == "matbreak":
            parts.append("<br>")
    return "".join(parts)


def _text(element):
    kind = element.get("texttype", "text/plain").lower()
    if kind == "text/rtf":
        raise NotTaken("type_unsupported", type="RTF")
    if len(element):
        # HTML that stands there as tags, though it should be text.
        return to_html(element, lambda _element: None)
    text = (element.text or "").strip(" \t\r\n") if kind == "text/html" else element.text or ""
    return text if "html" in kind else escape(text, quote=False).replace("\n", "<br>")
