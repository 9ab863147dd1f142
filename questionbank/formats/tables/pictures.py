"""The pictures that lie over the cells of a row. Pure."""

import re

from questionbank.formats.tables.cells import Fault

_WITH_PICTURES = ("stem", "option", "explanation")
_SHOWN = re.compile(r'src="media/([^"]+)"')


def by_row(sheet):
    """Return {row: [its pictures from left to right]}."""
    found = {}
    for picture in sorted(sheet.pictures, key=lambda one: one.column):
        found.setdefault(picture.row, []).append(picture)
    return found


def tags(pictures, line, album):
    """Return {field: tags} for the pictures of a row, kept in `album`.

    One that lies elsewhere (over “配图”) belongs to the stem. Raises `Fault`.
    """
    fields = {number: field for field, number in line.head.columns.items()}
    found = {}
    for picture in pictures:
        field = fields.get(picture.column, "")
        if not field.startswith(_WITH_PICTURES):
            field = "stem"
        if picture.data is None:
            raise Fault(field, "image_missing", image=picture.name[:60])
        album.begin()
        name = album.add(picture.name, picture.data)
        album.keep()
        found[field] = found.get(field, "") + f'<img src="media/{name}" alt="">'
    return found


def shown(media, taken):
    """Those of `media` that an item shows."""
    if not media:
        return {}
    names = {name for one in taken for name in _SHOWN.findall(repr(one.item))}
    return {name: data for name, data in media.items() if name in names}


def passed(layout, sheet_name):
    """In words, the pictures of a sheet that lie beside its questions or can't be read."""
    rows = {line.row for line in layout.lines}
    beside = [str(one.row) for one in layout.sheet.pictures if one.row not in rows]
    words = []
    if beside:
        places = "、".join(dict.fromkeys(beside))
        words.append(f"{sheet_name}第 {places} 行的图片不在试题行内，没有读取")
    if layout.sheet.n_pictures_unread:
        words.append(
            f"{sheet_name}有 {layout.sheet.n_pictures_unread} 张图片没有读取："
            "请另存为 .xlsx 后重新导入"
        )
    return words
