"""Runs the inference over families of schemas and prints how right it is.

    python -m tests.data.survey.measuring [FOLDER] [--initials]

With a folder, families that are kept elsewhere are measured instead of those beside this file:
`tests/data/survey/unseen` holds four that were written blind, before anybody measured them.
With `--initials` every Chinese name is disguised as its pinyin initials and every comment is gone.
"""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from chengshu.data.survey.contracts import SurveyContext  # noqa: E402 - Django must be ready
from chengshu.data.survey.inference import infer_tables  # noqa: E402 - as above
from tests.data.survey.accuracy import Judgement, judge_family, report  # noqa: E402 - as above
from tests.data.survey.families.reading import HERE, families, read_family  # noqa: E402 - as above
from tests.data.survey.initials import disguise  # noqa: E402 - as above
from tests.data.survey.knowledge import national_knowledge  # noqa: E402 - as above


def measure(folder: Path = HERE, *, is_disguised: bool = False) -> list[Judgement]:
    """Judge every family of a folder, as it is or with nothing but initials for names."""
    knowledge = national_knowledge()
    names = {element.code: element.name_zh for element in knowledge.elements}
    judged: list[Judgement] = []
    for path in families(folder):
        family = disguise(read_family(path)) if is_disguised else read_family(path)
        context = SurveyContext("d", family.owner, "s", family.system, "source", family.kind)
        drafts = infer_tables([table.profile for table in family.tables], knowledge, context)
        judged += judge_family(family, drafts, names)
    return judged


if __name__ == "__main__":
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("--")]
    judged = measure(*folders[:1] or (HERE,), is_disguised="--initials" in sys.argv)
    sys.stdout.write(report(judged) + "\n")
