from django.db import migrations, models

from cms.immutable import FreezeTable, ThawTable


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0003_frozen_cells"),
        ("questionbank", "0004_kinds_of_their_own"),
    ]

    operations = [
        ThawTable("papers_formitem"),
        migrations.AddField(
            model_name="formitem",
            name="part",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="part of the case"),
        ),
        migrations.RemoveConstraint(model_name="formitem", name="form_version_once"),
        migrations.AddConstraint(
            model_name="formitem",
            constraint=models.UniqueConstraint(
                fields=("form", "version", "part"), name="form_version_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="formitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("part", None)),
                fields=("form", "version"),
                name="form_version_once",
            ),
        ),
        FreezeTable("papers_formitem"),
        # In words only.
        migrations.AlterField(
            model_name="blueprintsection",
            name="kind",
            field=models.CharField(
                choices=[
                    ("single", "single choice"),
                    ("multiple", "multiple choice"),
                    ("true_false", "true or false"),
                    ("fill_in", "fill-in"),
                    ("matching", "matching"),
                    ("ordering", "ordering"),
                    ("short_answer", "short answer"),
                    ("case", "case analysis"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="form",
            name="sections",
            field=models.JSONField(
                help_text="[{title, instructions, kind, n_items, n_questions, points, cells}]",
                verbose_name="sections",
            ),
        ),
    ]
