from django.db import migrations

from cms.immutable import FreezeTable


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]

    operations = [
        FreezeTable("scoring_result"),
        FreezeTable("scoring_score"),
    ]
