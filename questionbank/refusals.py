"""What the question bank declines to do with an item; the text says why and what to do."""


class Refused(ValueError):
    """Base of all: the admin shows the text and changes nothing."""
