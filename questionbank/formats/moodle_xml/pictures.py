"""Pictures of a Moodle file: base64 in <file>, shown as @@PLUGINFILE@@/name. Pure."""

import base64
from urllib.parse import unquote

from questionbank.formats import pictures
from questionbank.formats.reasons import NotTaken

PLACE = "@@PLUGINFILE@@/"


class Album(pictures.Album):
    def name_of(self, source, files):
        """Return the name in `media/` of the picture that `source` shows.

        files: the base64 text of each <file> beside the text, by its name.
        """
        data = pictures.embedded(source)
        if data is not None:
            return self.add("picture", data)
        if not source.startswith(PLACE):
            raise NotTaken("image_missing", image=source[:80])
        name = unquote(source[len(PLACE) :].partition("?")[0])
        if name not in files:
            raise NotTaken("image_missing", image=name[:80])
        return self.add(name, pictures.from_base64(name, files[name]))


def encode(data):
    return base64.b64encode(data).decode()
