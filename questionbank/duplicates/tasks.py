"""Searches that no request waits for."""

from django_tasks import task


@task()
def look_for_duplicates():
    # Here, so that web workers don't load numpy only to enqueue.
    from questionbank.duplicates.finding import find_pairs

    find_pairs()


@task()
def look_at(item_id):
    from questionbank.duplicates.finding import find_pairs_of, with_rows
    from questionbank.models import Item

    for item in with_rows(Item.objects.in_use().filter(pk=item_id)):
        find_pairs_of(item)
