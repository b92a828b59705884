"""What a city knows on its first day: the national elements and code tables, nothing learned."""

import yaml

from chengshu.base.settings import api as settings
from chengshu.data.elements import api as elements
from chengshu.data.elements.contracts import CodeSet, Knowledge


def national_knowledge() -> Knowledge:
    path = settings.national_folder() / "code_tables.yaml"
    tables = yaml.safe_load(path.read_text(encoding="utf-8"))["tables"]
    code_sets = [
        CodeSet(table["code"], table["name"], {str(k): str(v) for k, v in table["codes"].items()})
        for table in tables
    ]
    return elements.pack_knowledge(code_sets=code_sets)
