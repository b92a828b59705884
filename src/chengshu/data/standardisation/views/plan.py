"""The plan of one resource: steps in force, proposals with reasons, a try-out, confirmation."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb, TimelineItem
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo
from chengshu.data.standardisation import api
from chengshu.data.standardisation.contracts import PlanInfo, Samples, StepSpec, TriedCell
from chengshu.data.standardisation.forms import StepsForm

_SHOWN_CELLS = 100


@look.page
def show_plan(request: HttpRequest, key: str) -> HttpResponse:
    """Show the steps of every item, what is proposed and why, and a try-out on the source."""
    actor = look.actor(request)
    plan = api.get_plan(actor, key)
    resource = catalog.get_resource(actor, key)
    samples = _samples(actor, key)
    proposed = api.propose_steps(actor, key, samples)
    specs = plan.steps if plan.is_confirmed else [one.spec for one in proposed]
    reasons = {(one.spec.column, one.spec.step): one.reason for one in proposed}
    in_force = {(spec.column, spec.step) for spec in plan.steps} if plan.is_confirmed else set()
    tried = api.try_steps(actor, key, specs, samples=samples) if samples else ()
    context = {
        **_about(actor, resource, plan),
        "rows": [_row(item, specs, (reasons, in_force)) for item in resource.items],
        "tried": _changed(tried, resource)[:_SHOWN_CELLS],
        "has_samples": bool(samples),
        "is_new": set(reasons) - in_force,
        "versions": _versions(api.list_versions(actor, key)),
    }
    return render(request, "standardisation/plan.html", context)


@require_POST
@look.page
def adopt(request: HttpRequest, key: str) -> HttpResponseBase:
    """Confirm what is proposed, beside what a person set already."""
    actor = look.actor(request)
    plan = api.get_plan(actor, key)
    kept = plan.steps if plan.is_confirmed else ()
    known = {(spec.column, spec.step) for spec in kept}
    proposed = [one.spec for one in api.propose_steps(actor, key, _samples(actor, key))]
    added = [spec for spec in proposed if (spec.column, spec.step) not in known]
    try:
        saved = api.save_plan(actor, key, _ordered([*kept, *added]), base=plan.version)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已确认第 %(n)s 版标准化方案。") % {"n": saved.version})
    return redirect("standardisation:plan", key)


@look.page
def edit_item(request: HttpRequest, key: str, column: str) -> HttpResponseBase:
    """Set the steps of one item; try them on values, or confirm them."""
    actor = look.actor(request)
    plan = api.get_plan(actor, key)
    resource = catalog.get_resource(actor, key)
    item = resource.find_item(column)
    if item is None:
        raise Http404
    form = StepsForm(request.POST or None)
    others = [(one.column, one.name_zh) for one in resource.items if one.column != column]
    tables = [(table.code, table.name) for table, _size in catalog.list_code_tables(actor)]
    form.offer(api.list_steps(), items=others, tables=tables)
    form.show(_standing(actor, plan, column))
    tried: Sequence[TriedCell] = ()
    if request.method == "POST" and form.is_valid():
        try:
            if "try" not in request.POST:
                return _save(request, plan, column=column, specs=form.to_specs(column))
            values = {column: form.lines()}
            tried = api.try_steps(actor, key, form.to_specs(column), samples=values)
        except RefusedError as error:
            look.add_error(form, error)
    context = {
        **_about(actor, resource, plan),
        "item": item,
        "form": form,
        "tried": [_shown(cell, item.name_zh, "") for cell in tried],
    }
    return render(request, "standardisation/item.html", context, status=422 if form.errors else 200)


def _save(
    request: HttpRequest, plan: PlanInfo, *, column: str, specs: Sequence[StepSpec]
) -> HttpResponseBase:
    """Confirm the steps of one item; those of the others stay as they are."""
    others = [spec for spec in plan.steps if spec.column != column]
    saved = api.save_plan(
        look.actor(request),
        plan.resource_code,
        _ordered([*others, *specs]),
        base=plan.version,
    )
    messages.success(request, _("已确认第 %(n)s 版标准化方案。") % {"n": saved.version})
    return redirect("standardisation:plan", plan.resource_code)


def _standing(actor: Actor, plan: PlanInfo, column: str) -> Sequence[StepSpec]:
    if plan.is_confirmed:
        return plan.of(column)
    proposed = api.propose_steps(actor, plan.resource_code)
    return [one.spec for one in proposed if one.spec.column == column]


def _samples(actor: Actor, key: str) -> Samples:
    """Return samples of the source; a source that does not answer gives none."""
    try:
        return api.read_samples(actor, key)
    except RefusedError:
        return {}


def _ordered(specs: Sequence[StepSpec]) -> list[StepSpec]:
    """Return the steps of each item in the order of the registry."""
    places = {step.key: place for place, step in enumerate(api.list_steps())}
    columns = {spec.column: place for place, spec in reversed(list(enumerate(specs)))}
    return sorted(specs, key=lambda spec: (columns[spec.column], places[spec.step]))


def _about(actor: Actor, resource: ResourceInfo, plan: PlanInfo) -> Mapping[str, object]:
    saves = access.may(actor, "standardisation.save", organisation=resource.provider_code)
    return {
        "resource": resource,
        "plan": plan,
        "may_save": saves,
        "crumbs": [
            Crumb(_("数据标准化"), reverse("standardisation:list")),
            Crumb(resource.title, reverse("standardisation:plan", args=[resource.key])),
        ],
    }


def _row(
    item: ItemInfo,
    specs: Sequence[StepSpec],
    about: tuple[Mapping[tuple[str, str], str], set[tuple[str, str]]],
) -> Mapping[str, object]:
    reasons, in_force = about
    titles = api.step_titles()
    own = [spec for spec in specs if spec.column == item.column]
    shown = [
        {
            "title": titles.get(spec.step, spec.step),
            "settings": _settings(spec),
            "reason": reasons.get((spec.column, spec.step), ""),
            "in_force": (spec.column, spec.step) in in_force,
        }
        for spec in own
    ]
    chosen = {spec.step for spec in own}
    missing = [
        {"title": titles.get(step, step), "reason": reason}
        for (column, step), reason in reasons.items()
        if column == item.column and step not in chosen
    ]
    return {"item": item, "steps": shown, "missing": missing}


def _settings(spec: StepSpec) -> str:
    """Return the settings of a step in words, as its form offers them."""
    labels = {
        (parameter.name, value): str(label)
        for step in api.list_steps()
        if step.key == spec.step
        for parameter in step.parameters
        for value, label in parameter.choices
    }
    settings = [
        labels.get((name, str(value)), str(value))
        for name, value in spec.parameters.items()
        if value is not True and value
    ]
    targets = [f"→ {column}" for column in spec.into.values()]
    return " · ".join([*settings, *targets])


def _changed(tried: Sequence[TriedCell], resource: ResourceInfo) -> list[Mapping[str, object]]:
    """Return each changed value once, masked where the item is sensitive."""
    items = {item.column: item for item in resource.items}
    once = {(cell.column, cell.before, cell.after): cell for cell in tried if cell.steps}
    return [
        _shown(cell, items[cell.column].name_zh, _mask(items[cell.column]))
        for cell in once.values()
    ]


def _mask(item: ItemInfo) -> str:
    """Return how values of an item are masked, empty where they are not."""
    return (item.mask or item.identifier or "hide") if item.is_sensitive or item.mask else ""


def _shown(cell: TriedCell, name: str, mask: str) -> Mapping[str, object]:
    titles = api.step_titles()
    hide = mask and (lambda text: text and catalog.mask_value(mask, text))
    return {
        "name": name,
        "before": hide(cell.before) if hide else cell.before,
        "after": hide(cell.after) if hide else cell.after,
        "steps": [titles.get(step, step) for step in cell.steps],
    }


def _versions(versions: Sequence[PlanInfo]) -> list[TimelineItem]:
    return [
        TimelineItem(
            plan.saved_at,
            _("第 %(n)s 版") % {"n": plan.version},
            plan.saved_by,
            _("%(n)s 个步骤") % {"n": len(plan.steps)},
            "good" if place == 0 else "neutral",
        )
        for place, plan in enumerate(versions)
    ]
