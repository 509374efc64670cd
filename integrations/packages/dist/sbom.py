# SPDX-License-Identifier: MIT
"""What the artefacts consist of, as SPDX 2.3 in JSON."""
import hashlib
import json
import re

import libraries
import zig


def identifier(name):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def package(name, version, **more):
    return {"SPDXID": identifier(f"{name}-{version}"), "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False, "licenseConcluded": "MIT", "licenseDeclared": "MIT", "copyrightText": "NOASSERTION", **more}


def sha256(text):
    return [{"algorithm": "SHA256", "checksumValue": text}]


def artefact(path, version):
    return package(path.name, version, packageFileName=path.name, SPDXID=identifier(path.name),
                   checksums=sha256(hashlib.sha256(path.read_bytes()).hexdigest()))


def linked():
    return [package(library.name, library.version, packageFileName=library.file, checksums=sha256(library.sha256),
                    externalRefs=[{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                                   "referenceLocator": f"pkg:deb/debian/{library.name}@{library.version}?arch=source"}])
            for library in libraries.LIBRARIES]


def compiler():
    name, version = zig.ZIG.split("==")
    return package(name, version, externalRefs=[{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                                                 "referenceLocator": f"pkg:pypi/{name}@{version}"}])


def relation(first, kind, second):
    return {"spdxElementId": first, "relationshipType": kind, "relatedSpdxElement": second}


def is_compiled(path):
    """Holds it programs? The archive of the source and the packages for all processors do not."""
    return bool(re.search(r"linux-|_(amd64|i386|arm64)\.deb$|\.(x86_64|i686|aarch64)\.rpm$", path.name))


def relations(source, artefacts):
    yield relation("SPDXRef-DOCUMENT", "DESCRIBES", identifier(source.name))
    tool = compiler()["SPDXID"]
    for path in artefacts:
        yield relation("SPDXRef-DOCUMENT", "DESCRIBES", identifier(path.name))
        yield relation(identifier(path.name), "GENERATED_FROM", identifier(source.name))
        if is_compiled(path):
            yield relation(tool, "BUILD_TOOL_OF", identifier(path.name))
            yield from (relation(identifier(path.name), "STATIC_LINK", one["SPDXID"]) for one in linked())


def write(release, source, artefacts, path):
    """Writes it for the archive of the source and what was made from that."""
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": release.name,
        "documentNamespace": f"https://xenfacts.invalid/spdx/{release.name}-{release.commit}",
        "creationInfo": {"created": release.created(), "creators": ["Organization: The xenfacts authors", "Tool: dev-dist"]},
        "packages": [artefact(source, release.version), *(artefact(one, release.version) for one in artefacts), *linked(),
                     compiler()],
        "relationships": list(relations(source, artefacts))}
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return path
