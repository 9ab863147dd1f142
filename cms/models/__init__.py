from cms.models.amendments import ArticleChange, ArticleCheck
from cms.models.faq import FaqCitation, FaqIndexPage, FaqPage
from cms.models.handbook import Clause, ClauseCitation, HandbookChapterPage, HandbookPage
from cms.models.home import HomePage
from cms.models.law import Article, Citation, Power, Statute
from cms.models.sources import Catalogue, LoadedSource
from cms.models.syllabus import KnowledgePoint

__all__ = [
    "Article",
    "ArticleChange",
    "ArticleCheck",
    "Catalogue",
    "Citation",
    "Clause",
    "ClauseCitation",
    "FaqCitation",
    "FaqIndexPage",
    "FaqPage",
    "HandbookChapterPage",
    "HandbookPage",
    "HomePage",
    "KnowledgePoint",
    "LoadedSource",
    "Power",
    "Statute",
]
