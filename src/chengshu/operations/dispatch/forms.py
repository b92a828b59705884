"""Forms of dispatch: they shape input, the door judges it."""

import uuid
from collections.abc import Sequence
from typing import cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.operations.dispatch import api
from chengshu.operations.dispatch.contracts import (
    CaseAction,
    CaseClassInfo,
    CoordinateSystem,
    Move,
    NewCase,
    PermittedAction,
    Upload,
)

_ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"
Choices = list[tuple[str, object]]


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several files and, on a phone, opens the camera."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; cleans to a list."""

    widget = ManyFilesInput

    def clean(self, data: object, initial: object = None) -> "list[UploadedFile[bytes]]":
        """Return every file sent."""
        files = data if isinstance(data, list | tuple) else [data]
        return [
            cast("UploadedFile[bytes]", super(ManyFilesField, self).clean(one))
            for one in files
            if one
        ]


def read_uploads(files: "Sequence[UploadedFile[bytes]]") -> tuple[Upload, ...]:
    """Return the files a form received."""
    return tuple(Upload(one.name or "", one.read()) for one in files)


class ReportForm(forms.Form):
    """A new case; the hidden key makes sending it twice harmless."""

    source_key = forms.CharField(widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex)
    title = forms.CharField(label=_("标题"), max_length=128)
    class_code = forms.ChoiceField(label=_("案件类别"))
    area_code = forms.ChoiceField(label=_("所属区域"))
    source = forms.ChoiceField(label=_("来源"))
    location = forms.CharField(label=_("地点"), max_length=256, required=False)
    description = forms.CharField(
        label=_("情况描述"), max_length=5000, required=False, widget=forms.Textarea
    )
    longitude = forms.FloatField(label=_("经度"), required=False)
    latitude = forms.FloatField(label=_("纬度"), required=False)
    coordinate_system = forms.ChoiceField(
        label=_("坐标系"),
        required=False,
        choices=[(one.value, one.value) for one in CoordinateSystem],
        help_text=_("坐标的来源系统，系统统一换算为 WGS-84 保存。"),
    )
    reporter = forms.CharField(label=_("反映人"), max_length=64, required=False)
    reporter_phone = forms.CharField(label=_("联系电话"), max_length=32, required=False)
    photos = ManyFilesField(
        label=_("照片或文件"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": _ACCEPT}),
        help_text=_("JPEG、PNG、WebP 或 PDF，每个不超过 10 MB。"),
    )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        """Fill the choices with what `actor` may choose."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # - passed through to Django's own
        self._choose("class_code", class_choices(api.list_case_classes(actor)))
        self._choose("area_code", area_choices())
        self._choose("source", list(api.list_sources()))

    def _choose(self, name: str, choices: Choices) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def to_case(self) -> NewCase:
        """Return the report."""
        data = self.cleaned_data
        code_system, _mark, class_code = data["class_code"].partition("|")
        placed = data["longitude"] is not None or data["latitude"] is not None
        return NewCase(
            title=data["title"],
            class_code=class_code,
            code_system=code_system,
            area_code=data["area_code"],
            source=data["source"],
            source_key=data["source_key"],
            location=data["location"],
            description=data["description"],
            longitude=data["longitude"],
            latitude=data["latitude"],
            coordinate_system=data["coordinate_system"] if placed else "",
            reporter=data["reporter"],
            reporter_phone=data["reporter_phone"],
        )


class PhoneReportForm(ReportForm):
    """The same in fewer fields, for one thumb."""

    class Meta:
        """Which fields a phone shows."""

        hidden = (
            "source",
            "longitude",
            "latitude",
            "coordinate_system",
            "reporter",
            "reporter_phone",
        )

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        """Hide what a phone does not ask."""
        super().__init__(actor, *args, **kwargs)
        for name in self.Meta.hidden:
            self.fields[name].widget = forms.HiddenInput()
        self.fields["photos"].widget.attrs["capture"] = "environment"


class ActForm(forms.Form):
    """One step: the button pressed says which."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    action = forms.ChoiceField(choices=[(one.value, one.value) for one in CaseAction])
    note = forms.CharField(
        label=_("办理说明"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unit = forms.ChoiceField(label=_("主办单位"), required=False)
    photos = ManyFilesField(
        label=_("现场照片或文件"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": _ACCEPT}),
    )

    def __init__(
        self, actions: Sequence[PermittedAction], unit: str, *args: object, **kwargs: object
    ) -> None:
        """Offer units only where an action assigns one."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # - passed through to Django's own
        noted = "、".join(one.title for one in actions if one.note_required)
        if noted:
            self.fields["note"].help_text = _("%(actions)s须填写说明。") % {"actions": noted}
        if any(one.needs_unit for one in actions):
            cast("forms.ChoiceField", self.fields["unit"]).choices = unit_choices()
            self.fields["unit"].initial = unit
        else:
            del self.fields["unit"]

    def to_move(self) -> Move:
        """Return the step."""
        data = self.cleaned_data
        return Move(
            action=CaseAction(data["action"]),
            note=data["note"],
            unit=data.get("unit", ""),
            version=data["version"],
            files=read_uploads(data["photos"]),
        )


def class_choices(classes: Sequence[CaseClassInfo]) -> Choices:
    """Return the classes grouped by their code system; parents are groups, not choices."""
    parents = {(one.code_system, one.parent_code) for one in classes}
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in classes:
        if (one.code_system, one.code) not in parents:
            choice = (f"{one.code_system}|{one.code}", f"{one.code} {one.name}")
            groups.setdefault(one.code_system, []).append(choice)
    return [("", _("请选择")), *groups.items()]


def area_choices() -> Choices:
    """Return the areas by code, deeper ones indented."""
    return [
        ("", _("请选择")),
        *((code, f"{_indent(code)}{name}") for code, name in accounts.area_names().items()),
    ]


def _indent(code: str) -> str:
    return "　" * max(0, (len(code.rstrip("0")) - 4) // 3)


def unit_choices() -> Choices:
    """Return the departments and units a case may be given to."""
    kinds = {"department", "unit", "bureau"}
    units = [one for one in accounts.list_organisations() if one.kind in kinds]
    return [("", _("按类别规定的单位")), *((one.code, one.name) for one in units)]
