"""Find articles as somebody who cites the law names them.

行政处罚法64, 处罚法 第六十四条, 行诉法, 六十四, 听证 五日, 行政处罚法听证: a statute by its name or
some of its characters, numbers in either writing, other words where they stand.
"""

import re

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Length, Replace

from cms.citations import parse_number
from cms.models import Article, Statute
from cms.searching import exact_articles, likeness, normalise

_NUMBER = re.compile(
    r"第?(?P<number>\d+|[一二三四五六七八九十百千零]+)条?(?:第[^款]+款)?(?:第[^项]+项)?"
)
_KINDS = ("法", "典", "条例", "规定", "办法")


def find_articles(text):
    """Return the articles that `text` asks for, the likeliest first."""
    text = normalise(text)
    known = list(Statute.objects.all())
    articles = Article.objects.select_related("statute").with_n_points()
    # Whole before its parts: 处罚法 64 条 is one name, not three words.
    if not _number(text) and (exact := exact_articles(text, known)):
        return _ranked(articles, "pk", [article.pk for article in exact])
    numbers, statutes, words = _parts(text, known)
    for number in numbers:
        articles = articles.filter(number=number)
    for word in words:
        articles = articles.filter(
            Q(text__icontains=word)
            | Q(chapter__icontains=word)
            | Q(section__icontains=word)
            | Q(statute__title__icontains=word)
        )
    if words or (numbers and not statutes):
        # Told about most, then named most by the syllabus.
        n_times = sum(_n_times(word) for word in words) if words else Value(0)
        order = [n_times.desc(), F("n_points").desc()]
    else:
        order = []
    order += [F("statute__title").asc(), F("number").asc()]
    if statutes:
        return _ranked(articles, "statute", statutes, order)
    return articles.order_by(*order)


def _parts(text, known):
    """Split a query into numbers, keys of statutes (the likeliest first) and other words."""
    numbers, statutes, words = [], None, []
    for word in re.sub(r"[《》〈〉“”\"]", " ", text).split():
        if (number := _number(word)) is not None:
            numbers.append(number)
            continue
        named, rest = _statutes(word, known)
        if named:
            statutes = named if statutes is None else [key for key in statutes if key in named]
            word = rest
        if (number := _number(word)) is not None:
            numbers.append(number)
        elif word:
            words.append(word)
    return numbers, statutes, words


def _number(word):
    match = _NUMBER.fullmatch(word)
    if not match:
        return None
    try:
        return parse_number(match["number"])
    except ValueError:
        return None


def _statutes(word, known):
    """Return (keys of the statutes that a word names, what is left of it)."""
    for statute in known:
        for name in (statute.title, statute.short_title):
            if word.startswith(name) and word != name:
                return [statute.pk], word.removeprefix(name)
    if not word.endswith(_KINDS):
        return [], word
    ranked = sorted(
        (rank, statute.pk)
        for statute in known
        if (rank := likeness(word, statute)) is not None
        # 行诉法 shortens a title; of two characters (方法, 合法) that is chance.
        and (rank[0] < 2 or (rank[0] == 3 and len(word) > 2))
    )
    if ranked and ranked[0][0][0] < 2:
        best = ranked[0][0][0]
        ranked = [pair for pair in ranked if pair[0][0] == best]
    return [key for _rank, key in ranked], "" if ranked else word


def _ranked(articles, field, keys, order=()):
    """Those whose `field` is among `keys`, in the order of the keys."""
    rank = Case(*(When(**{field: key}, then=Value(n)) for n, key in enumerate(keys)), default=0)
    return articles.filter(**{f"{field}__in": keys}).order_by(rank, *order)


def _n_times(word):
    return (Length("text") - Length(Replace("text", Value(word)))) / len(word)
