"""Judgements name the version of the rules; those made before versions say 0."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("quality", "0006_orders_move_out")]

    operations = [
        migrations.AddField(
            model_name="judgement",
            name="rules_version",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
