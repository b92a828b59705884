"""A landed batch lies in parts; a file that landed before is its batch's only part."""

import django.db.models.deletion
from django.db import migrations, models


def file_becomes_part(apps, schema_editor):
    Landing = apps.get_model("lake", "Landing")
    Part = apps.get_model("lake", "Part")
    for row in Landing.objects.iterator():
        Part.objects.create(
            landing=row, batch_id=row.batch_id, resource_code=row.resource_code, number=0,
            path=row.path, first=0, rows=row.rows, digest=row.digest, sealed_at=row.landed_at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("lake", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("batch_id", models.BigIntegerField()),
                ("resource_code", models.CharField(max_length=63)),
                ("number", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=200, unique=True)),
                ("first", models.BigIntegerField()),
                ("rows", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("mark", models.TextField(blank=True)),
                ("sealed_at", models.DateTimeField()),
                ("landing", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="parts", to="lake.landing")),
            ],
            options={
                "ordering": ["batch_id", "number"],
                "constraints": [models.UniqueConstraint(fields=("batch_id", "number"), name="lake_part_once")],
            },
        ),
        migrations.RunPython(file_becomes_part, migrations.RunPython.noop, elidable=False),
        migrations.RemoveField(model_name="landing", name="path"),
    ]
