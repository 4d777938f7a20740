"""What is ready at the same moment is written in one commit: a crowd costs few of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Step = TypeVar("Step")
Result = TypeVar("Result")


class _Batch(Generic[Step, Result]):
    """Steps that are written together, and how that goes."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.written: asyncio.Task[Result] | None = None


class Together(Generic[Step, Result]):
    """Writes steps with `write`, one batch after the other; those that come while one is under way share the next.

    A step that comes alone is written at once. What `write` returns or raises is that of every step in it.
    """

    def __init__(
        self, write: Callable[[Sequence[Step]], Awaitable[Result]], gather: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """`gather` returns when a batch that has begun to fill is to be written."""
        self._write = write
        self._gather = gather
        self._gathering: _Batch[Step, Result] = _Batch()
        self._turn = asyncio.Lock()

    async def add(self, step: Step) -> Result:
        """Returns when the step is written, whether or not others are with it."""
        batch = self._gathering
        batch.steps.append(step)
        if batch.written is None:
            batch.written = asyncio.create_task(self._run())
        return await asyncio.shield(batch.written)  # who gives up waiting does not take the others' commit along

    async def _run(self) -> Result:
        async with self._turn:
            if self._gather:
                await self._gather()
            batch, self._gathering = self._gathering, _Batch()
            return await self._write(batch.steps)
