# SPDX-License-Identifier: MIT
"""Two builds of one commit, in different folders, with another umask, time zone, language and an empty cache of the
compiler, give the same files."""
import hashlib
import os
import subprocess

import artefacts
from kit import checks, xenfacts


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def same(made, work):
    clone, cache = work / "elsewhere/a-longer-name", work / "zig"
    subprocess.run(["git", "-c", "safe.directory=*", "clone", "--quiet", "--no-hardlinks", xenfacts.SOURCE, clone], check=True)
    # Only what belongs to a processor is made again in the short form: it takes minutes.
    only = [] if made.full else ["--only", "x86_64"]
    subprocess.run(["sh", "-c", 'umask 077; exec "$@"', "sh", clone / "integrations/packages/dist/run", *only], check=True,
                   env={**os.environ, "TZ": "Pacific/Chatham", "LC_ALL": "C", "HOSTNAME": "elsewhere",
                        "ZIG_GLOBAL_CACHE_DIR": str(cache), "ZIG_LOCAL_CACHE_DIR": str(cache)})
    first, second = digests(made.folder), digests(clone / "build/dist")
    if only:
        for name in ("SHA256SUMS", f"{made.release.name}.spdx.json"):  # of fewer files
            del second[name]
    checks.that(len(second) > 10, "artefacts of the second build", second)
    checks.same({name: first.get(name) for name in second}, second, "checksums of both builds")
    if made.full:
        checks.same(len(second), len(artefacts.targets()) + 3 + len(made.packages(".deb", "")) + len(made.packages(".rpm", "")),
                    "files of the second build")
