"""Orders by rule, the batches whose rows they hold, their steps."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RepairOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True)),
                ('resource_code', models.CharField(db_index=True, max_length=128)),
                ('resource_title', models.CharField(max_length=256)),
                ('organisation_code', models.CharField(db_index=True, max_length=64)),
                ('rule', models.CharField(blank=True, max_length=256)),
                ('kind', models.CharField(blank=True, max_length=64)),
                ('label', models.CharField(blank=True, max_length=256)),
                ('state', models.CharField(default='open', max_length=16)),
                ('rows', models.BigIntegerField(default=0)),
                ('open_rows', models.BigIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('unit', models.CharField(max_length=16)),
                ('answer', models.TextField(blank=True)),
                ('answered_by', models.CharField(blank=True, max_length=150)),
                ('answered_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=150)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-opened_at', '-number'],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('rule', ''), _negated=True)), fields=('resource_code', 'rule'), name='one_running_order_per_rule'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'answered', 'closed'))), name='known_order_state'), models.CheckConstraint(condition=models.Q(('open_rows__gte', 0), ('rows__gte', models.F('open_rows'))), name='open_rows_are_rows')],
            },
        ),
        migrations.CreateModel(
            name='OrderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(blank=True, max_length=150)),
                ('note', models.TextField(blank=True)),
                ('batch_id', models.BigIntegerField(null=True)),
                ('rows', models.BigIntegerField(default=0)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='repair.repairorder')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OrderBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch_id', models.BigIntegerField(db_index=True)),
                ('rows', models.BigIntegerField()),
                ('open_rows', models.BigIntegerField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='repair.repairorder')),
            ],
            options={
                'ordering': ['batch_id'],
                'constraints': [models.UniqueConstraint(fields=('order', 'batch_id'), name='a_batch_once_in_an_order'), models.CheckConstraint(condition=models.Q(('open_rows__gte', 0), ('rows__gte', models.F('open_rows'))), name='open_rows_of_batch_are_rows')],
            },
        ),
    ]
