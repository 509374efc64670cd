# SPDX-License-Identifier: MIT
"""The packages where they are meant to go: those of Debian in a clean Debian 12, those of rpm beside this machine's own
files. What happens there are the scripts `in-debian` and `in-rpm`."""
import pathlib
import shutil

import making
from kit import checks, roots, xenfacts

HERE = pathlib.Path(__file__).resolve().parent
# What the packages depend on, and systemd, whose units they bring.
PACKAGES = "libjansson4 libyaml-0-2 libsmartcols1 libcurl4 systemd".split()


def lay(folder, packages):
    folder.mkdir()
    for path in packages.values():
        shutil.copy(path, folder)


def install(made, work):
    work.chmod(0o755)
    lay(work / "1", made.packages("deb"))
    lay(work / "2", made.packages("deb", release="2"))
    root = roots.made("bookworm-packages", "bookworm", PACKAGES)
    status = roots.enter(root, (xenfacts.SOURCE, work), [HERE / "in-debian", work, making.TOP / "deb/xenfacts"], {})
    checks.same(status, 0, "install, upgrade, remove and purge in a clean Debian")


def install_rpm(made, work):
    lay(work / "1", made.packages("rpm"))
    lay(work / "2", made.packages("rpm", release="2"))
    status = roots.enter("/", (xenfacts.SOURCE, work), [HERE / "in-rpm", work, making.TOP / "rpm/xenfacts"], {})
    checks.same(status, 0, "install, upgrade and erase by rpm")
