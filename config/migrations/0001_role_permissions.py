from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations
from wagtail.snippets.models import create_extra_permissions

from config.roles import COLLECTION_PERMISSIONS, PAGE_PERMISSIONS, PERMISSIONS


def grant(apps, schema_editor):
    # Django makes permissions only after all migrations: make them now, to be given.
    for app_config in installed.get_app_configs():
        create_permissions(app_config, verbosity=0, using=schema_editor.connection.alias)
    # And Wagtail the ones to publish and to lock.
    create_extra_permissions(
        installed.get_app_config("wagtailsnippets"), using=schema_editor.connection.alias
    )
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    Page = apps.get_model("wagtailcore", "Page")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")

    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    groups = {group.name: group for group in Group.objects.filter(name__in=PERMISSIONS)}
    for role, names in PERMISSIONS.items():
        if role not in groups:
            continue  # of a later migration, which grants it what it may
        groups[role].permissions.set([known[name] for name in names])
    root_page = Page.objects.get(depth=1)
    for role, codenames in PAGE_PERMISSIONS.items():
        for codename in codenames:
            GroupPagePermission.objects.get_or_create(
                group=groups[role], page=root_page, permission=known[f"wagtailcore.{codename}"]
            )
    root_collection = Collection.objects.get(depth=1)
    for role, codenames in COLLECTION_PERMISSIONS.items():
        for codename in codenames:
            kind = "images" if codename.endswith("image") else "docs"
            GroupCollectionPermission.objects.get_or_create(
                group=groups[role],
                collection=root_collection,
                permission=known[f"wagtail{kind}.{codename}"],
            )


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=PERMISSIONS):
        group.permissions.clear()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_role_groups"),
        ("cms", "0001_initial"),
        ("questionbank", "0003_review_workflow"),
        ("papers", "0002_frozen_rows"),
        ("sittings", "0002_frozen_rows"),
        ("scoring", "0002_frozen_rows"),
        ("certificates", "0002_frozen_rows"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
