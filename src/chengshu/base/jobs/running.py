"""One run of one job: the edge where every error becomes a state and a sentence."""

import time
from collections.abc import Callable
from functools import partial

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.errors.api import ChengshuError, RetryError
from chengshu.base.jobs import selectors, services
from chengshu.base.jobs.contracts import JobState
from chengshu.base.jobs.definitions import definitions
from chengshu.base.jobs.errors import JobCancelledError, JobSupersededError

_SYSTEM = "system:"
_WRITE_EVERY = 0.3  # seconds between two progress lines
_WRITE_AGAIN = (0.0, 1.0, 3.0)  # seconds to wait before the end of a run is written again
_log = structlog.get_logger(__name__)


class RunningJob:
    """The `JobContext` that a job's function receives."""

    def __init__(self, claim: services.Claim) -> None:
        """Stand for one run."""
        self._claim = claim
        self._written_at = 0.0
        self.actor = _actor_of(claim)

    @property
    def id(self) -> int:
        """The job's number."""
        return self._claim.job_id

    def advance(self, done: int, total: int, note: str = "") -> None:
        """Say how far the work is; frequent calls are thinned out, the last one is written.

        Raises:
            JobSupersededError: Another worker runs the job by now.
        """
        moment = time.monotonic()
        if done < total and moment - self._written_at < _WRITE_EVERY:
            return
        self._written_at = moment
        if not services.note_progress(claim=self._claim, done=done, total=total, note=note):
            raise JobSupersededError(key=self.id)

    def stop_if_cancelled(self) -> None:
        """End the job here if somebody cancelled it.

        Raises:
            JobCancelledError: Somebody did.
        """
        if selectors.is_cancel_requested(job_id=self.id):
            raise JobCancelledError(key=self.id)


def _actor_of(claim: services.Claim) -> Actor:
    """Return who ordered the job, with the posts held today: rights withdrawn are gone."""
    if claim.username.startswith(_SYSTEM):
        return system_actor(claim.username.removeprefix(_SYSTEM))
    person = accounts.find_person(claim.username)
    posts = person.posts if person and person.is_active else ()
    name = person.name if person else claim.username
    return Actor(claim.username, name, posts, claim.address)


def run_job(*, job_id: int, lifeline: int) -> None:
    """Run the job if it is still to be run, and write how it ended."""
    claim = services.claim_job(job_id=job_id, lifeline=lifeline)
    if claim is None:
        return
    log = _log.bind(job=job_id, name=claim.name, attempt=claim.attempts)
    try:
        definitions.get(claim.name).function(RunningJob(claim), **claim.arguments)
    except JobSupersededError:
        log.warning("job superseded")
    except JobCancelledError:
        _settle(claim, JobState.CANCELLED)
    except (RetryError, OperationalError, InterfaceError) as error:
        log.warning("job postponed", error=str(error))
        _give_second_chance(claim, error)
    except ChengshuError as error:
        log.warning("job failed", error=str(error))
        _settle(claim, JobState.FAILED, str(error))
    except (Exception, SystemExit) as error:
        log.exception("job broken")
        _settle(claim, JobState.FAILED, _sentence(error))
    else:
        _settle(claim, JobState.DONE)


def _give_second_chance(claim: services.Claim, error: Exception) -> None:
    """Postpone while chances are left."""
    sentence = _sentence(error)
    if claim.failures <= definitions.get(claim.name).retries:
        _write(partial(services.postpone_job, claim=claim, error=sentence))
    else:
        _settle(claim, JobState.FAILED, sentence)


def _settle(claim: services.Claim, state: JobState, error: str = "") -> None:
    _write(partial(services.settle_job, claim=claim, state=state, error=error))


def _write(write: Callable[[], None]) -> None:
    """Write how the run ended, on a fresh connection if the old one was lost.

    Should the server be gone altogether, the error leaves from here and the job is recovered once
    it is back: its lifeline went with the server.
    """
    for wait in _WRITE_AGAIN:
        try:
            return write()
        except (OperationalError, InterfaceError) as error:
            _log.warning("connection lost at the end of a job", error=str(error))
            connection.close()
            time.sleep(wait)
    return write()


def _sentence(error: BaseException) -> str:
    if isinstance(error, ChengshuError):
        return str(error)
    if isinstance(error, OperationalError | InterfaceError):
        return _("数据库连接中断，请稍后重试。")
    return _("程序出错（%(kind)s），已写入日志，请联系运维人员。") % {"kind": type(error).__name__}
