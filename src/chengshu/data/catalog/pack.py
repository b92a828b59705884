"""The national pack as classes and code tables, ready to be loaded.

The guide's own domains come from `catalog.yaml`, provinces from `identifiers.yaml`, the tables
of other standards from `code_tables.yaml`; each keeps its standard, version and provenance.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from pydantic import TypeAdapter

from chengshu.data.catalog.contracts import ClassNode, CodeEntry, CodeTable
from chengshu.data.catalog.standard import read_yaml

_GUIDE = "政务信息资源目录编制指南（试行）"
_GUIDE_VERSION = "2017"
_GUIDE_FROM = dt.date(2017, 6, 30)
_VERIFIED = "V"

Loaded = tuple[CodeTable, tuple[CodeEntry, ...]]
_TABLE = TypeAdapter(CodeTable)
_ENTRIES = TypeAdapter(tuple[CodeEntry, ...])


def list_classes() -> tuple[ClassNode, ...]:
    """Return the class tree: three classes, the guide's items, and a first level of leaves.

    The guide leaves 目 and 细目 to the cities; the leaf `001` of each item lets a city begin.
    """
    code = read_yaml("catalog.yaml")["resource_code"]
    nodes = [ClassNode(key, name, "", _VERIFIED) for key, name in code["classes"].items()]
    items = {
        "1": list(code["base_items"].values()),
        "2": code["theme_items"],
        "3": code["department_items"],
    }
    for top, names in items.items():
        for number, name in enumerate(names, start=1):
            item = f"{top}{number:02d}"
            nodes += [ClassNode(item, name, top, "V names, our numbers")]
            nodes += [ClassNode(f"{item}001", f"{name}综合", item, "ours")]
    return tuple(nodes)


def list_code_tables() -> Iterator[Loaded]:
    """Yield every code table of the pack with its entries."""
    yield from _guide_tables()
    provinces: Mapping[str, str] = read_yaml("identifiers.yaml")["region_gbt2260"]["provinces"]
    yield (
        CodeTable("gbt2260_province", "省级行政区划代码", "GB/T 2260", "2007", None, _VERIFIED),
        _entries(provinces),
    )
    for document in read_yaml("code_tables.yaml")["tables"]:
        yield _read_table(document)


def _guide_tables() -> Iterator[Loaded]:
    guide = read_yaml("catalog.yaml")
    domains: tuple[tuple[str, str, Mapping[str, str], str], ...] = (
        ("share_type", "共享类型", guide["share_types"], _VERIFIED),
        ("share_mode", "共享方式", guide["share_mode_platform"], _VERIFIED),
        ("open_flag", "开放属性", guide["open_flag"], _VERIFIED),
        ("item_type", "信息项数据类型", guide["item_data_types"], _VERIFIED),
        ("format", "信息资源格式", {k: v["zh"] for k, v in guide["formats"].items()}, _VERIFIED),
        (
            "update_cycle",
            "更新周期",
            {**guide["update_cycles"], **guide["update_cycles_local"]},
            "V 1-6; 7 and above are local codes of ours",
        ),
    )
    for code, name, values, provenance in domains:
        table = CodeTable(code, name, _GUIDE, _GUIDE_VERSION, _GUIDE_FROM, provenance)
        yield table, _entries(values)


def _entries(values: Mapping[str, str]) -> tuple[CodeEntry, ...]:
    return tuple(CodeEntry(code, name) for code, name in values.items())


def _read_table(document: Mapping[str, object]) -> Loaded:
    """Read one table of `code_tables.yaml`: codes as `code: name`, or as a list of records."""
    codes = document["codes"]
    records = (
        [{"code": code, "name": name} for code, name in codes.items()]
        if isinstance(codes, Mapping)
        else codes
    )
    return _TABLE.validate_python(dict(document)), _ENTRIES.validate_python(records)
