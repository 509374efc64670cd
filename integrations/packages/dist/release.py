# SPDX-License-Identifier: MIT
"""What is made into artefacts: the commit that is checked out, its version, and the time that its files get."""
import datetime
import gzip
import os
import re
import shutil
import subprocess
import tarfile

import zig


def git(*words, **options):
    return subprocess.run(["git", "-c", "safe.directory=*", *words], cwd=zig.SOURCE, check=True, capture_output=True,
                          **options).stdout


def of_cmake():
    """The version that CMakeLists.txt sets."""
    text = (zig.SOURCE / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"^project\(xenfacts VERSION (\S+)", text, re.M)[1]


def named(described, project):
    """The version of a commit that `git describe` calls so: a tag's is the tag without its v, one N commits after it is
    TAG+N.gCOMMIT. Without a tag (an empty text), CMake's."""
    if not described:
        return project
    found = re.fullmatch(r"v(\d+\.\d+\.\d+)(?:-(\d+)-(g[0-9a-f]+))?", described)
    if not found:
        raise ValueError(f"the tag of {described} is not a version such as v1.2.3")
    tag, count, commit = found.groups()
    if not count and tag != project:
        raise ValueError(f"the tag is v{tag}, but CMakeLists.txt says {project}")
    return f"{tag}+{count}.{commit}" if count else tag


def check_changelog(version, text):
    """A version is named in CHANGELOG.md before it is tagged."""
    if "+" not in version and f"\n## [{version}] - " not in text:
        raise ValueError(f"CHANGELOG.md has no heading ## [{version}] - DATE, but the commit is tagged v{version}")


class Release:
    def __init__(self):
        done = subprocess.run(["git", "-c", "safe.directory=*", "describe", "--tags", "--match", "v[0-9]*"], cwd=zig.SOURCE,
                              check=False, capture_output=True, text=True)
        described = done.stdout.strip()
        self.version = named(described, of_cmake())
        if described:
            check_changelog(self.version, (zig.SOURCE / "CHANGELOG.md").read_text(encoding="utf-8"))
        self.commit = git("rev-parse", "HEAD", text=True).strip()
        self.epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct", text=True))
        self.name = f"xenfacts-{self.version}"

    def created(self):
        return datetime.datetime.fromtimestamp(self.epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def compressed(path, text, epoch):
    """Writes a gzip file whose header has the release's time and no name."""
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=epoch) as packed:
        packed.write(text)


def pack(folder, path, epoch):
    """A folder as a .tar.gz: sorted, owned by root, of one time; who may execute a file is all that is kept of modes."""
    def plain(info):
        info.uid = info.gid = 0
        info.uname = info.gname = "root"
        info.mtime = epoch
        info.mode = 0o755 if info.isdir() or info.mode & 0o100 else 0o644
        return info

    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=epoch) as packed, \
            tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for each in [folder, *sorted(folder.rglob("*"))]:
            archive.add(each, str(each.relative_to(folder.parent)), recursive=False, filter=plain)


def unpack(path, folder):
    """Unpacks a .tar.gz below a folder. Modes are those in it, whatever the umask is; files are of now, so that a build of
    an older commit in the same folder counts as outdated."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tar", "--extract", "--touch", "--no-same-owner", "--preserve-permissions", "--file", path,
                    "--directory", folder], check=True)


def archive(release, folder):
    """The commit's files as a .tar.gz; its path."""
    path = folder / f"{release.name}.tar.gz"
    text = git("-c", "tar.umask=0022", "archive", "--format=tar", f"--prefix={release.name}/", "HEAD")
    compressed(path, text, release.epoch)
    return path


def source_tarball(release, folder):
    """The commit's files; they are unpacked beside it, and what is built is built from there. Both paths."""
    path = archive(release, folder)
    tree = zig.TOP / "source"
    shutil.rmtree(tree, ignore_errors=True)
    unpack(path, tree)
    return path, tree / release.name
