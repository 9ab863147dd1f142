from django.db import migrations

WORKFLOW = "命题审核"


def convert(apps, source, target, target_name):
    """Make the workflow's step one of the other kind; what it has reviewed stays with it."""
    Source = apps.get_model(*source)
    Target = apps.get_model(*target)
    Task = apps.get_model("wagtailcore", "Task")
    ContentType = apps.get_model("contenttypes", "ContentType")
    steps = Source.objects.filter(workflow_tasks__workflow__name=WORKFLOW)
    for step in list(steps):
        task = Task.objects.get(pk=step.pk)
        groups = list(step.groups.all())
        step.delete(keep_parents=True)
        made = Target(task_ptr_id=task.pk)
        made.__dict__.update(
            {field.attname: getattr(task, field.attname) for field in Task._meta.concrete_fields}
        )
        made.save_base(raw=True)
        made.groups.set(groups)
        content_type, _ = ContentType.objects.get_or_create(
            app_label=target[0], model=target_name
        )
        Task.objects.filter(pk=task.pk).update(content_type=content_type)


def forwards(apps, schema_editor):
    """Who wrote an item can't approve it: the step knows (`models.ReviewTask`)."""
    convert(
        apps,
        ("wagtailcore", "GroupApprovalTask"),
        ("questionbank", "ReviewTask"),
        "reviewtask",
    )


def backwards(apps, schema_editor):
    convert(
        apps,
        ("questionbank", "ReviewTask"),
        ("wagtailcore", "GroupApprovalTask"),
        "groupapprovaltask",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("questionbank", "0006_review_and_retirement"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
