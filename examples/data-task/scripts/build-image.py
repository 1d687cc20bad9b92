#!/usr/bin/env python3
"""Makes an OCI archive of the task without a container engine, for machines that have none:

    python3 scripts/build-image.py --output image.tar

It has the files, the settings and the labels of the image that the Dockerfile makes, but neither its base image nor its
packages, which only registries have: it can be published and looked at, not run. The same commit gives the same bytes.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

from tar import tar_of

ROOT = Path(__file__).resolve().parent.parent
IN_IMAGE = ("requirements.txt", "sales_report")
OCI = "application/vnd.oci.image"


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=str(ROOT), check=True, stdout=subprocess.PIPE).stdout.decode().strip()


def tracked_files():
    """The files of the image that git knows, in the order of their names, executable or not as git has it."""
    for entry in sorted(git("ls-files", "-z", "--stage", "--", *IN_IMAGE).split("\0"), key=lambda e: e.partition("\t")[2]):
        if entry:
            mode, _, name = entry.partition("\t")
            yield f"app/{name}", (ROOT / name).read_bytes(), 0o755 if mode.startswith("100755") else 0o644


def as_json(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def labels_of(revision, created):
    env = os.environ
    labels = {
        "org.opencontainers.image.created": created,
        "org.opencontainers.image.revision": revision,
        "org.opencontainers.image.version": env.get("GITHUB_REF_NAME", "")
        if env.get("GITHUB_REF_TYPE") == "tag"
        else revision[:12],
    }
    if env.get("GITHUB_REPOSITORY"):
        labels["org.opencontainers.image.source"] = f"{env.get('GITHUB_SERVER_URL', '')}/{env['GITHUB_REPOSITORY']}"
    return labels


def build(files, revision, epoch):
    """The archive, and the digest of its image."""
    blobs = []

    def blob(kind, content):
        digest = hashlib.sha256(content).hexdigest()
        blobs.append((f"blobs/sha256/{digest}", content, 0o644))
        return {"mediaType": f"{OCI}.{kind}", "digest": f"sha256:{digest}", "size": len(content)}

    created = datetime.fromtimestamp(epoch, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    # Not compressed: what gzip makes differs between versions of zlib, and so would the digest.
    layer = blob("layer.v1.tar", tar_of(files, epoch))
    settings = {
        "User": "10001",
        "Env": ["PATH=/venv/bin:/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE=1", "PYTHONUNBUFFERED=1"],
        "Entrypoint": ["python", "-m", "sales_report"],
        "WorkingDir": "/app",
        "Labels": labels_of(revision, created),
    }
    config = {
        "created": created,
        "architecture": "amd64",
        "os": "linux",
        "config": settings,
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]},
        "history": [
            {"created": created, "created_by": "scripts/build-image.py", "comment": "without base image and packages"}
        ],
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{OCI}.manifest.v1+json",
        "config": blob("config.v1+json", as_json(config)),
        "layers": [layer],
    }
    root = blob("manifest.v1+json", as_json(manifest))
    index = {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": [root]}
    layout = [("oci-layout", as_json({"imageLayoutVersion": "1.0.0"}), 0o644), ("index.json", as_json(index), 0o644)]
    return tar_of([*layout, *blobs], epoch), root["digest"]


def main():
    parser = argparse.ArgumentParser(description="Make an OCI archive without a container engine.")
    parser.add_argument("--output", default="image.tar", type=Path)
    output = parser.parse_args().output
    revision = git("rev-parse", "HEAD")
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct"))
    files = list(tracked_files())
    if not files:
        print("git knows none of the files of the image: commit them.", file=sys.stderr)
        return 1
    archive, digest = build(files, revision, epoch)
    output.write_bytes(archive)
    # In a workflow, where everybody sees it.
    notice = "::notice::" if os.environ.get("GITHUB_ACTIONS") == "true" else ""
    print(f"{notice}Made by a script, without a container engine: the base image is not in it, so it cannot be run.")
    if git("status", "--porcelain", "--", *IN_IMAGE):
        print(f"Its files differ from commit {revision[:12]}: there are changes that are not committed.")
    print(f"{output}: {digest} ({len(files)} files, {len(archive)} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
