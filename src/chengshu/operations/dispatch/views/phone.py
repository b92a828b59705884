"""Phone pages: my cases, one case, a report; one column, no script needed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.operations.dispatch import api
from chengshu.operations.dispatch.contracts import CaseQuery
from chengshu.operations.dispatch.forms import PhoneReportForm, read_uploads
from chengshu.operations.dispatch.views.pages import act_form, case_context, take_step


@require_GET
@look.page
def my_cases(request: HttpRequest) -> HttpResponse:
    """Show the cases that wait for this person, then the latest others he may see."""
    actor = look.actor(request)
    waiting = api.my_cases(actor)
    mine = {case.no for case in waiting}
    latest = api.list_cases(actor, CaseQuery(page_size=20)).rows
    context = {
        "waiting": waiting,
        "others": [case for case in latest if case.no not in mine][:10],
        "may_report": api.may_report(actor),
    }
    return render(request, "dispatch/phone_list.html", context)


@require_GET
@look.page
def show_case(request: HttpRequest, case_no: str) -> HttpResponse:
    """Show one case with big buttons."""
    detail = api.get_case(look.actor(request), case_no)
    context = {**case_context(detail, act_form(detail)), "back_url": reverse("phone:cases")}
    return render(request, "dispatch/phone_case.html", context)


@require_POST
@look.page
def act_on_case(request: HttpRequest, case_no: str) -> HttpResponse:
    """Take one step."""
    return take_step(request, case_no, face="dispatch/phone_case.html", home="phone:case")


@require_http_methods(["GET", "POST"])
@look.page
def report_case(request: HttpRequest) -> HttpResponse:
    """Show the short report form, or open the case."""
    actor = look.actor(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PhoneReportForm(actor, *sent, initial={"source": "grid"})
    if sent and form.is_valid():
        try:
            files = read_uploads(form.cleaned_data["photos"])
            case = api.report_case(actor, form.to_case(), files=files)
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("案件 %(no)s 已上报。") % {"no": case.no})
            return redirect("phone:case", case_no=case.no)
    context = {"form": form, "back_url": reverse("phone:cases")}
    return render(
        request, "dispatch/phone_report.html", context, status=422 if form.errors else 200
    )
