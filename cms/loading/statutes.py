"""Statutes: read from `statutes/<slug>.json`, written as rows."""

from dataclasses import dataclass
from datetime import date

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from cms import citations
from cms.loading.json_files import read_json
from cms.models import Article, Statute

TEXTS = ("title", "slug", "level", "status")
DATES = ("version", "effective", "as_of")
OPTIONAL = ("source_note", "note", "preamble")


@dataclass(frozen=True)
class ArticleSource:
    number: int
    label: str
    book: str
    chapter: str
    section: str
    text: str


@dataclass(frozen=True)
class StatuteSource:
    file: str
    fields: dict
    articles: dict  # number -> ArticleSource

    @property
    def slug(self):
        return self.fields["slug"]


class Law:
    """The statutes of a run, asked whether a citation points at something."""

    def __init__(self, statutes):
        self.statutes = {statute.slug: statute for statute in statutes}

    def why_not(self, reference):
        """Return why `reference` points at nothing, or None."""
        statute = self.statutes.get(reference.slug)
        if statute is None:
            return _("there is no statute %(slug)s") % {"slug": reference.slug}
        article = statute.articles.get(reference.article)
        if article is None:
            return _("%(title)s has no article %(number)d") % {
                "title": statute.fields["title"], "number": reference.article
            }  # fmt: skip
        try:
            citations.excerpt(article.text, reference.paragraph, reference.item)
        except IndexError:
            return _("%(reference)s: the article has no such paragraph or item") % {
                "reference": reference
            }
        return None


def read_statutes(folder, faults):
    """Return the statutes that `index.json` lists; what is wrong goes to `faults`."""
    index = read_json(folder / "statutes" / "index.json", folder, faults)
    if index is None:
        return []
    listed = {entry.get("slug"): entry for entry in index.get("statutes", [])}
    files = {path.stem: path for path in sorted((folder / "statutes").glob("*.json"))}
    del files["index"]
    for slug in listed.keys() ^ files.keys():
        reason = _("listed, but there is no such file") if slug in listed else _("not listed")
        faults.add("statutes/index.json", slug, "slug", reason)
    statutes = []
    for slug, path in files.items():
        found = _read_statute(path, folder, faults)
        if found is None:
            continue
        statutes.append(found)
        count = listed.get(slug, {}).get("article_count", len(found.articles))
        if count != len(found.articles):
            faults.add(
                found.file, "", "article_count",
                _("%(listed)s articles listed, %(found)d found")
                % {"listed": count, "found": len(found.articles)},
            )  # fmt: skip
    return statutes


def _read_statute(path, folder, faults):
    data = read_json(path, folder, faults)
    if data is None:
        return None
    file = path.relative_to(folder).as_posix()
    before = len(faults.found)
    fields = {name: data.get(name, "") for name in OPTIONAL}
    for name in TEXTS:
        fields[name] = data.get(name)
        if not fields[name] or not isinstance(fields[name], str):
            faults.add(file, "", name, _("missing"))
    if fields["slug"] and fields["slug"] != path.stem:
        faults.add(file, "", "slug", _("must be the file's name"))
    for name in DATES:
        try:
            fields[name] = date.fromisoformat(data.get(name) or "")
        except (TypeError, ValueError):
            faults.add(file, "", name, _("must be a date such as 2021-07-15"))
    articles = {}
    for position, entry in enumerate(data.get("articles") or [], start=1):
        article = _read_article(entry, position, file, faults)
        if article is not None:
            if article.number in articles:
                faults.add(file, article.label, "number", _("twice in this statute"))
            articles[article.number] = article
    if not articles:
        faults.add(file, "", "articles", _("missing"))
    return StatuteSource(file, fields, articles) if len(faults.found) == before else None


def _read_article(entry, position, file, faults):
    place = _("article entry %(position)d") % {"position": position}
    number, text = entry.get("number"), entry.get("text")
    if not isinstance(number, int) or not 0 < number < 10_000:
        faults.add(file, place, "number", _("must be a whole number from 1"))
        return None
    expected = f"第{citations.chinese_number(number)}条"
    if entry.get("label") != expected:
        faults.add(file, place, "label", _("must be %(label)s") % {"label": expected})
        return None
    if not isinstance(text, str) or not text.strip():
        faults.add(file, expected, "text", _("missing"))
        return None
    parts = (entry.get(name) or "" for name in ("book", "chapter", "section"))
    return ArticleSource(number, expected, *parts, text)


def write_statutes(sources, count):
    """Make the rows say what the files say; return the statutes by slug."""
    statutes = {statute.slug: statute for statute in Statute.objects.all()}
    for source in sources:
        statute = statutes.get(source.slug)
        if statute is None:
            statutes[source.slug] = Statute.objects.create(**source.fields)
            count.created += 1
        elif any(getattr(statute, name) != value for name, value in source.fields.items()):
            for name, value in source.fields.items():
                setattr(statute, name, value)
            statute.save()
            count.updated += 1
        else:
            count.unchanged += 1
    return statutes


def write_articles(sources, statutes, count, faults):
    """Make the articles' rows say what the files say; return those that are new or changed."""
    stored = {}
    for article in Article.objects.all():
        stored.setdefault(article.statute_id, {})[article.number] = article
    fresh, changed = [], []
    for source in sources:
        statute = statutes[source.slug]
        rows = stored.get(statute.pk, {})
        for number, row in rows.items():
            if number not in source.articles:
                try:
                    row.delete()
                except ProtectedError:
                    faults.add(
                        source.file, row.label, "articles",
                        _("is gone from the file, but is still cited"),
                    )  # fmt: skip
        for number, article in source.articles.items():
            row = rows.get(number)
            if row is None:
                fresh.append(Article(statute=statute, **vars(article)))
            elif any(getattr(row, name) != value for name, value in vars(article).items()):
                for name, value in vars(article).items():
                    setattr(row, name, value)
                row.statute = statute
                changed.append(row)
    Article.objects.bulk_create(fresh)
    fields = list(ArticleSource.__dataclass_fields__)
    Article.objects.bulk_update(changed, fields, batch_size=200)
    count.created += len(fresh)
    count.updated += len(changed)
    count.unchanged += sum(len(source.articles) for source in sources) - len(fresh) - len(changed)
    return fresh + changed
