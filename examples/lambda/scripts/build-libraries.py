#!/usr/bin/env python3
"""Makes what the team's package indexes hold: a wheel and an npm package of the libraries, the same bytes each time.

usage: build-libraries.py [--output FOLDER]

Nothing is compressed: a compressor gives other bytes in another version, and the functions pin these by their hashes.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import struct
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

LIBRARIES = Path(__file__).resolve().parent.parent / "libraries"


def files_below(folder):
    """Pairs of a path and its bytes, sorted."""
    found = [file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    return [(file.relative_to(folder).as_posix(), file.read_bytes()) for file in sorted(found)]


def project_of(folder):
    """Name, version and more of a pyproject.toml, of which this needs no more than its plain strings."""
    text = (folder / "pyproject.toml").read_text().split("[build-system]")[0]
    return dict(re.findall(r'^([\w-]+) = "(.*)"$', text, re.MULTILINE))


def wheel_of(folder):
    """The name and the bytes of a wheel. See https://packaging.python.org/specifications/binary-distribution-format/"""
    project = project_of(folder)
    package = project["name"].replace("-", "_")
    info = f"{package}-{project['version']}.dist-info"
    metadata = (
        f"Metadata-Version: 2.4\nName: {project['name']}\nVersion: {project['version']}\n"
        f"Summary: {project['description']}\nLicense-Expression: {project['license']}\n"
        f"Requires-Python: {project['requires-python']}\n"
    )
    tags = "Wheel-Version: 1.0\nGenerator: build-libraries\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = [(f"{package}/{path}", content) for path, content in files_below(folder / package)]
    files += [(f"{info}/METADATA", metadata.encode()), (f"{info}/WHEEL", tags.encode())]
    lines = []
    for path, content in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(content)}\n")
    files.append((f"{info}/RECORD", f"{''.join(lines)}{info}/RECORD,,\n".encode()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files:
            entry = zipfile.ZipInfo(path)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return f"{package}-{project['version']}-py3-none-any.whl", out.getvalue()


def npm_package_of(folder):
    """The name and the bytes of an npm package, as `npm pack` names it and lays it out."""
    package = json.loads((folder / "package.json").read_text())
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in files_below(folder):
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    name = package["name"].lstrip("@").replace("/", "-")
    return f"{name}-{package['version']}.tgz", gzip_stored(out.getvalue())


def gzip_stored(content):
    """See https://www.rfc-editor.org/rfc/rfc1952 and https://www.rfc-editor.org/rfc/rfc1951#page-11"""
    out = [b"\x1f\x8b\x08" + bytes(6) + b"\xff"]
    for start in range(0, len(content), 0xFFFF):
        block = content[start : start + 0xFFFF]
        last = start + 0xFFFF >= len(content)
        out += [struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF), block]
    return b"".join(out) + struct.pack("<II", zlib.crc32(content), len(content))


def build():
    """The names and the bytes of all."""
    return dict([wheel_of(LIBRARIES / "shop-money"), npm_package_of(LIBRARIES / "receipt-layout")])


def main():
    parser = argparse.ArgumentParser(description="Make the packages of the libraries.")
    parser.add_argument("--output", metavar="FOLDER", default="build/libraries", type=Path)
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    for name, content in build().items():
        (output / name).write_bytes(content)
        # As requirements.txt and package-lock.json pin them.
        integrity = base64.b64encode(hashlib.sha512(content).digest()).decode()
        pin = f"sha512-{integrity}" if name.endswith(".tgz") else f"--hash=sha256:{hashlib.sha256(content).hexdigest()}"
        print(f"{name} {pin}")


if __name__ == "__main__":
    sys.exit(main())
