# SPDX-License-Identifier: MIT
"""A callback plugin of Ansible: writes each task's result as a line of JSON, for the tests to read."""
import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: record
type: notification
short_description: results as lines of JSON
description: [for tests]
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"

    def write(self, outcome, result):
        # Newer cores have names without the underscore and warn of the others.
        names = ("host", "task", "result")
        host, task, data = (getattr(result, name, None) or getattr(result, "_" + name) for name in names)
        line = {"outcome": outcome, "host": host.get_name(), "task": task.get_name(), "result": data}
        with open(os.environ["XF_RECORD"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")

    def v2_runner_on_ok(self, result):
        self.write("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.write("failed", result)

    def v2_runner_on_unreachable(self, result):
        self.write("unreachable", result)

    def v2_runner_on_skipped(self, result):
        self.write("skipped", result)
