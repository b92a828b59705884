"""One tree of errors with three natures: refused, retry, broken.

Each error carries its data and one sentence a person can act on; edges translate, nobody else.
"""
