from django.db import migrations

from cms.immutable import FreezeTable


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [
        FreezeTable("certificates_certificate"),
    ]
