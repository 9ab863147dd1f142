"""What scoring tells outer apps."""

from django.dispatch import Signal

# Sent with `exam` once its release is committed.
results_released = Signal()
