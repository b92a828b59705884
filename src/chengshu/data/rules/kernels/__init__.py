"""Kernels: loops over the bytes of text columns, plain Python that numba compiles when it pays.

The modules beside `running` import nothing but numpy and use no Python objects, so that the same
source runs interpreted on a few values and compiled on millions, here or in a Spark executor.
Texts come as (offsets, bytes); answers are written into `out`, one per text.
"""
