"""What the text formats share in writing: which fields an item loses, in words. Pure."""

from questionbank.formats import html
from questionbank.formats.reasons import refused

_FIELDS = {
    "why": "错在何处的说明",
    "explanation": "解析",
    "title": "题名",
    "category": "分类",
    "tags": "标签",
    "point": "知识点",
    "difficulty": "难度",
    "level": "认知层次",
    "cites": "法条依据",
    "points": "分值",
    "model_answer": "参考答案",
    "rubric": "评分标准",
}


class NotWritten(Exception):
    """Raised while one item is written: the format can't hold it."""

    def __init__(self, code, **values):
        self.code, self.values = code, values
        super().__init__(code)


class Losses:
    """Collects what a format named `name` can't hold, item by item."""

    def __init__(self, name):
        self.name = name
        self.found = []
        self.where = ""

    def add(self, code, **values):
        self.found.append(refused(self.where, code, format=self.name, **values))

    def fields(self, item, *names):
        """Note those of the named fields that the item has."""
        lost = [_FIELDS[name] for name in names if getattr(item, name) not in ("", None, ())]
        if lost:
            self.add("fields_lost", fields="、".join(lost))

    def without_pictures(self, text, place):
        """Text beside the question, its pictures replaced by their alternative text."""
        cleaned, removed = html.clean(text, image=lambda src: None)
        if "img" in removed:
            self.add("image_lost", place=place)
        return cleaned

    def plain(self, text, place):
        """The plain text of HTML for a place that takes no marks."""
        text = self.vital(text)
        plain = html.to_plain(text)
        if html.from_plain(plain) != text:
            self.add("markup_lost", place=place)
        return plain

    def vital(self, text):
        """Text of the question itself, which must not lose a picture."""
        cleaned, removed = html.clean(text, image=lambda src: None)
        if "img" in removed:
            raise NotWritten("image_unsupported")
        return cleaned


def write_each(items, losses, write_one):
    """Return the texts of those items that can be written."""
    texts = []
    for number, item in enumerate(items, start=1):
        losses.where = f"第 {number} 题"
        n_before = len(losses.found)
        try:
            texts.append(write_one(item))
        except NotWritten as reason:
            del losses.found[n_before:]
            losses.add(reason.code, **reason.values)
    return texts
