"""Refusals of elements, each with one sentence that says what to change."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError, NotFoundError


class ElementNotFoundError(NotFoundError):
    """No such data element; data: `key`."""

    code = "element_not_found"
    sentence = _("未找到数据元“%(key)s”，请从数据元列表中选择。")


class AliasNotFoundError(NotFoundError):
    """No such alias; data: `key`."""

    code = "alias_not_found"
    sentence = _("未找到别名“%(key)s”，它可能已被移除，请刷新页面。")


class BadPackError(InvalidInputError):
    """The pack of elements cannot be loaded; data: `field` (the file), `reason`."""

    code = "bad_element_pack"


class BadElementError(InvalidInputError):
    """A field of an element cannot be kept; data: `field`, `reason`."""

    code = "bad_element"
    sentence = _("数据元不能保存：%(reason)s")


class NameTakenError(ConflictError):
    """A standing element of the domain has the name; data: `name`, `key`."""

    code = "element_name_taken"
    sentence = _("同一领域已有数据元“%(name)s”（%(key)s），请直接使用它，或为它增加别名。")


class NationalElementError(ConflictError):
    """Elements of the state change only with the national pack; data: `key`."""

    code = "national_element"
    sentence = _("“%(key)s”是国家数据元，内容随国家包更新，不能在此修改；可为它增加本市别名。")
