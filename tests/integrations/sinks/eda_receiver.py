# SPDX-License-Identifier: MIT
"""Runs the source plugin `webhook` of ansible-rulebook alone, as the rule engine would: its arguments are JSON in the
first word, and each event that it hands to the engine is printed as one line of JSON."""
import asyncio
import json
import sys

from ansible_rulebook.event_source import webhook  # pylint: disable=import-error


class Engine:
    """What stands where the engine's queue does."""

    async def put(self, event):
        """An event."""
        print(json.dumps(event), flush=True)


asyncio.run(webhook.main(Engine(), json.loads(sys.argv[1])))
