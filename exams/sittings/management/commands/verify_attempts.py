import json
import sys
from collections import Counter

from django.core.management.base import BaseCommand

from exams.sittings.models import Attempt
from exams.sittings.sealing import fault

WORDS = {
    "changed": "a sealed answer was changed",
    "removed": "a sealed answer is missing",
    "added": "an answer was put in after it was sealed",
    "unsealed": "it was handed in without a seal",
    "receipt": "its receipt is not the one that was signed",
}


class Command(BaseCommand):
    help = (
        "Prove that no answer of any attempt was changed, removed or put in after it was sealed. "
        "Fails where one was, and names the admission number."
    )

    def add_arguments(self, parser):
        parser.add_argument("--sitting", type=int, help="the key of one sitting; else all")
        parser.add_argument("--json", action="store_true", help="one object for machines")

    def handle(self, *, sitting, **options):
        attempts = Attempt.objects.select_related("registration").order_by("registration__ticket")
        if sitting is not None:
            attempts = attempts.filter(registration__sitting=sitting)
        found, n_attempts = [], 0
        for attempt in attempts.iterator(chunk_size=200):
            n_attempts += 1
            if code := fault(attempt):
                found.append({"ticket": attempt.registration.ticket, "fault": code})
        if options["json"]:
            self.say_for_machines(n_attempts, found)
        else:
            for one in found:
                self.stderr.write(f"{one['ticket']}: {WORDS[one['fault']]}")
            self.stdout.write(f"{n_attempts} attempts, {len(found)} with a fault")
        if found:
            sys.exit(1)

    def say_for_machines(self, n_attempts, found):
        counts = Counter(one["fault"] for one in found)
        self.stdout.write(json.dumps({"attempts": n_attempts, "counts": counts, "faults": found}))
