"""Chengshu 城枢: the data hub and city brain of a Chinese municipality.

Five floors, imports only downwards: base, data, exchange, operations, screens; `cli` on the roof.
"""

import warnings

# The embedded server's wheel asks for a runtime folder that servers without a desktop do not have;
# it falls back to the temporary folder by itself, so an operator has nothing to do about it.
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
