"""The server's signature under receipts: Ed25519, with a key that follows from the secret key."""

import base64
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def derived_key(purpose):
    """Return 32 bytes that only this server can make, other ones for each purpose (a string)."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"baiwen/{purpose}".encode())
    return kdf.derive(settings.SECRET_KEY.encode())


@cache
def _private_key(_secret):
    return Ed25519PrivateKey.from_private_bytes(derived_key("receipts"))


def _key():
    return _private_key(settings.SECRET_KEY)


def sign(text):
    """Return the signature of a text, 88 signs of base64."""
    return base64.b64encode(_key().sign(text.encode())).decode()


def is_genuine(signature, text):
    try:
        _key().public_key().verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key():
    """The key that anybody may check signatures with, in PEM."""
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return _key().public_key().public_bytes(encoding, form).decode()
