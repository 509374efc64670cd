# SPDX-License-Identifier: MIT
"""A repository of apt with one package, xenfacts, that replays a guest, for the page's states. Only within `enter`: it
becomes this machine's only repository. No systemd runs here, so the agent has a script in /etc/init.d, which Salt's own
module for such a Debian starts and stops."""
import hashlib
import pathlib

from kit import files, processes, xenfacts

SERVICE = """#!/bin/sh
### BEGIN INIT INFO
# Provides:          xenfacts
# Required-Start:    $local_fs
# Required-Stop:     $local_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
### END INIT INFO
pid=/run/xenfacts-agent.pid
export RUNTIME_DIRECTORY=/run/xenfacts STATE_DIRECTORY=/var/lib/xenfacts
case $1 in
start)
	mkdir -p /run/xenfacts /var/lib/xenfacts
	exec start-stop-daemon --start --background --make-pidfile --pidfile $pid --startas /usr/local/bin/xenfacts -- agent
	;;
stop) exec start-stop-daemon --stop --oknodo --retry 30 --remove-pidfile --pidfile $pid ;;
reload) kill -HUP "$(cat $pid)" && echo reload >>/run/xenfacts-reloads ;;
status) [ -e $pid ] && kill -0 "$(cat $pid)" ;;
esac
"""


def repository(work, guest):
    """Makes it, and has apt know nothing else. The program is not in /usr/bin, where minions here have theirs."""
    tree, repo = work / "package", files.folder("/srv/apt")
    program = xenfacts.replay(tree / "usr/local/bin/xenfacts", guest)
    program.chmod(0o755)
    files.script(tree / "etc/init.d/xenfacts", "").write_text(SERVICE, encoding="utf-8")
    files.write(tree / "etc/xenfacts/xenfacts.yaml", "# Of the package.\n")
    control = ("Package: xenfacts\nVersion: 1.0.0\nArchitecture: all\nMaintainer: Tests <tests@localhost>\n"
               "Description: mode and features that a Xen guest really uses\n")
    files.write(tree / "DEBIAN/control", control)
    files.write(tree / "DEBIAN/conffiles", "/etc/xenfacts/xenfacts.yaml\n/etc/init.d/xenfacts\n")
    package = repo / "xenfacts_1.0.0_all.deb"
    processes.run(["dpkg-deb", "--root-owner-group", "--build", tree, package], check=True)
    content = package.read_bytes()
    index = f"{control}Filename: ./{package.name}\nSize: {len(content)}\nSHA256: {hashlib.sha256(content).hexdigest()}\n"
    files.write(repo / "Packages", index)
    for path in pathlib.Path("/etc/apt/sources.list.d").glob("*"):
        path.unlink()
    files.write("/etc/apt/sources.list", "deb [trusted=yes] file:/srv/apt ./\n")
    files.script("/usr/sbin/insserv", "exit 0")  # Debian has it no more, and Salt's module still calls it
