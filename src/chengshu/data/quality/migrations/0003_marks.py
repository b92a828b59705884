"""Make room for marks, counters and ends; the rows of the old form stay until they have moved."""

import django.db.models.deletion
from django.db import migrations, models

COUNTERS = (
    "warned", "waiting", "repeated", "repaired", "superseded", "withdrawn", "waived", "restored",
)


class Migration(migrations.Migration):

    dependencies = [("quality", "0002_rule_sets_move_out")]

    operations = [
        migrations.CreateModel(
            name="Ending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resource_code", models.CharField(db_index=True, max_length=128)),
                ("state", models.CharField(max_length=16)),
                ("batch_id", models.BigIntegerField(null=True)),
                ("by", models.CharField(blank=True, max_length=150)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(state__in=["repaired", "superseded", "withdrawn"]) | models.Q(batch_id__isnull=False),
                        name="a_later_batch_is_named",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(state__in=["waived", "restored"]) | ~(models.Q(by="") | models.Q(reason="")),
                        name="a_person_says_by_whom_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RowEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField()),
                ("by_position", models.BigIntegerField(null=True)),
                ("ending", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="quality.ending")),
                ("judgement", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="ends", to="quality.judgement")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("judgement", "position"), name="one_end_per_row")],
            },
        ),
        migrations.AddField("judgement", "key", models.JSONField(default=list)),
        migrations.AddField("judgement", "stopped_by", models.JSONField(default=list)),
        migrations.AddField("judgement", "marks_name", models.CharField(blank=True, db_index=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("judgement", "marks_rows", models.BigIntegerField(default=0)),
        migrations.AddField("judgement", "marks_digest", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AddField("judgement", "settled_at", models.DateTimeField(null=True)),
        *[migrations.AddField("judgement", name, models.BigIntegerField(default=0)) for name in COUNTERS],
    ]
