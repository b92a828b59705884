"""Take over the rule sets quality kept until now; the table is renamed, no row moves."""

from django.db import migrations, models

_RENAME = "ALTER TABLE quality_ruleset RENAME TO rules_ruleset"
_RENAME_COUNTER = "ALTER SEQUENCE quality_ruleset_id_seq RENAME TO rules_ruleset_id_seq"


class Migration(migrations.Migration):

    initial = True

    dependencies = [("quality", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL([_RENAME, _RENAME_COUNTER])],
            state_operations=[
                migrations.CreateModel(
                    name="RuleSet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("resource_code", models.CharField(max_length=128, unique=True)),
                        ("rules", models.JSONField(default=list)),
                        ("saved_by", models.CharField(max_length=150)),
                        ("saved_at", models.DateTimeField()),
                    ],
                ),
            ],
        ),
    ]
