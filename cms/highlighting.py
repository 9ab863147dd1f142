"""Where a text has the words that were searched for. Pure: no Django, no markup."""

import re

WIDTH = 84
_LEAD = 24


def words_of(text):
    """Split a query into its words, the longest first, without marks of quotation."""
    words = re.sub(r"[《》〈〉“”\"'「」]", " ", text).split()
    return sorted(dict.fromkeys(words), key=len, reverse=True)


def mark(text, words):
    """Cut `text` into (part, is_hit) pairs at the places where a word stands.

    A word that the text has only in pieces is marked by its pairs of characters, as the search
    index found it.
    """
    lowered = text.lower()
    wanted = []
    for word in words:
        if word.lower() in lowered:
            wanted.append(word)
        else:
            wanted += [word[i : i + 2] for i in range(len(word) - 1)]
    if not text or not wanted:
        return [(text, False)] if text else []
    pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text):
        if match.start() > end:
            parts.append((text[end : match.start()], False))
        if parts and parts[-1][1]:
            parts[-1] = (parts[-1][0] + match.group(), True)
        else:
            parts.append((match.group(), True))
        end = match.end()
    if end < len(text):
        parts.append((text[end:], False))
    return parts


def excerpt(text, words, width=WIDTH):
    """`mark` for a window of `text` that begins shortly before its first hit."""
    text = " ".join(text.split())
    parts = mark(text, words)
    before = len(parts[0][0]) if parts and not parts[0][1] and len(parts) > 1 else 0
    start = max(0, min(before - _LEAD, len(text) - width))
    window = text[start : start + width]
    if start:
        window = "…" + window
    if start + width < len(text):
        window += "…"
    return mark(window, words)
