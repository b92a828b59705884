"""The desk a call comes to: who calls, what they may have, the rows, the record, the answer."""
