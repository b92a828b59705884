"""Forms of console: shape of the input only; the doors decide."""

from collections.abc import Sequence

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts.contracts import Level, OrganisationInfo, OrganisationKind, Post, Role
from chengshu.base.console.words import KIND_WORDS, LEVEL_WORDS

Choices = Sequence[tuple[str, object]]
CODE = RegexValidator(r"^[A-Za-z0-9_\-]+$", _("只能用字母、数字、下划线和连字符。"))
AREA = RegexValidator(r"^\d{6}(\d{3}|\d{6})?$", _("区划代码是 6、9 或 12 位数字。"))
USCC = RegexValidator(  # GB 32100-2015: 18 characters without I, O, S, V, Z
    r"^[0-9A-HJ-NPQRTUWXY]{18}$",
    _("统一社会信用代码是 18 位数字和大写字母（不含 I、O、S、V、Z）。"),
)
USERNAME = RegexValidator(r"^[\w.@+\-]+$", _("只能用文字、数字和 . @ + - _。"))


class OrganisationForm(forms.Form):
    """One organisation."""

    name = forms.CharField(label=_("名称"), max_length=128)
    code = forms.CharField(
        label=_("代码"),
        max_length=64,
        validators=[CODE],
        help_text=_("系统内唯一，保存后不再改变，例如 housing。"),
    )
    parent_code = forms.ChoiceField(label=_("上级单位"), required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=[(k.value, w) for k, w in KIND_WORDS.items()])
    level = forms.TypedChoiceField(
        label=_("层级"),
        coerce=int,
        choices=[(k.value, w) for k, w in LEVEL_WORDS.items()],
    )
    area_code = forms.CharField(label=_("区划代码"), validators=[AREA])
    uscc = forms.CharField(label=_("统一社会信用代码"), validators=[USCC], required=False)
    is_new = True

    def offer(self, *, parents: Choices, code: str) -> None:
        """Fill in the organisations to choose from; `code` fixes a known organisation's own."""
        offered = [one for one in parents if one[0] != code]
        field = self.fields["parent_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("（无，最高一级）")), *offered]
        self.is_new = not code
        self.fields["code"].disabled = bool(code)

    def to_info(self) -> OrganisationInfo:
        """Return what the form says."""
        said = self.cleaned_data
        return OrganisationInfo(
            code=said["code"],
            name=said["name"],
            uscc=said["uscc"],
            kind=OrganisationKind(said["kind"]),
            level=Level(said["level"]),
            area_code=said["area_code"],
            parent_code=said["parent_code"] or None,
        )


class PersonForm(forms.Form):
    """One person without the posts; the password only for a new one."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        validators=[USERNAME],
        help_text=_("登录用，保存后不再改变。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("姓名"), max_length=64)
    phone = forms.CharField(label=_("电话"), max_length=32, required=False)
    password = forms.CharField(
        label=_("初始密码"),
        required=False,
        strip=False,
        max_length=128,
        help_text=_("至少 10 位，含大写字母、小写字母、数字、符号中的三类；留空则暂不能登录。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def offer(self, *, is_new: bool) -> None:
        """Fix what a known person keeps."""
        if not is_new:
            self.fields["username"].disabled = True
            del self.fields["password"]


class PostForm(forms.Form):
    """One row of the posts."""

    organisation_code = forms.ChoiceField(label=_("单位"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("岗位"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, *, organisations: Choices, roles: Choices) -> None:
        """Fill in what may be chosen, and keep showing what the person already holds."""
        choices = {"organisation_code": [("", _("（请选择）")), *organisations], "roles": [*roles]}
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def clean(self) -> dict[str, object]:
        """Ask for both halves of a post."""
        said = self.cleaned_data
        if said.get("roles") and not said.get("organisation_code"):
            self.add_error("organisation_code", _("请选择单位。"))
        if said.get("organisation_code") and not said.get("roles") and not said.get("DELETE"):
            self.add_error("roles", _("请至少勾选一个岗位，或删除这一行。"))
        return said

    @property
    def is_post(self) -> bool:
        """Whether the row is filled in and shall stay."""
        said = self.cleaned_data
        return bool(said.get("organisation_code")) and not said.get("DELETE")

    def to_post(self) -> Post:
        """Return what the row says."""
        said = self.cleaned_data
        return Post(said["organisation_code"], frozenset(Role(role) for role in said["roles"]))


PostFormSet = forms.formset_factory(PostForm, extra=0, can_delete=True, max_num=20)


class PasswordForm(forms.Form):
    """Another password, typed twice."""

    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        max_length=128,
        help_text=_("至少 10 位，含大写字母、小写字母、数字、符号中的三类。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        """Compare both."""
        said = self.cleaned_data
        if said.get("password") != said.get("again"):
            self.add_error("again", _("两次输入不一致。"))
        return said
