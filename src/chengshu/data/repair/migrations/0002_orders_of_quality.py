"""Take over the repair orders quality kept, with their numbers, clocks and answers.

Such an order holds one batch whole, so it names no rule; new orders hold a rule each.
"""

from django.db import migrations

ORDERS = """
INSERT INTO repair_repairorder (
    number, resource_code, resource_title, organisation_code, rule, kind, label, state,
    "rows", open_rows, opened_at, due_at, unit, answer, answered_by, answered_at,
    escalated_at, closed_by, closed_at
)
SELECT o.number, j.resource_code, j.resource_title, o.organisation_code, '', '', '', o.state,
    j.quarantined - j.repeated, j.waiting, o.opened_at, o.due_at, o.unit, o.answer,
    o.answered_by, o.answered_at, NULL, o.closed_by, o.closed_at
FROM quality_repairorder o JOIN quality_judgement j ON j.id = o.judgement_id
ORDER BY o.id
"""
BATCHES = """
INSERT INTO repair_orderbatch (order_id, batch_id, "rows", open_rows)
SELECT r.id, j.batch_id, r."rows", r.open_rows
FROM repair_repairorder r JOIN quality_repairorder o ON o.number = r.number
JOIN quality_judgement j ON j.id = o.judgement_id ORDER BY r.id
"""
STEPS = """
INSERT INTO repair_orderstep (order_id, kind, at, "by", note, batch_id, "rows")
SELECT id, kind, at, "by", note, batch_id, "rows" FROM (
    SELECT r.id, 'opened' AS kind, r.opened_at AS at, '' AS "by", '' AS note,
        b.batch_id, b."rows", 1 AS place
    FROM repair_repairorder r JOIN repair_orderbatch b ON b.order_id = r.id WHERE r.rule = ''
    UNION ALL
    SELECT id, 'answered', answered_at, answered_by, answer, NULL, 0, 2
    FROM repair_repairorder WHERE rule = '' AND answered_at IS NOT NULL
    UNION ALL
    SELECT id, 'closed', closed_at, closed_by, '', NULL, 0, 3
    FROM repair_repairorder WHERE rule = '' AND closed_at IS NOT NULL
) steps ORDER BY id, place
"""


class Migration(migrations.Migration):

    dependencies = [("repair", "0001_initial"), ("quality", "0005_refused_rows_go")]

    operations = [migrations.RunSQL([ORDERS, BATCHES, STEPS], migrations.RunSQL.noop)]
