import time

from django.core.management import call_command

from cms.loading import load
from cms.models import Clause, FaqPage, HandbookChapterPage
from cms.searching import search


def test_the_shipped_content_loads_whole_and_quickly(db):
    start = time.process_time()

    counts = load(progress=lambda line: None)

    assert time.process_time() - start < 15
    assert counts["statutes"].created == 54
    assert counts["points"].created == 155
    assert counts["powers"].created == 156
    assert counts["faq"].created == FaqPage.objects.live().count() >= 30
    assert counts["handbook"].created == HandbookChapterPage.objects.live().count() >= 6
    assert not FaqPage.objects.filter(points=None).exists()
    assert not Clause.objects.filter(points=None).exists()
    assert search("听证")[0].count >= 4


def test_no_model_lacks_a_migration(db):
    call_command("makemigrations", "cms", check=True, dry_run=True, verbosity=0)
