from questionbank.importing.models import ImportedQuestion, ItemImport
from questionbank.models.comments import ItemComment
from questionbank.models.items import DIFFICULTIES, Item
from questionbank.models.likeness import LikePair
from questionbank.models.review import ReviewTask
from questionbank.models.rows import ItemCitation, ItemCriterion, ItemOption, ItemPair
from questionbank.models.versions import ItemVersion, content_hash

__all__ = [
    "DIFFICULTIES",
    "ImportedQuestion",
    "Item",
    "ItemCitation",
    "ItemComment",
    "ItemCriterion",
    "ItemImport",
    "ItemOption",
    "ItemPair",
    "ItemVersion",
    "LikePair",
    "ReviewTask",
    "content_hash",
]
