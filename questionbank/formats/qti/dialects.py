"""How QTI 2.1 and QTI 3.0 are spelt: names of tags, namespaces, types of resources. Pure."""

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from questionbank.formats.qti.names import dashed
from questionbank.formats.qti.versions import SECOND, THIRD

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
LOM = "http://ltsc.ieee.org/xsd/LOM"
TOOL = "Baiwen"


@dataclass(frozen=True)
class Dialect:
    """namespace: of items and tests; templates: URL of the standard response processing."""

    name: str
    namespace: str
    schema: str
    packaging: str
    packaging_schema: str
    package: tuple[str, str]  # <schema> and <schemaversion> of a manifest
    suffix: str  # of the types of resources
    templates: str
    is_third: bool = False

    def tag(self, name, content="", **attributes):
        """Return an element of QTI; `class_` is the attribute class, None leaves one out."""
        written = self.attributes(attributes)
        name = "qti-" + dashed(name) if self.is_third else name
        return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"

    def attributes(self, attributes):
        return "".join(
            f" {dashed(name) if self.is_third else name}={quoteattr(str(value))}"
            for name, value in ((name.rstrip("_"), value) for name, value in attributes.items())
            if value is not None
        )

    def document(self, name, content, **attributes):
        """Return the file of an item or a test."""
        namespaces = (
            f' xmlns="{self.namespace}" xmlns:xsi="{_XSI}"'
            f' xsi:schemaLocation="{self.namespace} {self.schema}"'
        )
        name = "qti-" + dashed(name) if self.is_third else name
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<{name}{namespaces}{self.attributes(attributes)}>\n{content}\n</{name}>\n"
        )

    def beside(self, content):
        """The content of a rubric or of feedback, which 3.0 wraps."""
        return self.tag("contentBody", content) if self.is_third else content

    def rubric(self, content, class_):
        """A <rubricBlock> for whoever scores."""
        use = "scoring" if self.is_third else None
        return self.tag("rubricBlock", self.beside(content), view="scorer", use=use, class_=class_)

    def template(self, name):
        return f"{self.templates}{name}" + (".xml" if self.is_third else "")

    def manifest(self, resources):
        schema, version = self.package
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<manifest xmlns="{self.packaging}" xmlns:imsmd="{LOM}" xmlns:xsi="{_XSI}"'
            f' xsi:schemaLocation="{self.packaging} {self.packaging_schema}"'
            ' identifier="MANIFEST">\n'
            f"<metadata><schema>{schema}</schema><schemaversion>{version}</schemaversion>"
            f"</metadata>\n<organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n"
        )


DIALECTS = {
    SECOND: Dialect(
        SECOND,
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p1.xsd",
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
        ("QTIv2.1 Package", "1.0.0"),
        "xmlv2p1",
        "http://www.imsglobal.org/question/qti_v2p1/rptemplates/",
    ),
    THIRD: Dialect(
        THIRD,
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
        ("QTI Package", "3.0.0"),
        "xmlv3p0",
        "https://www.imsglobal.org/question/qti_v3p0/rptemplates/",
        is_third=True,
    ),
}
