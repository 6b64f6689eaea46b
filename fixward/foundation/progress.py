"""A bar in the terminal for work that takes long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, TaskID


@contextmanager
def bar() -> Iterator[Callable[[str, int, int], None]]:
    """A function to be told what is being done, how much of it, and out of how much."""
    tasks: dict[str, TaskID] = {}
    with Progress(console=Console(stderr=True), transient=True) as drawing:

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = drawing.add_task(what)
            drawing.update(tasks[what], completed=done, total=total)

        yield tell
