"""Which QTI a file is, told without reading it whole. Pure."""

from questionbank.formats import xml
from questionbank.formats.items import FileRefused
from questionbank.formats.qti.package import Package

LEGACY, SECOND, THIRD = "QTI 1.2", "QTI 2.1", "QTI 3.0"

_ROOTS = {
    "questestinterop": LEGACY,
    "assessmentItem": SECOND,
    "assessmentTest": SECOND,
    "assessmentSection": SECOND,
    "qti-assessment-item": THIRD,
    "qti-assessment-test": THIRD,
    "qti-assessment-section": THIRD,
}
_SIGNS = (
    (b"xmlv3p0", THIRD),
    (b"qtiv3p0", THIRD),
    (b"imsqti_item_xmlv2", SECOND),
    (b"imsqti_test_xmlv2", SECOND),
    (b"imsqti_xmlv2", SECOND),
    (b"imsqti_v2", SECOND),
    (b"imsqti_xmlv1", LEGACY),
)
_ZIP = b"PK\x03\x04"
MANIFEST = b"imsmanifest.xml"


def is_zip(data):
    return data[:4] == _ZIP


def version_of(data):
    """Return the version that a file or its manifest names, or None where it is no QTI."""
    if not is_zip(data):
        return _ROOTS.get(xml.name_of(xml.root_of(data)))
    # Names of members stand in a zip as they are.
    return _of_manifest(data) if MANIFEST in data else None


def _of_manifest(data):
    try:
        package = Package(data)
        manifest = package.read(package.manifest_path) if package.manifest_path else b""
    except FileRefused:
        return SECOND  # so that reading it tells what is wrong
    return next((version for sign, version in _SIGNS if sign in manifest), None)
