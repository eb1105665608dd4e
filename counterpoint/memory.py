"""Keep what was read while the files stand still: a check or a build asks for the same file up to eight times."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_answers: dict[Any, Any] | None = None


def remembered(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Let the function give its first answer again until `forget`; nobody may change what it returned.

    Without `remember` each call reads anew, and so does one that raised.
    """

    @functools.wraps(function)
    def ask(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        if _answers is None:
            return function(*args, **kwargs)
        key = (function, args, *kwargs.items())
        if key not in _answers:
            _answers[key] = function(*args, **kwargs)
        answer: Answer = _answers[key]
        return answer

    return ask


def remember() -> None:
    """Keep every answer from here on: what is on disk must not change until `forget`."""
    global _answers
    _answers = {}


def forget() -> None:
    global _answers
    _answers = None


@contextmanager
def standing_still() -> Iterator[None]:
    """Keep every answer within."""
    remember()
    try:
        yield
    finally:
        forget()
