from importlib import import_module

from django.db import migrations

add = import_module("config.migrations.0002_permissions_added").add


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0002_permissions_added"),
        ("people", "0004_marker_group"),
        ("scoring", "0003_marks"),
    ]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
