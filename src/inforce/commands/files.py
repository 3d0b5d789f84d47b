"""Writing one file, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from inforce.commands.project import stopped


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`; a reader (or a crash) sees the old file or the new one, never a part.

    The mode of an existing file is kept. Raises `StoppedError` if the disk or a permission forbids it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.chmod(mode)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise stopped(error, path, "Writing it") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
