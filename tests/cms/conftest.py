"""A library of two statutes, three questions and a chapter, as files and loaded."""

import json
import shutil

import pytest
from django.db import transaction

from cms.loading import load
from cms.loading.library import CONTENT

STATUTES = ("administrative-penalty-law", "public-security-penalties-law")

SYLLABUS = {
    "title": "小大纲",
    "as_of": "2026-11-23",
    "note": "只供测试。",
    "paper_items": 100,
    "levels": {"know": "识记", "apply": "运用"},
    "chapters": [
        {
            "code": "05",
            "title": "处罚程序",
            "weight": 100,
            "points": [
                {
                    "code": "05.01",
                    "title": "简易程序",
                    "articles": [{"statute": "administrative-penalty-law", "number": 51}],
                    "weight": 40,
                    "level": "know",
                },
                {
                    "code": "05.02",
                    "title": "听证",
                    "articles": [
                        {"statute": "administrative-penalty-law", "number": 63},
                        {"statute": "administrative-penalty-law", "number": 64},
                    ],
                    "weight": 60,
                    "level": "apply",
                },
            ],
        }
    ],
}

POWERS = {
    "title": "小目录",
    "as_of": "2026-11-23",
    "note": "示例，不是授权。",
    "conferred": {"statute": "甲", "province": "乙", "linked": "丙", "entrusted": "丁"},
    "kinds": ["行政处罚"],
    "powers": [
        {
            "code": "CG-01",
            "title": "对乱倒垃圾的处罚",
            "kind": "行政处罚",
            "sector": "城市管理",
            "basis": [{"statute": "administrative-penalty-law", "number": 24}],
            "conferred": "province",
            "summary": "责令改正，可以罚款。",
        }
    ],
}

ENTRY = """\
---
id: faq-{number:03d}
number: {number}
title: {title}
points: ["{point}"]
cites: [{cites}]
related: [{related}]
---
## 答
{answer}

## 依据
**规则**：见所引条文。

## 例
村民甲在栖禾镇乱倒垃圾。

## 常错
- 用旧法期限
- 一人执法
"""

CHAPTER = """\
---
id: hb-05
number: 5
title: 普通程序
summary: 从立案到决定。
---
## 5.1 听证
points: ["05.02"]
cites: [administrative-penalty-law#63/1/1, administrative-penalty-law#64]
related: [faq-002]

**何时**　拟作出较大数额罚款。

**怎么做**

1. 告知。
2. 组织。

## 5.2 送达
points: ["05.01"]
cites: [administrative-penalty-law#61]
related: []

**多久**　七日内送达。
"""


class Library:
    """The files, to be spoiled by a test."""

    def __init__(self, folder):
        self.folder = folder
        self.lines = []

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name, old, new):
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def write_json(self, name, data):
        self.write(name, json.dumps(data, ensure_ascii=False, indent=1))

    def write_entry(self, number, title, **changes):
        fields = {
            "point": "05.02",
            "cites": "administrative-penalty-law#64/1/1",
            "related": "",
            "answer": "被告知后五日内。",
        }
        self.write(
            f"faq/{number:03d}.md", ENTRY.format(number=number, title=title, **fields | changes)
        )

    def load(self):
        self.lines = []
        return load(progress=self.lines.append, folder=self.folder)


def make_library(folder):
    files = Library(folder)
    index = json.loads((CONTENT / "statutes" / "index.json").read_text(encoding="utf-8"))
    index["statutes"] = [entry for entry in index["statutes"] if entry["slug"] in STATUTES]
    files.write_json("statutes/index.json", index)
    for slug in STATUTES:
        shutil.copy(CONTENT / "statutes" / f"{slug}.json", files.folder / "statutes")
    files.write_json("syllabus.json", SYLLABUS)
    files.write_json("powers.json", POWERS)
    files.write_entry(
        1,
        "当场处罚最多罚多少？",
        point="05.01",
        cites="administrative-penalty-law#51",
        answer="对公民二百元以下。",
    )
    files.write_entry(2, "几日内可以要求听证？", related="faq-001")
    files.write_entry(
        3, "垃圾倒在路边怎么办？", point="05.01", answer="先责令清理，再告知听证权利。"
    )
    files.write("handbook/05.md", CHAPTER)
    return files


@pytest.fixture
def library(tmp_path):
    """The files alone; the database is as the migrations left it."""
    return make_library(tmp_path / "content")


@pytest.fixture(scope="module")
def _loaded_once(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once a module (a second each time), in a transaction around its tests'.

    A module that uses `loaded` has no test that expects an empty database.
    """
    files = make_library(tmp_path_factory.mktemp("library") / "content")
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        files.load()
    yield files
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def loaded(_loaded_once, db, tmp_path):
    """The library in the database, and a copy of its files."""
    shutil.copytree(_loaded_once.folder, tmp_path / "content")
    return Library(tmp_path / "content")
