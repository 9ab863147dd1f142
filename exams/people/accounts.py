"""Candidates' accounts: opened by HR, handed out on slips, one initial password each."""

import logging

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from exams.people.models import Candidate, User
from exams.people.passwords import hash_initial, initial_password
from exams.people.roles import Role

logger = logging.getLogger(__name__)


class UserNameTaken(Exception):
    """A candidate number is somebody else's user name; nothing was made."""

    def __init__(self, names):
        super().__init__(
            _("These user names belong to other accounts: %(names)s. Rename those accounts first.")
            % {"names": ", ".join(names)}
        )


def open_accounts(candidates):
    """Return [(candidate, initial password)], for those who have never signed in.

    Who has no account gets one, with the candidate number as user name; who has one that was
    never used gets a new password, and the slip made before is void. Whoever has signed in, or
    is struck off the roster, is left out. Raises `UserNameTaken`.

    Parameters
    ----------
    candidates : iterable of Candidate
    """
    keys = [candidate.pk for candidate in candidates]
    with transaction.atomic():
        # The rows are the lock: of two slips for one person the later is the valid one.
        locked = Candidate.objects.should_sit().select_for_update().in_bulk(keys)
        waiting = [c for key in dict.fromkeys(keys) if (c := locked.get(key)) is not None]
        users = User.objects.in_bulk([c.user_id for c in waiting if c.user_id])
        waiting = [c for c in waiting if not c.user_id or users[c.user_id].last_login is None]
        slips = [(candidate, initial_password()) for candidate in waiting]
        new, again = [], []
        for candidate, password in slips:
            user = users.get(candidate.user_id) or User(username=candidate.number)
            user.display_name = candidate.name
            user.password = hash_initial(password)
            user.must_change_password = True
            (again if candidate.user_id else new).append(user)
        _refuse_taken(new)
        User.objects.bulk_create(new, batch_size=500)
        User.objects.bulk_update(
            again, ["display_name", "password", "must_change_password"], batch_size=200
        )
        _join(new)
        by_name = {user.username: user for user in new}
        opened = [candidate for candidate in waiting if candidate.user_id is None]
        for candidate in opened:
            candidate.user = by_name[candidate.number]
        Candidate.objects.bulk_update(opened, ["user"], batch_size=500)
    logger.info("initial passwords made: %d new accounts, %d again", len(new), len(again))
    return slips


def _refuse_taken(users):
    taken = set(
        User.objects.filter(username__in=[user.username for user in users]).values_list(
            "username", flat=True
        )
    )
    if taken:
        raise UserNameTaken(sorted(taken))


def _join(users):
    group = Group.objects.get(name=Role.CANDIDATE)
    memberships = User.groups.through
    memberships.objects.bulk_create(
        [memberships(user=user, group=group) for user in users], batch_size=500
    )
