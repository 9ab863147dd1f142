"""Which columns a table has: what a person is shown, and may correct, before the rows are read."""

from dataclasses import dataclass, field
from string import ascii_uppercase

# What a column can be, with the name that people see. "option_A" … hold one option each.
FIELDS = {
    "kind": "题型",
    "stem": "题干",
    "options": "选项（同在一格）",
    **{f"option_{letter}": f"选项{letter}" for letter in ascii_uppercase},
    "key": "答案",
    "explanation": "解析",
    "why": "错误说明",
    "rubric": "评分标准",
    "point": "知识点",
    "difficulty": "难度",
    "level": "认知层次",
    "cites": "法条依据",
    "points": "分值",
    "category": "分类",
    "tags": "标签",
    "title": "编号",
}


@dataclass(frozen=True)
class Column:
    """One column of a sheet as found: where it is, what stands over it, what it's taken for."""

    number: int  # from 1, as in Excel
    heading: str  # "" where nothing stands over it
    field: str = ""  # a key of `FIELDS`; "" where it isn't read


@dataclass(frozen=True)
class SheetColumns:
    """A sheet as found, for a person to look at.

    header_row: the first line of headings, 0 where the columns were guessed from their content.
    kind: the kind of all its questions where the sheet's name says it, else "".
    is_read: whether `read` takes questions from it when it is given no mapping.
    sample: the texts of the first rows below the headings, one for each of `columns`.
    """

    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    sample: tuple[tuple[str, ...], ...] = ()
    kind: str = ""
    is_read: bool = True

    @property
    def mapping(self):
        """What was found, as the `SheetMapping` that `read` would use by itself."""
        return SheetMapping(
            self.header_row,
            {column.number: column.field for column in self.columns if column.field},
        )


@dataclass(frozen=True)
class SheetMapping:
    """Which column of a sheet is which field, as a person has decided.

    header_row: the rows up to this one hold no questions; 0: the first row is one.
    fields: from a column's number to a key of `FIELDS`.
    """

    header_row: int
    fields: dict[int, str] = field(default_factory=dict)
