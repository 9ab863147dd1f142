"""Reading and writing of question files: seconds of CPU that no request waits for."""

from django_tasks import task

from questionbank.duplicates.tasks import look_for_duplicates


@task()
def read_file(import_id):
    # Here, so that web workers don't load every format only to enqueue.
    from questionbank.importing import reading

    reading.read(import_id)


@task()
def write_items(import_id):
    from questionbank.importing import committing

    committing.write(import_id)


@task()
def make_findable(import_id):
    from questionbank.importing import committing

    committing.make_findable(import_id)
    look_for_duplicates.enqueue()
