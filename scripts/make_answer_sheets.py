"""Make the first county's answer sheets: synthetic people answer the items of one form.

    python scripts/make_answer_sheets.py > exams/sittings/content/first-county-answers.csv

Run it again when a shipped item on the sheets has changed its options or key. Each person has an
ability, each item the facility that its difficulty stands for; a wrong answer is a real distractor,
a part of the key, or nothing. The number who pass in each unit is set below; everything else is
chance with a fixed seed. Needs a database with the shipped content loaded.
"""

import csv
import os
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

# Expected share right of a just-qualified candidate, by declared difficulty.
FACILITY = {1: 0.93, 2: 0.82, 3: 0.68, 4: 0.52, 5: 0.40}
# Who doesn't pass, by unit; everybody else does.
FAILING = {"栖禾镇": 1, "澄湾镇": 1, "枫泽镇": 1, "柘亭镇": 2, "望岑镇": 1, "临苇镇": 1}
SEED = "first county"


def main():
    import django

    django.setup()
    from config.first_county import BLUEPRINT, ROSTER_AT
    from exams.papers.assembly import draw
    from exams.papers.models import Blueprint
    from exams.people.importing import dry_run
    from exams.people.loading import FIRST_COUNTY_ROSTER

    chance = random.Random(SEED)
    plan = dry_run(
        FIRST_COUNTY_ROSTER.name, FIRST_COUNTY_ROSTER.read_bytes(), today=ROSTER_AT.date()
    )
    people = plan.roster.rows
    failing = set()
    for unit, n in FAILING.items():
        failing |= set(chance.sample([one.id_number for one in people if one.unit == unit], n))
    sections = draw(Blueprint.objects.get(title=BLUEPRINT), seed=SEED)
    versions = [version for _section, section in sections for version in section]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["id_number", *(version.item.code for version in versions)])
    for person in people:
        fails = person.id_number in failing
        while True:
            # A person's odds multiplier, drawn anew until the score lies on the side wanted.
            ability = chance.lognormvariate(-0.9 if fails else 0.85, 0.5)
            answers = [answer(chance, version, ability) for version in versions]
            total = sum(map(points, versions, answers))
            if (50 <= total < 60) if fails else total >= 60:
                break
        writer.writerow([person.id_number, *answers])


def answer(chance, version, ability):
    """Letters in the author's order, or nothing."""
    odds = ability * FACILITY[version.difficulty] / (1 - FACILITY[version.difficulty])
    key = set(version.key)
    options = range(len(version.content["options"]))
    if chance.random() < odds / (1 + odds):
        chosen = key
    elif chance.random() < 0.03:
        chosen = set()
    elif version.kind == "multiple":
        # Usually one key missed; sometimes a distractor taken in as well.
        chosen = key - {chance.choice(sorted(key))}
        wrong = [option for option in options if option not in key]
        if wrong and chance.random() < 0.5:
            chosen = chosen | {chance.choice(wrong)}
    else:
        chosen = {chance.choice([option for option in options if option not in key])}
    return "".join("ABCDEFGH"[option] for option in sorted(chosen))


def points(version, letters):
    """What the county's rule gives: half for an incomplete choice without error."""
    chosen, key = {"ABCDEFGH".index(letter) for letter in letters}, set(version.key)
    if chosen == key:
        return 1
    return 0.5 if version.kind == "multiple" and chosen and chosen < key else 0


if __name__ == "__main__":
    main()
