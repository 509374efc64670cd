# SPDX-License-Identifier: MIT
"""The tasks, as Bolt and puppetserver's agents run them: parameters as PT_NAME in the environment, the module's files below
PT__installdir, one JSON object on standard output."""
import json

from check_facts import MODULES
from kit import checks, files, xenfacts
from machine import ENVIRONMENT, Machine, said

# Puppet's own reading of the tasks' metadata, which puppetserver offers to consoles and Bolt.
VALIDATE = """require 'puppet'
Puppet.initialize_settings(%w[--confdir /etc/puppet --vardir /var/cache/puppet])
tasks = Puppet::Module.new('xenfacts', ARGV[0], nil).tasks
tasks.each(&:validate)
puts tasks.to_h { |task| [task.name, task.metadata] }.to_json
"""


def run_task(node, name, **parameters):
    """Runs a task; (exit code, its result)."""
    environment = {**ENVIRONMENT, "PT__task": f"xenfacts::{name}", "PT__installdir": MODULES}
    environment.update({f"PT_{key}": value for key, value in parameters.items()})
    done = node.run(f"{MODULES}/xenfacts/tasks/{name}.sh", env=environment)
    checks.same(done.stderr, "", f"task {name} {parameters}: standard error")
    return done.returncode, said(done)


def task_metadata():
    """Puppet accepts the tasks' metadata and finds their files"""
    with Machine("tasks.example") as node:
        node.install_module()
        done = node.run("ruby", "-e", VALIDATE, f"{MODULES}/xenfacts")
        found = said(done)
        checks.same(sorted(found), ["xenfacts::explain", "xenfacts::report"], f"the tasks\n{done.stderr}")
        for name, metadata in found.items():
            checks.that(metadata.get("description") and metadata["parameters"]["key"]["description"], f"{name}: describes all")


def tasks():
    """the tasks report and explain print what the program prints"""
    with Machine("tasks.example", "pvhvm") as node:
        node.install_module()
        wanted = xenfacts.facts("pvhvm")
        checks.same(run_task(node, "report"), (0, wanted), "report")
        checks.same(run_task(node, "report", key="spectrum"), (0, {"spectrum": wanted["spectrum"]}), "report of a key")
        for key, parameters in (("mode", {}), ("spectrum.network", {"key": "spectrum.network"})):
            code, result = run_task(node, "explain", **parameters)
            done = node.run("/usr/local/bin/xenfacts", "explain", key, "--format", "json")
            checks.same((code, result), (0, json.loads(done.stdout)), f"explain {key}")


def tasks_that_fail():
    """a task that cannot answer says why in _error, whatever the text"""
    with Machine("tasks.example") as node:
        node.install_module()
        for name in ("report", "explain"):
            code, result = run_task(node, name)
            checks.same((code, result["_error"]["kind"]), (1, "xenfacts/absent"), f"{name} without the program")
        xenfacts.replay(node.program, "pvhvm")
        for key in ("nosuch", "no'such", 'no"such\\', "a; touch /var/harm", "-h", "--root=/"):
            code, result = run_task(node, "explain", key=key)
            error = result.get("_error", {})
            checks.that(code == 1 and error.get("kind") == "xenfacts/failed" and error.get("msg"), f"explain {key}", result)
        checks.same(node.run("ls", "/var/harm").stdout, "", "what a key ran")
        files.script(node.program, "printf 'two \"lines\"\\tof\\nit\\n' >&2; exit 5")
        code, result = run_task(node, "report")
        checks.same((code, result["_error"]["msg"]), (1, 'two "lines"of'), "report: what the program complains of")


PARTS = (task_metadata, tasks, tasks_that_fail)
