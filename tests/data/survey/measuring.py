"""Runs the inference over families of schemas and prints how right it is.

    python -m tests.data.survey.measuring [FOLDER]

With a folder, families that are kept elsewhere are measured instead of those beside this file.
"""

import os
import sys
from pathlib import Path

import django
import yaml

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from chengshu.base.settings import api as settings  # noqa: E402 - Django must be ready
from chengshu.data.elements import api as elements  # noqa: E402 - as above
from chengshu.data.elements.contracts import CodeSet, Knowledge  # noqa: E402 - as above
from chengshu.data.survey.contracts import SurveyContext  # noqa: E402 - as above
from chengshu.data.survey.inference import infer_tables  # noqa: E402 - as above
from tests.data.survey.accuracy import Judgement, judge_family, report  # noqa: E402 - as above
from tests.data.survey.families.reading import HERE, families, read_family  # noqa: E402 - as above


def national_knowledge() -> Knowledge:
    """What a city knows on its first day: the national elements and code tables."""
    path = settings.national_folder() / "code_tables.yaml"
    tables = yaml.safe_load(path.read_text(encoding="utf-8"))["tables"]
    code_sets = [
        CodeSet(table["code"], table["name"], {str(k): str(v) for k, v in table["codes"].items()})
        for table in tables
    ]
    return elements.pack_knowledge(code_sets=code_sets)


def measure(folder: Path = HERE) -> list[Judgement]:
    """Judge every family of a folder."""
    knowledge = national_knowledge()
    names = {element.code: element.name_zh for element in knowledge.elements}
    judged: list[Judgement] = []
    for path in families(folder):
        family = read_family(path)
        context = SurveyContext("d", family.owner, "s", family.system, "source", family.kind)
        drafts = infer_tables([table.profile for table in family.tables], knowledge, context)
        judged += judge_family(family, drafts, names)
    return judged


if __name__ == "__main__":
    sys.stdout.write(report(measure(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)) + "\n")
