from django.db import migrations

from cms.immutable import FreezeTable


class Migration(migrations.Migration):
    dependencies = [("questionbank", "0001_initial")]

    operations = [
        FreezeTable("questionbank_itemversion"),
    ]
