"""An application with a key and a grant over some subsidies in the lake, and its calls."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

import pyarrow as pa

from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Gate, PublishMode
from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.contracts import Algorithm, KeyPair
from chengshu.exchange.gateway.desk.calls import Answer, IncomingCall
from chengshu.exchange.gateway.desk.desk import answer_call
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.contracts import Decision, GrantInfo, NewRequest
from tests.exchange.city import SYSTEM, ask_for

ROWS = f"{api.PREFIX}/resources/ca_subsidy/rows"
Query = Mapping[str, str | Sequence[str]]


def load_subsidies(rows: int = 10) -> None:
    schema = lake.table_schema("ca_subsidy")
    numbers = range(rows)
    columns = {
        "citizen_id": [f"2199011990010{number:04d}X" for number in numbers],
        "full_name": [f"段正{number}" for number in numbers],
        "phone": ["18049531999" for _ in numbers],
        "area_code": ["219901" if number % 2 else "219902" for number in numbers],
        "amount": [Decimal(number * 100) for number in numbers],
        "persons": [number % 5 + 1 for number in numbers],
        "granted_on": [dt.date(2026, 1, number % 28 + 1) for number in numbers],
        "remark": ["内部" for _ in numbers],
        "_raw": [None for _ in numbers],
    }
    table = pa.table({name: columns[name] for name in schema.names}, schema=schema)
    landed = lake.land(SYSTEM, resource_code="ca_subsidy", batch_id=1, batches=table.to_batches())
    gate = Gate(1, landed.rows, landed.rows, ())
    lake.publish_snapshot(SYSTEM, landed=landed, gate=gate, mode=PublishMode.FULL)


def grant_subsidies(*items: str, **changes: object) -> GrantInfo:
    asked: NewRequest = replace(ask_for("ca_subsidy", *items), **changes)
    request = sharing.request_share(SYSTEM, asked)
    sharing.decide_request(SYSTEM, request.id, Decision(approve=True))
    return sharing.current_grant("housing_app", "ca_subsidy")


@dataclass(frozen=True)
class Client:
    """Signs like an application would and calls the desk directly."""

    key: KeyPair
    algorithm: Algorithm = Algorithm.SHA256

    def request(self, path: str = ROWS, query: Query | None = None) -> IncomingCall:
        headers = api.sign(self.key, path=path, query=query, algorithm=self.algorithm)
        return IncomingCall(
            method="GET",
            path=path,
            query=urlencode(query or {}, doseq=True),
            headers={name.lower(): value for name, value in headers.items()},
            address="10.1.2.3",
        )

    def get(self, path: str = ROWS, query: Query | None = None) -> Answer:
        return answer_call(self.request(path, query))


def document(answer: Answer) -> dict[str, object]:
    return json.loads(answer.body)


def code(answer: Answer) -> str:
    return f"{answer.status} {document(answer).get('code', '')}".strip()
