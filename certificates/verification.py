"""What the public may learn about a certificate: by the code on it, or by number and name."""

from dataclasses import dataclass

from certificates.models import Certificate
from certificates.names import is_same_name, mask_name


@dataclass(frozen=True)
class Verified:
    """What is shown: never the whole name."""

    certificate: Certificate
    masked_name: str
    is_valid: bool


def verify_code(code):
    """Return what the holder of a certificate's code may see, or None."""
    return _verified(Certificate.objects.filter(code=code).first())


def find_code(number, name):
    """Return the code of the certificate of this number and name, or None.

    Whether the number is unknown or the name another's can't be told from the answer.
    """
    certificate = Certificate.objects.filter(number=number).first()
    if certificate is None or not is_same_name(certificate.name, name):
        return None
    return certificate.code


def _verified(certificate):
    if certificate is None:
        return None
    return Verified(certificate, mask_name(certificate.name), certificate.is_valid)
