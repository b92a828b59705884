"""The ledger of planted faults: what the report holds the verdicts against."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from cities.demo.generate.faults import Fault


def write_ledger(path: Path, planted: Mapping[str, Sequence[Fault]]) -> None:
    """Write one JSON line per fault: resource, position, kind, column, cell."""
    lines = [
        json.dumps({"resource": key, **asdict(fault)}, ensure_ascii=False)
        for key, faults in planted.items()
        for fault in faults
    ]
    temporary = path.with_suffix(".part")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(path)


def read_ledger(path: Path) -> dict[str, dict[int, Fault]]:
    """Return the faults by resource and position."""
    found: dict[str, dict[int, Fault]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        key = entry.pop("resource")
        found.setdefault(key, {})[entry["position"]] = Fault(**entry)
    return found
