"""Rules: what every row of a resource is judged by, and the judge that finds what fails.

Promise: a rule says which rows fail and changes none; the same rule over the same file gives the
same answer on any engine.
"""
