"""The admin speaks Chinese where Wagtail's own catalogue doesn't."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests.factories import UserFactory

PROJECT = Path(__file__).resolve().parents[2]
TEXTS = PROJECT / "config/wagtail/locale/zh_Hans/LC_MESSAGES"
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    "text",
    [
        "%(model_name)s '%(object)s' has been submitted for moderation.",
        "Choose when this %(model_name)s should go live and/or expire",
        "Anyone can edit this %(model_name)s",
        "Sent to %(task_name)s %(started_at)s",
        "Page types usage",
    ],
)
def test_what_wagtail_leaves_in_english_is_chinese(text):
    with translation.override("zh-hans"):
        assert HAN.search(gettext(text))


def test_what_wagtail_says_badly_is_said_well():
    with translation.override("zh-hans"):
        assert gettext("%(label)s and Publish") % {"label": "批准"} == "批准并发布"
        assert gettext("%(objects)s snippets selected") % {"objects": 3} == "已选择 3 项"


def test_counted_texts_are_chinese():
    with translation.override("zh-hans"):
        told = ngettext("Referenced %(count)s time", "Referenced %(count)s times", 3)
    assert told % {"count": 3} == "被引用 3 次"


@pytest.mark.django_db
def test_texts_of_scripts_are_chinese(client):
    client.force_login(UserFactory(role="trainer"))
    catalogue = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    found = re.search(r"const newcatalog = ({.*?});", catalogue, re.S) or re.search(
        r"newcatalog = ({.*?});", catalogue, re.S
    )
    assert HAN.search(json.loads(found[1])["A network error occurred."])


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_every_entry_is_filled_and_keeps_its_placeholders(name):
    file = TEXTS / f"{name}.po"
    subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null", file], check=True)
    for flaw in ("--untranslated", "--only-fuzzy"):
        found = subprocess.run(["msgattrib", flaw, file], capture_output=True, text=True)
        assert "msgid" not in found.stdout.split("\n\n", 1)[-1]


def test_no_text_of_ours_is_spoken_for():
    """These come before every app's: one of ours among them would be lost without a word."""
    theirs = msgids(TEXTS / "django.po")
    for app in apps.get_app_configs():
        file = Path(app.path) / "locale/zh_Hans/LC_MESSAGES/django.po"
        if file.is_relative_to(PROJECT) and ".venv" not in file.parts and file.exists():
            assert not theirs & msgids(file), app.label


def msgids(file):
    """Of a catalogue: the entries' heads, context and plural with them."""
    unwrapped = subprocess.run(["msgcat", "--no-wrap", file], capture_output=True, text=True)
    heads = re.findall(r'^((?:msgctxt .*\n)?msgid (?!""$).*)$', unwrapped.stdout, re.M)
    return set(heads)
