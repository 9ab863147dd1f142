from django.db import migrations

NAME = "marker"


def create(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get_or_create(name=NAME)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=NAME, user=None).delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0003_roster_import_by_command")]

    operations = [migrations.RunPython(create, remove)]
