import pytest

from tests.factories import ArticleFactory, PointFactory, UserFactory

ENTRY = """\
- id: "05-{serial:04d}"
  kind: single
  point: "05.01"
  level: know
  difficulty: 2
  cites: [administrative-penalty-law#45/1]
  stem: 第{serial}题，要求听证的，应当在几日内提出？
  options:
    - {{text: 三日, why: 旧法期限}}
    - {{text: 五日, key: true}}
    - {{text: 七日}}
    - {{text: 十日}}
  explanation: 应选五日。
"""


@pytest.fixture
def content(tmp_path, db):
    """A folder of items for which law and syllabus are there; `write(text)` fills 05.yaml."""

    class Content:
        folder = tmp_path
        file = tmp_path / "items" / "05.yaml"

        def write(self, text):
            self.file.write_text(text, encoding="utf-8")

        def entries(self, count=1):
            return "".join(ENTRY.format(serial=serial) for serial in range(1, count + 1))

    ArticleFactory()
    PointFactory()
    (tmp_path / "items").mkdir()
    return Content()


@pytest.fixture
def count_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call):
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count


@pytest.fixture
def trainer(client):
    user = UserFactory(role="trainer")
    client.force_login(user)
    return user


@pytest.fixture
def alone(settings):
    """One person keeps the bank: what isn't about the review is tested without it."""
    settings.REVIEW_BY_ANOTHER = False
