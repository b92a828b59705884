"""Sentences of evidence in the reader's language."""

from django.utils.translation import gettext as _

from chengshu.data.survey.contracts import Evidence


def word_evidence(evidence: Evidence) -> str:
    """Return the sentence of one piece of evidence."""
    words = "、".join(str(word) for word in evidence.words.values() if word)
    return _("依据：%(words)s") % {"words": words or evidence.kind}
