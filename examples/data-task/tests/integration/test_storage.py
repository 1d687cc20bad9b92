import io
import tempfile
import unittest
from pathlib import Path

from sales_report.storage import MissingInput, open_storage


class FolderTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "new"
        self.storage = open_storage(str(self.folder))

    def test_what_is_written_is_read_and_nothing_else_is_left(self):
        self.storage.write("a.csv", "1\n")
        self.storage.write("a.csv", "ä\n")
        self.assertEqual(self.storage.read("a.csv"), "ä\n")
        self.assertEqual([file.name for file in self.folder.iterdir()], ["a.csv"])

    def test_a_write_that_fails_leaves_what_was_there(self):
        self.storage.write("a.csv", "1\n")
        with self.assertRaises(UnicodeEncodeError):
            self.storage.write("a.csv", "2\ud800")
        self.assertEqual(self.storage.read("a.csv"), "1\n")
        self.assertEqual(len(list(self.folder.iterdir())), 1)

    def test_a_missing_file_is_named(self):
        with self.assertRaisesRegex(MissingInput, r"^There is no .*none\.csv\.$"):
            self.storage.read("none.csv")


class NoSuchKey(Exception):
    pass


class FakeS3:
    """As much of boto3's client as the storage asks of it."""

    class exceptions:  # noqa: N801  (the name is boto3's)
        NoSuchKey = NoSuchKey

    def __init__(self):
        self.objects = {}

    def put_object(self, Bucket, Key, Body):
        self.objects[Bucket, Key] = Body

    def get_object(self, Bucket, Key):
        if (Bucket, Key) not in self.objects:
            raise NoSuchKey
        return {"Body": io.BytesIO(self.objects[Bucket, Key])}


class S3Test(unittest.TestCase):
    def test_a_place_is_a_bucket_and_a_prefix(self):
        for place, key in (("s3://b", "a.csv"), ("s3://b/", "a.csv"), ("s3://b/x/y/", "x/y/a.csv")):
            with self.subTest(place=place):
                s3 = FakeS3()
                storage = open_storage(place, s3)
                storage.write("a.csv", "ä\n")
                self.assertEqual(s3.objects, {("b", key): "ä\n".encode()})
                self.assertEqual(storage.read("a.csv"), "ä\n")

    def test_a_missing_object_is_named(self):
        with self.assertRaisesRegex(MissingInput, "^There is no s3://b/x/none.csv.$"):
            open_storage("s3://b/x", FakeS3()).read("none.csv")
