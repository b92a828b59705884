"""Drop the rows of the old form, and from now on hold the counters to adding up."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [("quality", "0004_rows_move_to_marks")]

    operations = [
        migrations.DeleteModel(name="RefusedRow"),
        migrations.AddIndex(
            model_name="judgement",
            index=models.Index(condition=Q(("waiting__gt", 0)), fields=["resource_code"], name="open_rows"),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=Q(
                    quarantined=F("waiting") + F("repeated") + F("repaired") + F("superseded")
                    + F("withdrawn") + F("waived") + F("restored")
                ),
                name="every_refused_row_has_one_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=Q(
                    warned__gte=0, waiting__gte=0, repeated__gte=0, repaired__gte=0,
                    superseded__gte=0, withdrawn__gte=0, waived__gte=0, restored__gte=0,
                ),
                name="no_count_below_nothing",
            ),
        ),
    ]
