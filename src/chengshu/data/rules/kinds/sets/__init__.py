"""Kinds over rows together: the lake computes, a kind says what to ask and what it means."""

from chengshu.data.rules.kinds.sets import alike, drifts, keys, sums, volumes

__all__ = ["alike", "drifts", "keys", "sums", "volumes"]
