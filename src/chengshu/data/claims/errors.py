"""Refusals of claims, each with one sentence that says what to change."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError, NotFoundError, RefusedError


class TemplateNotFoundError(NotFoundError):
    """No such element template; data: `key`."""

    code = "claim_template_not_found"
    sentence = _("未找到要素“%(key)s”，请核对要素编码。")


class LineNotFoundError(NotFoundError):
    """No such line, or it is another department's; data: `key`."""

    code = "claim_not_found"
    sentence = _("未找到第 %(key)s 号认领事项，可能已下发给其他单位。")


class DisputeNotFoundError(NotFoundError):
    """No such dispute, or the actor is no party to it; data: `key`."""

    code = "claim_dispute_not_found"
    sentence = _("未找到争议“%(key)s”，或本单位不是争议一方。")


class BadTemplateError(InvalidInputError):
    """A template cannot be kept; data: `field`, `reason`."""

    code = "bad_claim_template"


class NationalTemplateError(ConflictError):
    """Somebody would change a national element; data: `key`."""

    code = "national_template_is_fixed"
    sentence = _("“%(key)s”是国家基本要素，地方不能修改；如需补充，请另建地方要素。")


class DecidedTemplateError(ConflictError):
    """A template that departments answered already would change; data: `key`."""

    code = "template_is_decided"
    sentence = _("已有单位对要素“%(key)s”作出答复，不能再修改定义；请另建新的要素。")


class RetiredTemplateError(ConflictError):
    """A retired template would be changed, issued, claimed or retired again; data: `key`."""

    code = "template_is_retired"
    sentence = _("要素“%(key)s”已停用，不能再修改、下发或认领；已有的认领保留。")


class BadHoldingError(InvalidInputError):
    """A claim lacks something or says what cannot be; data: `field`, `reason`."""

    code = "bad_claim"


class TightenedShareError(RefusedError):
    """A claim would share less than the template allows; data: `declared`, `floor`."""

    code = "share_type_tightened"
    title = _("共享类型过严")
    sentence = _(
        "要素模板规定的共享类型为“%(floor)s”，可以放宽，不能收紧为“%(declared)s”。"
        "确需收紧的，请以“提出异议”说明依据。"
    )


class WrongClaimStateError(ConflictError):
    """The step does not fit the line's state; data: `state`, `action`."""

    code = "wrong_claim_state"
    sentence = _("该要素目前为“%(state)s”，不能%(action)s。请刷新页面查看最新状态。")


class DisputeOpenError(ConflictError):
    """The step must wait for a ruling; data: `number`, `action`."""

    code = "claim_dispute_open"
    sentence = _("该要素有争议（%(number)s）待数据局裁定，裁定前不能%(action)s。")


class RuledError(ConflictError):
    """The bureau has ruled who answers for the element; data: `authority`."""

    code = "claim_is_ruled"
    sentence = _(
        "数据局已裁定该要素的数源单位为“%(authority)s”。如有新的依据，请联系数据局重新裁定。"
    )


class NotAuthorityError(ConflictError):
    """Only the authority brings an element to review; no data."""

    code = "not_the_authority"
    sentence = _("本单位不是该要素的数源单位，无需提交规范性审核。")


class NotConformingError(RefusedError):
    """A required rule of the review fails; data: `rules`."""

    code = "claim_not_conforming"
    title = _("规范性检查未通过")
    sentence = _("以下检查未通过，不能审核通过：%(rules)s。请退回单位修改。")


class OwnClaimError(ConflictError):
    """The reviewer made the claim himself; no data."""

    code = "own_claim"
    sentence = _("该要素由您本人认领，须由另一位人员审核。")


class ClaimPersonNeededError(ConflictError):
    """The program tried to decide for a person; no data."""

    code = "claim_person_needed"
    sentence = _("认领、审核和裁定必须由人员完成，系统不能代办。")


class BadRulingError(InvalidInputError):
    """A ruling cannot be given; data: `field`, `reason`."""

    code = "bad_ruling"


class BadIssueError(InvalidInputError):
    """An issue cannot be made; data: `field`, `reason`."""

    code = "bad_issue"


class ClaimReasonNeededError(InvalidInputError):
    """A step that needs its reason came without; data: `field`, `reason`."""

    code = "claim_reason_needed"
