"""National ID numbers at rest: readable with the key alone, found by equality."""

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from exams.people import encryption

NUMBER = "990101198503120117"


@given(text=st.text())
def test_what_is_encrypted_is_read_back_whole(text):
    assert encryption.decrypt(encryption.encrypt(text)) == text


@given(data=st.binary())
def test_a_file_is_read_back_byte_for_byte(data):
    assert encryption.decrypt_bytes(encryption.encrypt_bytes(data)) == data


def test_the_number_is_not_in_what_is_stored_and_two_encryptions_differ():
    stored = encryption.encrypt(NUMBER)
    assert NUMBER.encode() not in stored
    assert stored != encryption.encrypt(NUMBER)


def test_another_key_reads_nothing_and_finds_nothing(settings):
    stored, digest = encryption.encrypt(NUMBER), encryption.digest(NUMBER)

    settings.IDENTITY_KEY = "another key"

    with pytest.raises(InvalidToken):
        encryption.decrypt(stored)
    assert encryption.digest(NUMBER) != digest


def test_a_changed_byte_is_noticed():
    stored = bytearray(encryption.encrypt(NUMBER))
    stored[20] ^= 1
    with pytest.raises(InvalidToken):
        encryption.decrypt(stored)


def test_the_digest_is_the_same_each_time_and_differs_between_numbers():
    assert encryption.digest(NUMBER) == encryption.digest(NUMBER)
    assert encryption.digest(NUMBER) != encryption.digest("990101198503120133")
    assert len(encryption.digest(NUMBER)) == 64
