"""Kinds of numbers with a check character beside citizen ID and USCC."""

from typing import ClassVar

import pyarrow as pa
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengshu.data.rules.contracts import RowRule, RuleSpec, Severity, Surroundings
from chengshu.data.rules.kinds.columns import Mask, judge_values
from chengshu.data.rules.kinds.identifiers import (
    valid_bank_cards,
    valid_licence_ids,
    valid_organisation_codes,
    valid_vins,
)
from chengshu.data.rules.kinds.registry import Kind, rule_kinds


class Checked(Kind):
    """A number judged by itself."""

    def valid(self, values: pa.Array) -> Mask:
        """Tell which texts are good."""
        raise NotImplementedError

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge each distinct number once."""
        return lambda batch: judge_values(batch.column(spec.item), self.valid)


class OrganisationCode(Checked):
    """Nine characters, GB 11714."""

    title: ClassVar[str | Promise] = _("组织机构代码")
    sentence: ClassVar[str | Promise] = _(
        "“%(label)s”应为 9 位组织机构代码（GB 11714），校验位须正确"
    )

    def valid(self, values: pa.Array) -> Mask:
        """Look at the check character."""
        return valid_organisation_codes(values)


class LicenceId(Checked):
    """An electronic licence identifier, GB/T 36904."""

    title: ClassVar[str | Promise] = _("电子证照标识")
    sentence: ClassVar[str | Promise] = _(
        "“%(label)s”应为电子证照标识（GB/T 36904），以 1.2.156.3005.2 开头，校验位须正确"
    )

    def valid(self, values: pa.Array) -> Mask:
        """Look at the check character."""
        return valid_licence_ids(values)


class BankCard(Checked):
    """A bank card number; some genuine old cards fail the check, so it only warns."""

    severity: ClassVar[Severity] = Severity.WARN
    title: ClassVar[str | Promise] = _("银行卡号")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应为 12 至 19 位银行卡号，校验位须正确")

    def valid(self, values: pa.Array) -> Mask:
        """Look at the check character."""
        return valid_bank_cards(values)


class Vin(Checked):
    """A vehicle identification number, GB 16735."""

    title: ClassVar[str | Promise] = _("车辆识别代号")
    sentence: ClassVar[str | Promise] = _(
        "“%(label)s”应为 17 位车辆识别代号（GB 16735），不含 I、O、Q"
    )

    def valid(self, values: pa.Array) -> Mask:
        """Look at the check character."""
        return valid_vins(values)


rule_kinds.register("org_code", OrganisationCode())
rule_kinds.register("licence_id", LicenceId())
rule_kinds.register("bank_card", BankCard())
rule_kinds.register("vin", Vin())
