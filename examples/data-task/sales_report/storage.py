"""Where files are read from and written to: a folder, or a prefix in S3."""

import os
import tempfile
from pathlib import Path


class MissingInput(Exception):
    """There is no such file."""


def open_storage(place, s3=None):
    """`s3` is a client of boto3; one is made when it is wanted."""
    if place.startswith("s3://"):
        bucket, _, prefix = place[len("s3://") :].partition("/")
        return S3Storage(s3 or _s3_client(), bucket, prefix)
    return FolderStorage(Path(place))


class FolderStorage:
    def __init__(self, folder):
        self._folder = folder

    def read(self, name):
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise MissingInput(f"There is no {self._folder / name}.") from None

    def write(self, name, text):
        """Whoever reads the file finds the old one or the new one, never a half."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=str(self._folder), prefix=f".{name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            os.chmod(temporary, 0o644)
            os.replace(temporary, str(self._folder / name))
        except BaseException:
            os.unlink(temporary)
            raise


class S3Storage:
    def __init__(self, client, bucket, prefix):
        self._client = client
        self._bucket = bucket
        self._prefix = prefix.strip("/")

    def _key(self, name):
        return f"{self._prefix}/{name}" if self._prefix else name

    def read(self, name):
        try:
            reply = self._client.get_object(Bucket=self._bucket, Key=self._key(name))
        except self._client.exceptions.NoSuchKey:
            raise MissingInput(f"There is no s3://{self._bucket}/{self._key(name)}.") from None
        return reply["Body"].read().decode("utf-8")

    def write(self, name, text):
        self._client.put_object(Bucket=self._bucket, Key=self._key(name), Body=text.encode("utf-8"))


def _s3_client():
    import boto3  # only where it is wanted: folders work without

    return boto3.client("s3")
