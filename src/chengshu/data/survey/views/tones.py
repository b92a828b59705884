"""Colours of words: states of drafted tables, and bands with a shape of their own."""

from chengshu.base.look.contracts import Tag
from chengshu.data.survey.contracts import Band, DraftState, DriftKind
from chengshu.data.survey.labels import BAND_LABELS, DRIFT_LABELS, STATE_LABELS

_STATES = {
    DraftState.WAITING: "info",
    DraftState.ASIDE: "neutral",
    DraftState.CONFIRMED: "good",
    DraftState.DRIFTED: "caution",
    DraftState.GONE: "bad",
}
_DRIFTS = {
    DriftKind.NEW: "info",
    DriftKind.GONE: "bad",
    DriftKind.CHANGED: "caution",
    DriftKind.MEANING: "caution",
    DriftKind.SHRUNK: "bad",
    DriftKind.STOPPED: "bad",
}
_BANDS = {Band.HIGH: "good", Band.MIDDLE: "caution", Band.LOW: "bad"}
_SHAPES = {Band.HIGH: "circle", Band.MIDDLE: "diamond", Band.LOW: "triangle"}


def state_tag(state: DraftState) -> Tag:
    """Return a state as a coloured word."""
    return Tag(STATE_LABELS[state], _STATES[state])


def band_tag(band: Band) -> Tag:
    """Return a band as a coloured word."""
    return Tag(BAND_LABELS[band], _BANDS[band])


def drift_tag(kind: DriftKind) -> Tag:
    """Return a kind of difference as a coloured word."""
    return Tag(DRIFT_LABELS[kind], _DRIFTS[kind])


def band_shape(band: Band) -> str:
    """Return the icon of a band."""
    return _SHAPES[band]
