"""Helpers that the DAGs share. No DAG lives here."""
