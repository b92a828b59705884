"""Masks over the values of refused rows: what is sensitive stays hidden where rows are shown."""

from collections.abc import Mapping

import pyarrow as pa
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import KEY_SEPARATOR
from chengshu.data.rules.contracts import LINE_MARK

Values = Mapping[str, str | None]
_HIDDEN = "***"


class Masks:
    """The masks of the resources met while one page is built, looked up once each."""

    def __init__(self, *, is_clear: bool = False) -> None:
        """Know nothing yet; where `is_clear`, mask nothing: the reader's own rows."""
        self.is_clear = is_clear
        self._resources: dict[str, ResourceInfo] = {}

    def apply(self, resource_code: str, values: Values) -> Values:
        """Return the values with sensitive ones masked, raw text of misshapen rows hidden."""
        masks = self._masks(resource_code)
        if not masks:
            return values
        if LINE_MARK in values:
            return {**values, "_text": _HIDDEN}
        hidden = {column: kind for column, kind in masks.items() if values.get(column)}
        if not hidden:
            return values
        table = pa.table({column: pa.array([values[column]], pa.string()) for column in hidden})
        masked = lake.mask_table(table, masks=hidden).to_pylist()[0]
        return {**values, **{column: str(value) for column, value in masked.items()}}

    def key_text(self, resource_code: str, key: str) -> str:
        """Return a key as people read it, its sensitive parts masked."""
        if not key:
            return ""
        columns = self._resource(resource_code).primary_key
        parts = key.split(KEY_SEPARATOR)
        if len(columns) != len(parts):
            return _HIDDEN
        shown = self.apply(resource_code, dict(zip(columns, parts, strict=True)))
        return " · ".join(str(shown[column]) for column in columns)

    def labels(self, resource_code: str) -> Mapping[str, str]:
        """Return what the columns of a row are called, in the order of the items."""
        names = {item.column: item.name_zh for item in self._resource(resource_code).items}
        kept = {"_line": _("行号"), "_text": _("原文"), "_reason": _("说明"), "_file": _("文件")}
        return names | kept

    def _masks(self, resource_code: str) -> dict[str, str]:
        if self.is_clear:
            return {}
        return {
            item.column: item.mask or item.identifier
            for item in self._resource(resource_code).items
            if item.is_sensitive or item.mask
        }

    def _resource(self, resource_code: str) -> ResourceInfo:
        if resource_code not in self._resources:
            found = catalog.get_resource(system_actor("quality"), resource_code)
            self._resources[resource_code] = found
        return self._resources[resource_code]
