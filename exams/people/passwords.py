"""Initial passwords: made by the system, printed on a slip, exchanged at the first sign-in."""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

# Without 0/O and 1/l/i: read from paper and typed on a phone. 31 signs, 59 bits for twelve.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


class InitialPasswordHasher(PBKDF2PasswordHasher):
    """Few iterations, for passwords of 59 random bits that no dictionary holds.

    186 slips take no time; the first sign-in moves the account to the full hash by itself.
    """

    algorithm = "initial"
    iterations = 1000


def initial_password():
    """Return 12 random signs in groups of four, as on the slip."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3))


def hash_initial(password):
    return make_password(password, hasher=InitialPasswordHasher.algorithm)
