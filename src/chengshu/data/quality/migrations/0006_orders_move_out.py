"""Drop the table of repair orders: the room of repair holds every one of them."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("quality", "0005_refused_rows_go"), ("repair", "0002_orders_of_quality")]

    operations = [migrations.DeleteModel(name="RepairOrder")]
