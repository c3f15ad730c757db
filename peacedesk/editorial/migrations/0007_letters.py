from django.db import migrations, models

import peacedesk.editorial.letters


class Migration(migrations.Migration):
    dependencies = [("editorial", "0006_urgency")]

    operations = [
        # How a text is written into the column; the column stays as it is, and so does what it holds.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="revision",
                    name="data",
                    field=models.JSONField(encoder=peacedesk.editorial.letters.LettersEncoder, verbose_name="content"),
                ),
            ]
        )
    ]
