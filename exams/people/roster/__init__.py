"""Rosters (花名册) as HR offices send them, read into people, problems and what was passed over.

Pure: nothing is written here, and `read_roster` gives the same for the same bytes, units and day.
"""

from exams.people.roster.reading import read_roster
from exams.people.roster.report import Ignored, Problem, Roster, RosterRow
from exams.people.roster.units import Units

__all__ = ["Ignored", "Problem", "Roster", "RosterRow", "Units", "read_roster"]
