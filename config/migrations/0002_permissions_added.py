from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from config.roles import PERMISSIONS


def add(apps, schema_editor):
    """Give each role what the table has and the group lacks; takes nothing away."""
    for app_config in installed.get_app_configs():
        create_permissions(app_config, verbosity=0, using=schema_editor.connection.alias)
    Permission = apps.get_model("auth", "Permission")
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for group in apps.get_model("auth", "Group").objects.filter(name__in=PERMISSIONS):
        group.permissions.add(*(known[name] for name in PERMISSIONS[group.name]))


class Migration(migrations.Migration):
    dependencies = [
        ("house", "0001_role_permissions"),
        ("analysis", "0001_initial"),
        ("cms", "0003_article_changes"),
        ("questionbank", "0008_like_pairs"),
    ]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
