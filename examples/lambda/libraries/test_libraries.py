import base64
import hashlib
import importlib.util
import io
import json
import re
import tarfile
import unittest
import zipfile
from pathlib import Path

from shop_money import share, vat_in

ROOT = Path(__file__).resolve().parent.parent


def load_script():
    # Its name is one for a shell.
    spec = importlib.util.spec_from_file_location("build_libraries", str(ROOT / "scripts/build-libraries.py"))
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


class MoneyTest(unittest.TestCase):
    def test_a_share_is_rounded_half_up(self):
        self.assertEqual([share(cents, 10, 100) for cents in (1250, 1254, 1255, 0)], [125, 125, 126, 0])

    def test_vat_is_what_an_amount_has_in_it(self):
        self.assertEqual((vat_in(11900, "DE"), vat_in(12000, "AT")), (1900, 2000))
        with self.assertRaises(KeyError):
            vat_in(100, "XX")


class PackagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.packages = load_script().build()

    def test_have_the_bytes_that_the_functions_pin(self):
        wheel, tarball = self.packages.values()
        pinned = (ROOT / "functions/orders/requirements.txt").read_text()
        self.assertEqual(re.findall("--hash=sha256:(.*)", pinned), [hashlib.sha256(wheel).hexdigest()])
        lock = json.loads((ROOT / "functions/receipts/package-lock.json").read_text())
        integrity = lock["packages"]["node_modules/@shop/receipt-layout"]["integrity"]
        self.assertEqual(integrity, f"sha512-{base64.b64encode(hashlib.sha512(tarball).digest()).decode()}")

    def test_have_the_names_and_the_files_of_their_indexes(self):
        (wheel, wheel_bytes), (tarball, tarball_bytes) = self.packages.items()
        self.assertEqual((wheel, tarball), ("shop_money-1.2.0-py3-none-any.whl", "shop-receipt-layout-2.0.1.tgz"))
        with zipfile.ZipFile(io.BytesIO(wheel_bytes)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertIn("shop_money/vat.py", archive.namelist())
            self.assertEqual(archive.namelist()[-1], "shop_money-1.2.0.dist-info/RECORD")
        with tarfile.open(fileobj=io.BytesIO(tarball_bytes), mode="r:gz") as archive:
            self.assertEqual(archive.getnames(), ["package/index.js", "package/package.json"])
