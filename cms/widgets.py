from django.forms import Textarea

from cms.models import Article, Statute
from cms.searching import exact_articles


class ArticleLines(Textarea):
    """Many articles as lines of text (行政处罚法64): a list of all 5,000 to pick from is none.

    What names no article is handed on as it is, so that the field refuses it by name.
    """

    def __init__(self, attrs=None):
        super().__init__({"rows": 4} | (attrs or {}))

    def format_value(self, value):
        if isinstance(value, (list, tuple)):
            articles = Article.objects.select_related("statute").in_bulk(
                [pk for pk in value if str(pk).isdigit()]
            )
            lines = [str(articles.get(int(pk), pk)) if str(pk).isdigit() else pk for pk in value]
            return "\n".join(lines)
        return super().format_value(value)

    def value_from_datadict(self, data, files, name):
        lines = [line.strip() for line in data.get(name, "").splitlines() if line.strip()]
        statutes = list(Statute.objects.all()) if lines else []
        named = ((line, exact_articles(line, statutes)) for line in lines)
        return [str(articles[0].pk) if articles else line for line, articles in named]
