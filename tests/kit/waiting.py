# SPDX-License-Identifier: MIT
"""Waiting for something. No test measures by it: on a machine that is busy all takes longer, so patience is long."""
import time

PATIENCE = 300  # seconds after which what never came is called so


def wait_for(happens, what, patience=PATIENCE, pause=0.01):
    """Asks `happens` every `pause` seconds until it gives something true, and gives that. What it takes a process to
    ask should be asked less often."""
    end = time.monotonic() + patience
    while not (found := happens()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {patience} seconds")
        time.sleep(pause)
    return found
