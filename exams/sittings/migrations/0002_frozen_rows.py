from django.db import migrations

from cms.immutable import FreezeTable


class Migration(migrations.Migration):
    dependencies = [("sittings", "0001_initial")]

    operations = [
        FreezeTable("sittings_answerevent"),
        FreezeTable("sittings_lateanswer"),
        FreezeTable("sittings_response"),
    ]
