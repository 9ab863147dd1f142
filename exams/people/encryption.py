"""National ID numbers at rest: encrypted to be read by few, digested to be found by equality."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings


@cache
def _keys(secret):
    """Two keys that don't follow from each other, from one secret."""
    derive = lambda use: hashlib.blake2b(use, key=hashlib.sha256(secret.encode()).digest()).digest()  # noqa: E731
    return Fernet(base64.urlsafe_b64encode(derive(b"encrypt")[:32])), derive(b"digest")


def encrypt(text):
    """Return `text` (str) encrypted and authenticated, as bytes; each call differs."""
    return encrypt_bytes(text.encode())


def decrypt(data):
    """Undo `encrypt`; raises cryptography.fernet.InvalidToken where the key is another."""
    return decrypt_bytes(data).decode()


def encrypt_bytes(data):
    return _keys(settings.IDENTITY_KEY)[0].encrypt(data)


def decrypt_bytes(data):
    return _keys(settings.IDENTITY_KEY)[0].decrypt(bytes(data))


def digest(text):
    """Return 64 hex digits, the same for the same text under the same key (HMAC-SHA-256)."""
    return hmac.new(_keys(settings.IDENTITY_KEY)[1], text.encode(), hashlib.sha256).hexdigest()
