"""Read a thing once while nothing changes: the checks ask for the same texts, folders and recordings many times."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_answers: dict[Any, Any] | None = None


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Let what is marked `once` answer from memory until the end; whoever opens this writes no file meanwhile."""
    global _answers
    outer = _answers
    _answers = {} if outer is None else outer
    try:
        yield
    finally:
        _answers = outer


def once(function: Callable[P, R]) -> Callable[P, R]:
    """Answer each question once within `nothing_changes`, every time elsewhere; a Fault is raised every time.

    The arguments can be hashed, and nobody changes what is returned.
    """

    @functools.wraps(function)
    def answer(*arguments: P.args, **named: P.kwargs) -> R:
        if _answers is None or named:
            return function(*arguments, **named)
        question = (function, *arguments)
        if question not in _answers:
            _answers[question] = function(*arguments, **named)
        found: R = _answers[question]
        return found

    return answer
