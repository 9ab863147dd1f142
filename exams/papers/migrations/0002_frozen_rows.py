from django.db import migrations

from cms.immutable import FreezeTable


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]

    operations = [
        FreezeTable("papers_form"),
        FreezeTable("papers_formitem"),
    ]
