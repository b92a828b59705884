"""Rules get versions: what was saved becomes the first one, and no version ever changes."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

FINAL = """
CREATE FUNCTION rules_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of rules is never changed or deleted; make the next one'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rules_version_is_final BEFORE UPDATE OR DELETE ON rules_ruleversion
    FOR EACH ROW EXECUTE FUNCTION rules_version_is_final();
"""


def keep_saved(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Make the first version of every saved set, in force since it was saved."""
    versions = apps.get_model("rules", "RuleVersion").objects
    versions.bulk_create(
        [
            versions.model(
                resource_code=saved.resource_code,
                version=1,
                rules=saved.rules,
                valid_from=saved.saved_at,
                proposed_by=saved.saved_by,
                confirmed_by=saved.saved_by,
            )
            for saved in apps.get_model("rules", "RuleSet").objects.order_by("id")
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [("rules", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resource_code", models.CharField(max_length=128)),
                ("version", models.PositiveIntegerField()),
                ("rules", models.JSONField(default=list)),
                ("valid_from", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=150)),
                ("confirmed_by", models.CharField(max_length=150)),
                ("reason", models.TextField(blank=True)),
            ],
            options={"ordering": ["resource_code", "-version"]},
        ),
        migrations.CreateModel(
            name="RuleChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resource_code", models.CharField(db_index=True, max_length=128)),
                ("code", models.CharField(max_length=300)),
                ("rule", models.JSONField()),
                ("before", models.JSONField(null=True)),
                ("origin", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=16)),
                ("reason", models.TextField()),
                ("proposed_by", models.CharField(max_length=150)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(null=True)),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.UniqueConstraint(fields=("resource_code", "version"), name="rules_version_once"),
        ),
        migrations.AddConstraint(
            model_name="rulechange",
            constraint=models.UniqueConstraint(
                condition=Q(("state", "open")), fields=("resource_code", "code"), name="rules_one_open_change"
            ),
        ),
        migrations.RunPython(keep_saved, elidable=False),
        migrations.DeleteModel(name="RuleSet"),
        migrations.RunSQL(FINAL),
    ]
