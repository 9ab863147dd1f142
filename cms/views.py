from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cms import searching
from cms.links import teaching
from cms.models import Catalogue, KnowledgePoint, Power, Statute
from cms.reading import articles_with_citers, parts_of


@require_safe
def statute_list(request):
    statutes = Statute.objects.annotate(n_articles=Count("articles"))
    levels = {}
    # GB 18030 has the common characters in the order of their sounds.
    for statute in sorted(statutes, key=lambda statute: statute.short_title.encode("gb18030")):
        levels.setdefault(statute.level, []).append(statute)
    known = Statute.Level.values
    ranked = sorted(
        levels.items(), key=lambda pair: known.index(pair[0]) if pair[0] in known else len(known)
    )
    return render(request, "cms/statute_list.html", {"levels": ranked, "n_statutes": len(statutes)})


@require_safe
def statute(request, slug):
    found = get_object_or_404(Statute, slug=slug)
    articles = articles_with_citers(found)
    return render(
        request,
        "cms/statute.html",
        {"statute": found, "parts": parts_of(articles), "n_articles": len(articles)},
    )


@require_safe
def syllabus(request):
    points = list(KnowledgePoint.objects.points().prefetch_related("articles__statute"))
    taught = teaching([point.pk for point in points])
    for point in points:
        point.teaching = taught[point.pk]
    chapters = list(KnowledgePoint.objects.chapters())
    for chapter in chapters:
        chapter.points = [point for point in points if point.parent_id == chapter.pk]
    return render(
        request,
        "cms/syllabus.html",
        {
            "catalogue": Catalogue.objects.filter(slug=Catalogue.SYLLABUS).first(),
            "chapters": chapters,
            "n_points": len(points),
        },
    )


@require_safe
def powers(request):
    sectors = {}
    found = Power.objects.prefetch_related("articles__statute")
    for power in found:
        sectors.setdefault(power.sector, []).append(power)
    catalogue = Catalogue.objects.filter(slug=Catalogue.POWERS).first()
    terms = catalogue.terms if catalogue else {}
    return render(
        request,
        "cms/powers.html",
        {
            "catalogue": catalogue,
            "conferred": [
                (label, terms.get(value, "")) for value, label in Power.Conferred.choices
            ],
            "sectors": [
                (f"s-{position}", sector, rows)
                for position, (sector, rows) in enumerate(sectors.items(), start=1)
            ],
            "n_powers": len(found),
        },
    )


@require_safe
def search(request):
    query = searching.normalise(request.GET.get("q", ""))
    kind = request.GET.get("in")
    if kind not in searching.KINDS:
        kind = None
    page = request.GET.get("page", "")
    # Past page 100 nobody reads; and a huge number reaches no database.
    page = int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 3 else 1
    groups = searching.search(query, kind=kind, page=max(page, 1)) if query else []
    pages = None
    if kind and groups:
        paginator = Paginator(range(groups[0].count), searching.N_PAGE)
        pages = paginator.get_page(page)
    return render(
        request,
        "cms/search.html",
        {
            "query": query,
            "groups": groups,
            "kind": kind,
            "pages": pages,
            "count": sum(group.count for group in groups),
        },
    )
