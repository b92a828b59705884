"""A process of its own that publishes batches: started, and killed, by the tests.

Usage: publisher.py <database> <first batch> <batches> <mode>
"""

import sys

import django
from django.conf import settings

if __name__ == "__main__":
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()

from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import PublishMode
from tests.data.lake.shops import ACTOR, make_rows, publish

ROWS = 50


def main() -> None:
    """Publish each batch as rows of its own, the first of each refused."""
    first, batches, mode = int(sys.argv[2]), int(sys.argv[3]), PublishMode(sys.argv[4])
    for batch_id in range(first, first + batches):
        landed = lake.land(
            ACTOR,
            resource_code="shop",
            batch_id=batch_id,
            batches=make_rows(batch_id * ROWS, ROWS).to_batches(),
        )
        publish(landed, refused=(0,), mode=mode, key=("id",))
        print(batch_id, flush=True)  # noqa: T201 - the test listens


if __name__ == "__main__":
    main()
