# SPDX-License-Identifier: MIT
"""Whether what the packages hold has the protections of hardening.cmake, as packed: after the symbols were stripped."""
import making
from kit import hardening, processes


def check(kind, packages, work):
    """Unpacks all packages of a kind, and looks into their files and into how they were compiled."""
    root = work / "root"
    root.mkdir()
    for path in packages.values():
        if kind == "deb":
            processes.run(["dpkg-deb", "--extract", path, root])
        else:
            processes.run(["bash", "-c", 'rpm2archive - <"$1" | tar -xz -C "$2"', "bash", path, root])
    machine = hardening.check_tree(root, f"packages ({kind})")
    hardening.check_build(making.TOP / kind, machine, f"build/{kind}")
