"""Imports the DAG files of a folder, as the scheduler does."""

import importlib.util
import sys
import traceback
from pathlib import Path

from airflow import core


class DagBag:
    def __init__(self, dag_folder, include_examples=True, safe_mode=True):
        self.dags = {}
        self.import_errors = {}
        folder = Path(dag_folder)
        ignored = _ignored_folders(folder)
        for file in sorted(folder.rglob("*.py")):
            if not any(part in ignored for part in file.relative_to(folder).parts[:-1]):
                self._process(file, safe_mode)

    def _process(self, file, safe_mode):
        text = file.read_bytes().lower()
        if safe_mode and not (b"dag" in text and b"airflow" in text):
            return
        name = f"unusual_prefix_{file.stem}"
        core.created.clear()
        try:
            spec = importlib.util.spec_from_file_location(name, str(file))
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
        except Exception:
            self.import_errors[str(file)] = traceback.format_exc()
            return
        for dag in core.created:
            dag.fileloc = str(file)
            other = self.dags.get(dag.dag_id)
            if other is not None:
                self.import_errors[str(file)] = f"The DAG {dag.dag_id} is defined in {other.fileloc} already"
            else:
                self.dags[dag.dag_id] = dag


def _ignored_folders(folder):
    """The folders that `.airflowignore` names; this stand-in knows no other patterns."""
    file = folder / ".airflowignore"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    patterns = [line.split("#")[0].strip() for line in lines]
    return {pattern.rstrip("/") for pattern in patterns if pattern}
