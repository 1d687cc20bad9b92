"""A tar archive with the same bytes for the same files. What `tarfile` writes differs between versions of Python."""

BLOCK = 512


def tar_of(files, epoch):
    """A tar archive (POSIX ustar) of files and the folders that they are in, all of them root's.

    `files` are (name, content, mode); a name has 100 bytes at most. `epoch` is the time of each, in seconds.
    """
    folders = sorted({folder for name, _, _ in files for folder in _folders_of(name)})
    entries = [(name, b"", 0o755, b"5") for name in folders]
    entries += [(name, content, mode, b"0") for name, content, mode in files]
    parts = []
    for name, content, mode, kind in entries:
        parts += [_header(name.encode(), len(content), mode, kind, epoch), content, bytes(-len(content) % BLOCK)]
    return b"".join(parts) + bytes(2 * BLOCK)


def _header(name, size, mode, kind, epoch):
    if len(name) > 100:
        raise ValueError(f"The name {name.decode()} is too long for a tar archive.")
    owner = b"%07o\0" % 0
    before = name.ljust(100, b"\0") + b"%07o\0" % mode + owner + owner + b"%011o\0" % size + b"%011o\0" % epoch
    after = kind + bytes(100) + b"ustar\00000"
    total = sum(before) + sum(after) + 8 * ord(" ")
    return (before + b"%06o\0 " % total + after).ljust(BLOCK, b"\0")


def _folders_of(name):
    """`a/b/c` -> `a/`, `a/b/`"""
    parts = name.split("/")[:-1]
    return ["/".join(parts[: count + 1]) + "/" for count in range(len(parts))]
