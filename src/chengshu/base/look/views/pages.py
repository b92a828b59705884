"""The start page and the progress of a job."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from chengshu.base.look import api
from chengshu.base.look.neighbours import get_jobs


@require_GET
@api.page
def show_desk(request: HttpRequest) -> HttpResponse:
    """Show my tasks with their clocks."""
    actor = api.actor(request)
    tasks = api.list_tasks(actor)
    counts = Counter(str(card.light) for card in tasks)
    context = {"tasks": tasks, "counts": counts, "quick": api.list_quick(actor)}
    return render(request, "look/start.html", context)


@require_GET
@api.page
def show_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show how far a job is: as a page, or as the part that asks for itself."""
    job = get_jobs().get(api.actor(request), job_id)
    template = "look/job_part.html" if api.is_partial(request) else "look/job.html"
    return render(request, template, {"job": job})


@require_POST
@api.page
def cancel_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask a job to stop at its next good place."""
    get_jobs().cancel(api.actor(request), job_id)
    return redirect("look:job", job_id=job_id)


@require_POST
@api.page
def retry_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Queue a failed or cancelled job again."""
    get_jobs().retry(api.actor(request), job_id)
    return redirect("look:job", job_id=job_id)
