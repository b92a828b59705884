"""The part of the door about judging again after a rule changed."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.jobs import api as jobs
from chengshu.data.catalog import api as catalog
from chengshu.data.lake import api as lake
from chengshu.data.quality.contracts import JudgedAgain
from chengshu.data.quality.services import restoring

RESTORE_JOB = "quality.restore"


def judge_again(actor: Actor, resource_code: str, rule_code: str, *, reason: str) -> JudgedAgain:
    """Judge by the rules in force the open rows that only a changed or withdrawn rule refuses.

    Rows that pass now are `restored`, with who and why, and a job has the lake show them in one
    new snapshot. Rows at rest (waived) and rows of batches not published stay as they are. Asked
    again, nothing is left to do.

    Raises:
        RowStateError: No reason is given.
        RuleMappingError: A rule in force does not fit the landed columns; nothing is kept.
    """
    resource = catalog.get_resource(system_actor("quality"), resource_code)
    access.check(actor, "quality.judge_again", organisation=resource.provider_code)
    touched = restoring.find_touched(resource=resource, rule_code=rule_code)
    passing = restoring.find_passing(resource=resource, touched=touched)
    with transaction.atomic():
        endings = restoring.keep_restored(
            resource=resource,
            rule_code=rule_code,
            passing=passing,
            signed=(actor.username, reason),
        )
        restored = restoring.places_of(endings).num_rows
        if endings:
            arguments: dict[str, jobs.JSON] = {
                "resource_code": resource_code,
                "endings": list(endings),
            }
            jobs.enqueue(actor, RESTORE_JOB, subject=resource_code, arguments=arguments)
        detail = {
            "rule": rule_code, "reason": reason, "judged": touched.num_rows, "restored": restored,
        }  # fmt: skip
        audit.record(actor, "quality.judge_again", subject=resource_code, detail=detail)
    return JudgedAgain(resource_code, rule_code, touched.num_rows, restored)


def show_restored(actor: Actor, resource_code: str, endings: tuple[int, ...]) -> None:
    """Have the lake show the rows that some endings restored; idempotent by endings.

    Raises:
        LandedFileError: A landed file is gone or was changed.
    """
    resource = catalog.get_resource(system_actor("quality"), resource_code)
    lake.restore_rows(
        actor,
        resource_code=resource_code,
        act=f"endings-{min(endings)}-{max(endings)}",
        rows=restoring.places_of(endings),
        key=resource.primary_key,
    )
