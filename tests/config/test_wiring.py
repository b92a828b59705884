from pathlib import Path

from chengshu.base.jobs.definitions import definitions
from config import wiring

ROOMS = Path(__file__).resolve().parents[2] / "src" / "chengshu"


def test_the_work_of_every_room_is_known_to_web_and_worker() -> None:
    wiring.connect_rooms()
    rooms = {path.parent.name for path in ROOMS.glob("*/*/jobs.py")}
    assert rooms <= {name.split(".")[0] for name, _definition in definitions}


def test_every_entry_of_the_navigation_leads_somewhere() -> None:
    wiring.connect_rooms()
    names = [item.url_name for item in wiring.NAVIGATION]
    assert len(names) == len(set(names))
