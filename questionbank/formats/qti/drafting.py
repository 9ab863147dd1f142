"""What an item is made of while it is written: texts, responses, outcomes, scoring. Pure."""

import re
from html import unescape
from urllib.parse import quote

from questionbank.formats import html
from questionbank.formats.numbers import to_points
from questionbank.formats.writing import NotWritten

_PICTURE = re.compile(r'<img src="media/([^"]+)"( alt="[^"]*")>')


class Draft:
    """Collects what stands around the body of one item.

    picture_path : callable
        From the name of a picture to where it stands beside the item's file.
    """

    def __init__(self, dialect, picture_path, losses):
        self.dialect = dialect
        self.tag = dialect.tag
        self.losses = losses
        self.responses = []
        self.outcomes = []
        self._picture_path = picture_path
        self._rules = []
        self._templates = []  # the standard processing that would do for each rule

    # Texts

    def xhtml(self, text):
        """Our HTML as XHTML, with the pictures where the package has them."""
        cleaned, removed = html.clean(text)
        if "img" in removed:
            raise NotWritten("image_missing", image="img")

        def picture(match):
            path = quote(self._picture_path(unescape(match[1])))
            return f'<img src="{path}"{match[2]}/>'

        return (
            _PICTURE.sub(picture, cleaned)
            .replace("<br>", "<br/>")
            .replace("<table>", "<table><tbody>")
            .replace("</table>", "</tbody></table>")
        )

    def stem(self, item):
        stem = self.xhtml(item.stem)
        if not stem:
            raise NotWritten("item_incomplete", place="题干")
        return stem

    def texts(self, texts, place):
        written = [self.xhtml(text) for text in texts]
        if not all(written):
            raise NotWritten("item_incomplete", place=place)
        return written

    # Scoring

    def worth(self, item):
        return item.points if item.points is not None and item.points > 0 else 1

    def score(self, item, suffix):
        points = None
        if item.points is not None:
            points = f"{item.points:f}"
            if to_points(points) != item.points:
                self.losses.fields(item, "points")
                points = None
        zero = self.tag("defaultValue", self.tag("value", "0"))
        return self.tag(
            "outcomeDeclaration", zero, identifier=f"SCORE{suffix}", cardinality="single",
            baseType="float", normalMaximum=points,
        )  # fmt: skip

    def respond(self, identifier, base_type, cardinality="single", correct=(), mapped=None):
        """Declare a response: `correct` values as XML text, `mapped` what each key earns."""
        content = ""
        if correct:
            values = "".join(self.tag("value", value) for value in correct)
            content += self.tag("correctResponse", values)
        if mapped:
            entries = "".join(
                self.tag("mapEntry", mapKey=key, mappedValue=value, caseSensitive=in_case)
                for key, value, in_case in mapped
            )
            content += self.tag("mapping", entries, defaultValue="0")
        declared = self.tag(
            "responseDeclaration", content, identifier=identifier, cardinality=cardinality,
            baseType=base_type,
        )  # fmt: skip
        self.responses.append(declared)

    def _add_to_score(self, value):
        score = self.tag("variable", identifier="SCORE")
        return self.tag("setOutcomeValue", self.tag("sum", score + value), identifier="SCORE")

    def score_whole(self, identifier, worth):
        """All points for the key, nothing else."""
        value = self.tag("baseValue", f"{worth:f}" if worth != 1 else "1", baseType="float")
        given = self.tag("variable", identifier=identifier)
        matched = self.tag("match", given + self.tag("correct", identifier=identifier))
        condition = self.tag("responseIf", matched + self._add_to_score(value))
        self._rules.append(self.tag("responseCondition", condition))
        self._templates.append("match_correct")

    def score_by_map(self, identifier):
        self._rules.append(self._add_to_score(self.tag("mapResponse", identifier=identifier)))
        self._templates.append("map_response")

    def processing(self, item):
        if not self._rules:
            return ""
        # What every system knows by heart.
        is_whole = self._templates == ["match_correct"] and self.worth(item) == 1
        if is_whole or self._templates == ["map_response"]:
            template = self.dialect.template(self._templates[0])
            return self.tag("responseProcessing", template=template)
        return self.tag("responseProcessing", "".join(self._rules))

    def tell(self, outcome, response, cardinality):
        """Have the feedback shown that is named as the response is."""
        self.outcomes.append(
            self.tag(
                "outcomeDeclaration", identifier=outcome, cardinality=cardinality,
                baseType="identifier",
            )
        )  # fmt: skip
        given = self.tag("variable", identifier=response)
        self._rules.append(self.tag("setOutcomeValue", given, identifier=outcome))
        self._templates.append("")
