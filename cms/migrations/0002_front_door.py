"""Replace Wagtail's welcome page by our home page, on a site that answers any host."""

from django.db import migrations


def open_front_door(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("cms", "HomePage")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")

    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    content_type, _ = ContentType.objects.get_or_create(app_label="cms", model="homepage")
    home = HomePage.objects.create(
        title="百问",
        draft_title="百问",
        slug="home",
        headline="基层执法，有问有答",
        lead="执法现场的问题，每一个都答到条文。读懂、练会、考过，持证上岗。",
        hot_words="当场处罚 听证 扣押 委托 催告",
        content_type=content_type,
        locale=Locale.objects.first(),
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(open_front_door, migrations.RunPython.noop)]
