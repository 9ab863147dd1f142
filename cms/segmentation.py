"""Chinese text as words that the database's full text search can find. Pure: no Django."""

import re
import unicodedata

# By number: editors normalise U+F900 to U+8C48, and half of Unicode would be Han.
_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+|[a-z0-9]+")


def bigrams(text):
    """Return `text` as search tokens: Han runs as overlapping pairs, other words as they are.

    听证会 -> 听证 证会. Full-width letters and digits are folded. A single Han character stays
    alone; a query of two characters or more then hits exactly the texts that contain it (with
    few exceptions where its pairs stand apart).
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    tokens = []
    for run in _RUN.findall(folded):
        if run.isascii() or len(run) == 1:
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return " ".join(tokens)
