import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def build(output):
    env = {
        **os.environ,
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "org/sales",
        "GITHUB_REF_TYPE": "branch",
    }
    command = [sys.executable, str(ROOT / "scripts/build-image.py"), "--output", str(output)]
    return subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout.decode()


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=str(ROOT), check=True, stdout=subprocess.PIPE).stdout.decode().strip()


class ImageTest(unittest.TestCase):
    """The archive of the image that needs no engine."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_has_the_same_bytes_each_time_and_says_what_it_lacks(self):
        first, second = self.folder / "1.tar", self.folder / "2.tar"
        self.assertIn("the base image is not in it", build(first))
        build(second)
        self.assertEqual(first.read_bytes(), second.read_bytes())

    def test_has_the_labels_of_its_commit_and_the_settings_of_the_dockerfile(self):
        build(self.folder / "image.tar")
        with tarfile.open(str(self.folder / "image.tar")) as archive:

            def read(descriptor):
                return json.load(archive.extractfile("blobs/" + descriptor["digest"].replace(":", "/")))

            [root] = json.load(archive.extractfile("index.json"))["manifests"]
            image = read(read(root)["config"])
        settings = image["config"]
        revision = git("rev-parse", "HEAD")
        self.assertEqual(
            settings["Labels"],
            {
                "org.opencontainers.image.created": image["created"],
                "org.opencontainers.image.revision": revision,
                "org.opencontainers.image.source": "https://github.com/org/sales",
                "org.opencontainers.image.version": revision[:12],
            },
        )
        last_stage = re.split(r"\nFROM ", (ROOT / "Dockerfile").read_text())[-1].splitlines()
        for line in (
            f"ENTRYPOINT {json.dumps(settings['Entrypoint'])}",
            f"ENV {' '.join(settings['Env'])}",
            f"USER {settings['User']}",
            f"WORKDIR {settings['WorkingDir']}",
        ):
            self.assertIn(line, last_stage)
