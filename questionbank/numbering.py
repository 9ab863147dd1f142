"""Codes of items: the chapter and a serial number, 05-0032."""


def next_code(items, chapter):
    """Return the next free code of a chapter; `items` is the model.

    Call it in the transaction that saves the item.
    """
    # The chapter's row is the lock (on SQLite the transaction): no code twice.
    type(chapter).objects.select_for_update().get(pk=chapter.pk)
    prefix = f"{chapter.code}-"
    codes = items.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    serials = [tail for code in codes if (tail := code.removeprefix(prefix)).isdecimal()]
    return f"{prefix}{max(map(int, serials), default=0) + 1:04d}"
