"""What the guide and the sample client say is what the gateway does."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

import pytest

from chengshu.base.errors.api import ChengshuError
from chengshu.exchange.gateway import errors
from chengshu.exchange.gateway.desk.calls import IncomingCall
from chengshu.exchange.gateway.desk.desk import answer_call
from chengshu.exchange.sharing.errors import GrantError
from tests.exchange.gateway.subsidies import Client, code

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture
def sample() -> ModuleType:
    path = DOCS / "samples" / "gateway_client.py"
    spec = importlib.util.spec_from_file_location("gateway_client", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_the_sample_signs_what_the_gateway_accepts(
    client: Client, sample: ModuleType, algorithm: str
) -> None:
    path, query = "/gateway/v1/resources", {"名称": ["段 正/淳", "a+b&c=d"], "size": "3"}
    key = (client.key.key_id, client.key.secret)
    headers = sample.sign(key, path, query, algorithm=algorithm)
    lowered = {name.lower(): value for name, value in headers.items()}
    call = IncomingCall("GET", path, urlencode(query, doseq=True), lowered)
    assert code(answer_call(call)) == "200"


@pytest.mark.skipif(not shutil.which("openssl"), reason="apt install openssl signs on the shell")
def test_the_shell_of_the_developer_guide_signs_what_the_gateway_accepts(client: Client) -> None:
    guide = (DOCS / "guide" / "developer.md").read_text(encoding="utf-8")
    script = guide.partition("```sh\n")[2].partition("\ncurl ")[0]
    for sample, ours in {
        "AK0123456789": client.key.key_id,
        "密钥": client.key.secret,
        "/resources/ca_subsidy/rows": "/resources",
    }.items():
        script = script.replace(sample, ours)
    script += '\nprintf "%s %s %s" "$time" "$nonce" "$signature"'
    done = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, check=True)
    moment, nonce, signature = done.stdout.split()
    headers = {
        "chengshu-key": client.key.key_id,
        "chengshu-algorithm": "HMAC-SHA256",
        "chengshu-time": moment,
        "chengshu-nonce": nonce,
        "chengshu-signature": signature,
    }
    call = IncomingCall("GET", "/gateway/v1/resources", "area_code=219901&size=10", headers)
    assert code(answer_call(call)) == "200"


def test_the_guide_names_every_refusal_of_the_gateway() -> None:
    guide = (DOCS / "gateway.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", guide))
    own = {
        error.code
        for error in vars(errors).values()
        if isinstance(error, type)
        and issubclass(error, ChengshuError)
        and error.__module__ == errors.__name__
    }
    grants = {error.code for error in GrantError.__subclasses__()}
    assert (own | grants) - named == {"unauthenticated", "key_not_found"}
