"""Codes of items: the chapter and a serial number, 05-0032."""


def next_code(items, chapter):
    """Return the next free code of a chapter; `items` is the model.

    Call it in the transaction that saves the item.
    """
    return next_codes(items, chapter, 1)[0]


def next_codes(items, chapter, n):
    """Return the next `n` free codes of a chapter, in order."""
    # The chapter's row is the lock (on SQLite the transaction): no code twice.
    type(chapter).objects.select_for_update().get(pk=chapter.pk)
    prefix = f"{chapter.code}-"
    codes = items.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    serials = [tail for code in codes if (tail := code.removeprefix(prefix)).isdecimal()]
    last = max(map(int, serials), default=0)
    return [f"{prefix}{last + serial:04d}" for serial in range(1, n + 1)]
