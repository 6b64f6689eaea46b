"""A bar in the terminal for work that takes long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

# To be told what is being done, how much of it, and out of how much.
Progress = Callable[[str, int, int], None]


def silent(doing: str, done: int, total: int) -> None:
    """Shows no progress."""


@contextmanager
def bar() -> Iterator[Progress]:
    """Draws each thing that is being done as a line of its own, gone when all is done."""
    from rich.console import Console  # noqa: PLC0415  (with its memory: a web process draws none)
    from rich.progress import Progress as Bar  # noqa: PLC0415
    from rich.progress import TaskID  # noqa: PLC0415

    tasks: dict[str, TaskID] = {}
    with Bar(console=Console(stderr=True), transient=True) as drawing:

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = drawing.add_task(what)
            drawing.update(tasks[what], completed=done, total=total)

        yield tell
