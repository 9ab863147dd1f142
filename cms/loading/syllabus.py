"""The syllabus and the powers: read from JSON, written as rows with their articles."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from cms.citations import Reference
from cms.loading.json_files import read_json
from cms.models import Catalogue, KnowledgePoint, Power


@dataclass(frozen=True)
class EntrySource:
    """A knowledge point or a power: its key, its plain fields, the articles it names."""

    code: str
    fields: dict
    references: tuple
    parent: str = ""


@dataclass(frozen=True)
class CatalogueSource:
    fields: dict
    entries: list

    def codes(self):
        return {entry.code for entry in self.entries}

    def point_codes(self):
        return {entry.code for entry in self.entries if entry.parent}


class _Reader:
    """Reads the entries of one catalogue file, noting what is wrong under their codes."""

    def __init__(self, file, law, faults):
        self.file, self.law, self.faults = file, law, faults
        self.entries = []
        self._codes = set()

    def text(self, entry, code, name):
        value = entry.get(name)
        if not isinstance(value, str) or not value.strip():
            self.faults.add(self.file, code, name, _("missing"))
            return ""
        return value

    def choice(self, entry, code, name, allowed):
        value = self.text(entry, code, name)
        if value and value not in allowed:
            self.faults.add(
                self.file, code, name,
                _("%(value)s is none of %(allowed)s")
                % {"value": value, "allowed": ", ".join(allowed)},
            )  # fmt: skip
        return value

    def weight(self, entry, code):
        try:
            weight = Decimal(str(entry["weight"]))
        except (KeyError, InvalidOperation):
            weight = Decimal(0)
        if not 0 < weight <= 100:
            self.faults.add(self.file, code, "weight", _("must be a number from 0 to 100"))
        return weight

    def references(self, entry, code, name):
        found = []
        for cited in entry.get(name) or []:
            slug, number = cited.get("statute"), cited.get("number")
            if not isinstance(slug, str) or not isinstance(number, int):
                self.faults.add(self.file, code, name, _("needs statute and number"))
                continue
            reference = Reference(slug, number)
            if reason := self.law.why_not(reference):
                self.faults.add(self.file, code, name, reason)
            found.append(reference)
        if not found:
            self.faults.add(self.file, code, name, _("missing"))
        return tuple(dict.fromkeys(found))

    def take(self, code, fields, references=(), parent=""):
        if code in self._codes:
            self.faults.add(self.file, code, "code", _("twice in this file"))
        self._codes.add(code)
        self.entries.append(EntrySource(code, fields, references, parent))

    def catalogue(self, slug, data, terms):
        try:
            as_of = date.fromisoformat(data.get("as_of") or "")
        except (TypeError, ValueError):
            as_of = None
            self.faults.add(self.file, "", "as_of", _("must be a date such as 2021-07-15"))
        fields = {
            "slug": slug,
            "title": self.text(data, "", "title"),
            "note": self.text(data, "", "note"),
            "as_of": as_of,
            "terms": terms,
        }
        return CatalogueSource(fields, self.entries)


def read_syllabus(folder, law, faults):
    data = read_json(folder / "syllabus.json", folder, faults)
    if data is None:
        return None
    reader = _Reader("syllabus.json", law, faults)
    levels = data.get("levels") or {}
    total = Decimal(0)
    for chapter in data.get("chapters") or []:
        code = reader.text(chapter, "", "code")
        weight = reader.weight(chapter, code)
        total += weight
        reader.take(code, _titles(reader, chapter, code) | {"weight": weight, "level": ""})
        shares = Decimal(0)
        for point in chapter.get("points") or []:
            number = reader.text(point, code, "code")
            if not number.startswith(f"{code}."):
                reason = _("must begin with %(chapter)s.") % {"chapter": code}
                faults.add(reader.file, number or code, "code", reason)
            fields = _titles(reader, point, number) | {
                "weight": reader.weight(point, number),
                "level": reader.choice(point, number, "level", levels),
            }
            shares += fields["weight"]
            reader.take(number, fields, reader.references(point, number, "articles"), code)
        if shares != weight:
            reason = _("is %(weight)s, but its points add up to %(shares)s") % {
                "weight": weight, "shares": shares
            }  # fmt: skip
            faults.add(reader.file, code, "weight", reason)
    if total != data.get("paper_items"):
        reason = _("the chapters' weights add up to %(total)s") % {"total": total}
        faults.add(reader.file, "", "paper_items", reason)
    return reader.catalogue(Catalogue.SYLLABUS, data, levels)


def _titles(reader, entry, code):
    return {"title": reader.text(entry, code, "title"), "title_en": entry.get("title_en", "")}


def read_powers(folder, law, faults):
    data = read_json(folder / "powers.json", folder, faults)
    if data is None:
        return None
    reader = _Reader("powers.json", law, faults)
    kinds, conferred = data.get("kinds") or [], data.get("conferred") or {}
    for name in conferred.keys() ^ set(Power.Conferred.values):
        faults.add(reader.file, name, "conferred", _("must be explained, and known"))
    for entry in data.get("powers") or []:
        code = reader.text(entry, "", "code")
        fields = {name: reader.text(entry, code, name) for name in ("title", "sector", "summary")}
        fields["kind"] = reader.choice(entry, code, "kind", kinds)
        fields["conferred"] = reader.choice(entry, code, "conferred", conferred)
        reader.take(code, fields, reader.references(entry, code, "basis"))
    return reader.catalogue(Catalogue.POWERS, data, conferred)


def write_points(source, article_ids, count):
    """Write the syllabus; return the points that are new or changed."""
    _write_catalogue(source)
    chapters = [entry for entry in source.entries if not entry.parent]
    points = [entry for entry in source.entries if entry.parent]
    changed = _write(KnowledgePoint, chapters, article_ids, count)
    parents = dict(KnowledgePoint.objects.values_list("code", "pk"))
    return changed + _write(KnowledgePoint, points, article_ids, count, parents)


def write_powers(source, article_ids, count):
    _write_catalogue(source)
    return _write(Power, source.entries, article_ids, count)


def _write_catalogue(source):
    slug = source.fields["slug"]
    if not Catalogue.objects.filter(**source.fields).exists():
        Catalogue.objects.update_or_create(slug=slug, defaults=source.fields)


def _write(model, entries, article_ids, count, parents=None):
    rows = {row.code: row for row in model.objects.prefetch_related("articles")}
    fresh, changed, links = [], [], []
    for entry in entries:
        fields = dict(entry.fields)
        if parents is not None:
            fields["parent_id"] = parents[entry.parent]
        wanted = {article_ids[reference] for reference in entry.references}
        row = rows.get(entry.code)
        if row is None:
            row = model(code=entry.code, **fields)
            fresh.append(row)
            links.append((row, wanted))
            continue
        held = {article.pk for article in row.articles.all()}
        if held != wanted or any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()
            row.articles.set(wanted)
            changed.append(row)
    model.objects.bulk_create(fresh)
    link = model.articles.through
    owner = model.articles.field.m2m_field_name()
    link.objects.bulk_create(
        link(**{f"{owner}_id": row.pk, "article_id": article})
        for row, wanted in links
        for article in sorted(wanted)
    )
    count.created += len(fresh)
    count.updated += len(changed)
    count.unchanged += len(entries) - len(fresh) - len(changed)
    return fresh + changed
