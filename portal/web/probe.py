"""`python -m portal.web.probe`: ask the web server of this machine whether it is well, for the container."""

import os
import sys
from urllib.request import Request, urlopen


def is_well(address: str, host: str) -> bool:
    """The server answers only to its own names, so the probe says one of them."""
    try:
        with urlopen(Request(address, headers={"Host": host}), timeout=4) as answer:  # noqa: S310  # always http here
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    port = os.environ.get("PORT", "8000")
    sys.exit(0 if is_well(f"http://127.0.0.1:{port}/healthz", name) else 1)
