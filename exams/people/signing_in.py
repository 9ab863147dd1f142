"""Who is meant by what is typed as a user name, and a first sign-in that isn't finished yet."""

from django.utils.crypto import constant_time_compare

from exams.people import encryption, identity
from exams.people.models import Candidate, User

_FIRST = "first_sign_in"
_FIRST_SECONDS = 15 * 60


def account_name(typed):
    """Return the user name of what a person typed: itself, or the one behind an ID number.

    An ID number goes no further than this: the name returned is what is checked, counted when it
    fails and logged. A number that nobody has, or somebody without account, becomes a name that
    no account bears, so that it takes as long to refuse as a wrong password.
    """
    number = identity.normalise(typed)
    if sum(character.isdigit() for character in number) < 15:
        return typed
    name = (
        Candidate.objects.with_id_number(number)
        .filter(user__isnull=False)
        .values_list("user__username", flat=True)
        .first()
    )
    return name or f"?{encryption.digest(number)[:24]}"


def begin_first(request, user, *, now):
    """Remember that `user` has given the initial password; nobody is signed in by that."""
    request.session.cycle_key()
    request.session[_FIRST] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": now.timestamp(),
    }


def first_user(request, *, now):
    """The user who is to choose a password now, or None."""
    begun = request.session.get(_FIRST)
    if not begun or now.timestamp() - begun["at"] > _FIRST_SECONDS:
        return None
    user = User.objects.filter(pk=begun["user"], is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), begun["hash"]):
        return None
    return user


def end_first(request):
    request.session.pop(_FIRST, None)
