"""Forget the rule sets: their table now belongs to the room of rules, with every row."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("quality", "0001_initial"), ("rules", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="RuleSet")]
        ),
    ]
