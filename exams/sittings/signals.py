"""What the sittings tell outer apps."""

from django.dispatch import Signal

# Sent with `attempt` once a submission is committed. A lost message is mended by the sweeps of
# `manage.py housekeeping`, which look for submitted attempts without a result.
attempt_submitted = Signal()
