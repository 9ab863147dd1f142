"""The shipped content, from files that people edit to rows and pages; may be run at any time."""

from cms.loading.faults import ContentError, Fault, Faults
from cms.loading.library import Count, load

__all__ = ["ContentError", "Count", "Fault", "Faults", "load"]
