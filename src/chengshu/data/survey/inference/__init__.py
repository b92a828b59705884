"""What columns and tables mean, inferred with evidence and confidence: pure functions.

Promise: the same profiles and the same knowledge give the same drafts; nothing is read but what is
handed in and the national pack; every proposal says why.
"""

from chengshu.data.survey.inference.tables import infer_tables

__all__ = ["infer_tables"]
