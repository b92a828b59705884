"""Sentences of evidence in the reader's language, from `inference/wordings.yaml`."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from chengshu.data.survey.contracts import Evidence

WORDINGS = Path(__file__).parent / "inference" / "wordings.yaml"


@lru_cache(maxsize=1)
def read_wordings() -> Mapping[str, str]:
    """Return the Chinese sentence of each kind of evidence, the source of its translation."""
    with WORDINGS.open(encoding="utf-8") as stream:
        return {kind: entry["sentence"] for kind, entry in yaml.safe_load(stream).items()}


def word_evidence(evidence: Evidence) -> str:
    """Return the sentence of one piece of evidence; its bare words where none is known."""
    sentence = read_wordings().get(evidence.kind)
    if sentence is None:
        words = "、".join(str(word) for word in evidence.words.values() if word)
        return _("依据：%(words)s") % {"words": words or evidence.kind}
    known: defaultdict[str, str] = defaultdict(lambda: "—", evidence.words)
    return _(sentence) % known
