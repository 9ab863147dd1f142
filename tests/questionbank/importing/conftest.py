import base64
import io
import json

import pytest
from django.utils import timezone
from PIL import Image

from questionbank.importing import choosing, committing, reading, receiving
from tests.factories import ArticleFactory, PointFactory, UserFactory

HEAD = "题型,题干,选项A,选项B,选项C,选项D,答案,解析,知识点,难度,法条依据"
HEARING = (
    "单选题,当事人要求听证的，应当在行政机关告知后几日内提出？,三日,五日,七日,十日,B,应选五日。"
)
REVIEW = (
    "单选题,公民申请行政复议的期限自知道该行政行为之日起是多少日？,"
    "三十日,六十日,九十日,一年,B,六十日。"
)


def csv_file(*rows):
    return "\n".join([HEAD, *rows]).encode()


def json_file(*items, media=None):
    content = {
        "format": "baiwen-items", "version": 1, "items": list(items),
        "media": {name: base64.b64encode(data).decode() for name, data in (media or {}).items()},
    }  # fmt: skip
    return json.dumps(content).encode()


def png(size=(4, 4), colour="red"):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


class House:
    """A trainer who brings files in; the work in the background is done at once."""

    def __init__(self, trainer, callbacks):
        self.trainer = trainer
        self._callbacks = callbacks

    def receive(self, data, name="试题.csv", user=None):
        return receiving.receive(name, data, user=user or self.trainer, now=timezone.now())

    def read(self, data, name="试题.csv", *, format_name=None, mapping=None, user=None):
        item_import = self.receive(data, name, user)
        with self._callbacks(execute=True):
            reading.start(
                item_import,
                format_name=format_name or item_import.format,
                mapping=mapping,
                now=timezone.now(),
            )
        item_import.refresh_from_db()
        return item_import

    def choose(self, item_import, **choices):
        choosing.choose(item_import, **choices)

    def commit(self, item_import):
        with self._callbacks(execute=True):
            committing.start(item_import, now=timezone.now())
        item_import.refresh_from_db()
        return item_import

    def bring_in(self, data, name="试题.csv", **choices):
        item_import = self.read(data, name)
        self.choose(item_import, points={"": PointFactory()}, **choices)
        return self.commit(item_import)


@pytest.fixture
def house(db, django_capture_on_commit_callbacks):
    PointFactory()
    ArticleFactory()
    return House(UserFactory(role="trainer"), django_capture_on_commit_callbacks)
