"""Pages of corrections: the workbook of an order's rows, and the corrected file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb
from chengshu.data.repair import api
from chengshu.data.repair.forms import CorrectionForm

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@look.page
def download_rows(request: HttpRequest, number: str) -> HttpResponseBase:
    """Send the workbook of an order's open rows."""
    content = api.download_rows(look.actor(request), number)
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{number}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


@look.page
def correct_rows(request: HttpRequest, number: str) -> HttpResponseBase:
    """Take a corrected file; show what is wrong with it, or what became of its rows."""
    actor = look.actor(request)
    order = api.get_order(actor, number)
    form = CorrectionForm(request.POST or None, request.FILES or None)
    result = None
    if request.method == "POST" and form.is_valid():
        try:
            result = api.correct_rows(actor, number, stream=form.cleaned_data["file"])
        except RefusedError as error:
            look.add_error(form, error)
        else:
            if result.is_loaded and not result.refused:
                messages.success(request, _("更正的行已全部合格。"))
                return redirect("repair:order", number)
    context = {
        "order": order,
        "form": form,
        "result": result,
        "crumbs": [
            Crumb(_("整改工单"), reverse("repair:orders")),
            Crumb(number, reverse("repair:order", args=[number])),
            Crumb(_("上传更正数据")),
        ],
    }
    return render(request, "repair/correct.html", context)
