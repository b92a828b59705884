"""What goes wrong leaves a line that a machine can read."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings

from config.logs import log_settings, set_up_logs


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Return what is written to standard error while logs are set up as in production."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    set_up_logs(log_settings("INFO"))
    yield stream
    monkeypatch.undo()
    set_up_logs(settings.LOGGING)


def test_an_error_of_a_page_leaves_its_traceback(written: io.StringIO) -> None:
    try:
        int("坏了")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/jobs/")
    line = json.loads(written.getvalue())
    assert line["event"] == "Internal Server Error: /jobs/"
    assert line["level"] == "error"
    assert line["exception"].splitlines()[-1].startswith("ValueError")


def test_our_own_lines_keep_their_words_and_the_level_holds(written: io.StringIO) -> None:
    log = structlog.get_logger("chengshu.data.ingest")
    log.debug("too_small")
    log.info("landed", rows=3)
    line = json.loads(written.getvalue())
    assert (line["event"], line["rows"], line["logger"]) == ("landed", 3, "chengshu.data.ingest")


def test_libraries_speak_from_warnings_on(written: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request")
    logging.getLogger("httpx").warning("slow")
    assert [json.loads(each)["event"] for each in written.getvalue().splitlines()] == ["slow"]
