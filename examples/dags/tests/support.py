"""What every test needs first: the folders that Airflow puts on the path, and Airflow or its stand-in."""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DAGS = ROOT / "dags"

for folder in (ROOT / "scripts", ROOT / "plugins", DAGS):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

if importlib.util.find_spec("airflow") is None:
    sys.path.insert(0, str(ROOT / "tests" / "stubs"))


def ignored_folders():
    """The folders of dags/ that hold no DAG files, from .airflowignore."""
    lines = (DAGS / ".airflowignore").read_text(encoding="utf-8").splitlines()
    return {line.strip().rstrip("/") for line in lines if line.strip() and not line.startswith("#")}


def dag_files():
    """Every DAG file, in the order of their paths."""
    ignored = ignored_folders()
    return [
        file
        for file in sorted(DAGS.rglob("*.py"))
        if not ignored & set(file.relative_to(DAGS).parts[:-1]) and "__pycache__" not in file.parts
    ]
