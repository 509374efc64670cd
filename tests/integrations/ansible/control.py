# SPDX-License-Identifier: MIT
"""The control node, where Ansible runs: a work folder with a fleet of five guests. The parts of the test drive it."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

import machines
from kit import checks, files, processes, xenfacts

COLLECTION = xenfacts.SOURCE / "integrations/ansible"


class Done:
    """What a run of ansible did: exit code, all output, and each task's result on each host."""

    def __init__(self, status, output, lines):
        self.status, self.output = status, output
        self.lines = [json.loads(line) for line in lines]

    def results(self, task):
        """{host: result} of a task's name."""
        return {line["host"]: line["result"] for line in self.lines if line["task"] == task}

    def outcomes(self):
        """How many results there are of each outcome."""
        kinds = [line["outcome"] for line in self.lines]
        return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


class Control:
    """One ansible-core, on its machine."""

    def __init__(self, core, work):
        self.core, self.work = core, work
        self.bin = machines.programs(core)
        self.environment = {
            "PATH": f"{self.bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(work / "home"), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
            "XF_RECORD": str(work / "record"),
            "ANSIBLE_HOME": str(work / "home/.ansible"), "ANSIBLE_COLLECTIONS_PATH": str(work / "collections"),
            "ANSIBLE_CALLBACK_PLUGINS": str(work / "callbacks"), "ANSIBLE_CALLBACKS_ENABLED": "record",
            "ANSIBLE_NOCOLOR": "1", "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
        }
        for name in ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        for folder in ("home", "callbacks", "collections"):
            (work / folder).mkdir()
        shutil.copy(machines.HERE / "record.py", work / "callbacks")
        for path in (machines.HERE / "plays").iterdir():
            shutil.copy(path, work)
        self.write("hosts.yml", self.inventory())
        self.collection = self.work / "collections/ansible_collections/xenfacts/xenfacts"
        shutil.copytree(COLLECTION, self.collection, ignore=shutil.ignore_patterns("__pycache__", ".ansible"))

    def write(self, name, text):
        """A file below the work folder."""
        return files.write(self.work / name, text)

    def inventory(self):
        """Five hosts on this machine; each names the program that answers as one guest."""
        guests = self.work / "guests"
        return local({name: xenfacts.replay(guests / name / "xenfacts", name) for name in xenfacts.GUESTS})

    def run(self, *command, more=None, cwd=None):
        """Runs one of ansible's programs in the work folder."""
        record = self.work / "record"
        record.unlink(missing_ok=True)
        done = subprocess.run(processes.words(command), cwd=cwd or self.work, stdin=subprocess.DEVNULL,
                              env={**self.environment, **(more or {})}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
        return Done(done.returncode, done.stdout, lines)

    def play(self, playbook, *options, more=None, inventory="hosts.yml", status=0):
        """Runs a playbook on the five hosts, and counts a check that it ends with that exit code. The work folder has
        those of plays/."""
        done = self.run("ansible-playbook", "-i", inventory, playbook, *options, more=more)
        checks.same(done.status, status, "the exit code of a playbook")
        if done.status != status:
            print(done.output, file=sys.stderr)
        return done

    def yaml(self, name):
        """What a file of the collection says, by the YAML that Ansible itself reads with."""
        program = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout, default=str)"
        python = self.bin / "python" if (self.bin / "python").exists() else "/usr/bin/python3"
        with open(self.collection / name, encoding="utf-8") as file:
            done = subprocess.run([python, "-c", program], stdin=file, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def ansible(self, *words):
        """Runs `ansible` on the five hosts."""
        return self.run("ansible", "-i", "hosts.yml", *words)


def expected(profile="slim"):
    """{guest: facts} of the five, as the program says them by itself."""
    return {name: xenfacts.facts(name, profile) for name in xenfacts.GUESTS}


def forget():
    """Leaves a machine without xenfacts; never a machine that anybody needs."""
    if not os.path.exists("/run/throwaway-machine"):
        sys.exit("this is not a machine of `enter`: use `run`")
    for path in ("/usr/local/lib/xenfacts", "/usr/local/share/xenfacts", "/etc/ansible/facts.d", "/usr/local/libexec"):
        shutil.rmtree(path, ignore_errors=True)
    for path in pathlib.Path("/usr/local/lib").glob("*/xenfacts"):
        shutil.rmtree(path)
    pathlib.Path("/usr/local/bin/xenfacts").unlink(missing_ok=True)


def fresh():
    """A machine where what the build installs is installed, and nothing else from the repository."""
    forget()
    archive = pathlib.Path(os.environ["XF_GIVEN"]) / "xenfacts.tar.gz"
    subprocess.run(["tar", "-xzf", archive, "-C", "/", "--no-overwrite-dir"], check=True)


def machine(profile="slim"):
    """What the installed program says of this machine."""
    done = subprocess.run(["/usr/local/bin/xenfacts", "facts", "--profile", profile], capture_output=True, check=True)
    return json.loads(done.stdout)


def differing(got, wanted):
    """The top-level keys that two reports do not share."""
    if not isinstance(got, dict):
        return ["all"]
    return sorted(key for key in {*got, *wanted} if got.get(key) != wanted.get(key))


def local(hosts):
    """An inventory of hosts on this machine: {name: program}. It has a variable named xenfacts already."""
    variables = {"ansible_connection": "local", "xenfacts": "the user's"}
    hosts = {name: {"xenfacts_executable": str(path)} for name, path in hosts.items()}
    return json.dumps({"all": {"hosts": hosts, "vars": variables}})
