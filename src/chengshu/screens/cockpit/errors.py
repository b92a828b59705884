"""What can go wrong in cockpit."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import NotFoundError, RefusedError


class ScreenMissingError(NotFoundError):
    """The city pack has no such screen; data: `key`."""

    code = "screen_missing"
    sentence = _("没有名为“%(key)s”的大屏，请在大屏列表中选择。")


class ScreenSpecError(RefusedError):
    """The city pack's `screens.yaml` cannot be used; data: `key`, `reason`."""

    code = "screen_spec"
    title = _("大屏配置有误")
    sentence = _("大屏“%(key)s”的配置有误：%(reason)s，请修改城市包中的 screens.yaml。")
