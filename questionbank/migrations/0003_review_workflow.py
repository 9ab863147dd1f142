from django.db import migrations

WORKFLOW = "命题审核"
TASK = "审题"


def create(apps, schema_editor):
    """A trainer submits, a reviewer approves; approval publishes."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    Workflow = apps.get_model("wagtailcore", "Workflow")

    task = GroupApprovalTask.objects.create(
        name=TASK,
        content_type=ContentType.objects.get_or_create(
            app_label="wagtailcore", model="groupapprovaltask"
        )[0],
    )
    task.groups.set(apps.get_model("auth", "Group").objects.filter(name="reviewer"))
    workflow = Workflow.objects.create(name=WORKFLOW)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task=task, sort_order=0
    )
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(
        workflow=workflow,
        content_type=ContentType.objects.get_or_create(app_label="questionbank", model="item")[0],
    )


def remove(apps, schema_editor):
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=TASK).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("questionbank", "0002_frozen_rows"),
        ("people", "0002_role_groups"),
        ("wagtailcore", "0094_alter_page_locale"),
    ]

    operations = [migrations.RunPython(create, remove)]
