# SPDX-License-Identifier: MIT
"""For the older cores in the short run: what differs from core to core, and each way to fail once. The newest has all."""
import answers
import failures


def run(tool):
    answers.compare(tool, "module", tool.play("module.yml"))
    answers.configured(tool)
    paths = failures.programs(tool)
    failures.module(tool, paths)
    failures.local_facts(tool, paths)
