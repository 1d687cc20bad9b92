"""Datasets: a URI that one DAG writes and others wait for."""


class Dataset:
    def __init__(self, uri, extra=None):
        if not uri.strip() or not uri.isascii():
            raise ValueError(f"{uri!r} is no URI of a dataset")
        self.uri = uri
        self.extra = extra
