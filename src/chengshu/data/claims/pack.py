"""Templates of the packs: national ones for every city, local and extension ones of this city."""

from collections.abc import Iterator, Mapping

from pydantic import TypeAdapter

from chengshu.base.settings import api as settings_api
from chengshu.data.claims.contracts import Template
from chengshu.data.claims.rulebook import read_document
from chengshu.data.elements.contracts import Level

_FILE = "claim_templates.yaml"
_TEMPLATE = TypeAdapter(Template)
_NAMES = {
    "name": "name_zh",
    "type": "data_type",
    "duty": "duty_line",
    "share": "share_type",
    "element": "element_code",
    "codes": "code_table",
    "domain": "value_domain",
    "organisation": "organisation_code",
}


def list_templates() -> Iterator[Template]:
    """Yield the national templates and the city's own, as the files have them today."""
    for folder in (settings_api.national_folder(), settings_api.city_folder()):
        document = read_document(folder / _FILE)
        shared: dict[str, object] = {
            name: document[name] for name in ("edition", "source") if name in document
        }
        for entry in document.get("templates", ()):
            yield _read({"level": Level.NATIONAL, **shared, **entry})


def _read(entry: Mapping[str, object]) -> Template:
    named = {_NAMES.get(name, name): value for name, value in entry.items()}
    return _TEMPLATE.validate_python(named)
