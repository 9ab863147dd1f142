from django.db import migrations, models

from cms.immutable import FreezeTable, ThawTable


class Migration(migrations.Migration):
    dependencies = [
        ("sittings", "0002_frozen_rows"),
        ("papers", "0004_parts_of_cases"),
    ]

    operations = [
        ThawTable("sittings_answerevent"),
        migrations.AlterField(
            model_name="answerevent",
            name="answer",
            field=models.TextField(blank=True),
        ),
        FreezeTable("sittings_answerevent"),
        ThawTable("sittings_lateanswer"),
        migrations.AlterField(
            model_name="lateanswer",
            name="answer",
            field=models.TextField(blank=True),
        ),
        FreezeTable("sittings_lateanswer"),
        # In words only.
        migrations.AlterField(
            model_name="response",
            name="chosen",
            field=models.JSONField(
                help_text="what the answer says (Kind.response); null: not answered", null=True
            ),
        ),
    ]
