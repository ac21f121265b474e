"""Answers that a form refuses, said in the language of its reader. Pure."""

from __future__ import annotations

from ..errors import UsageError
from ..language import say


class AnswerError(UsageError):
    """An answer that is none. `key`: a text of `form.refused.*`; as itself it speaks English."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(self.tell("en"))

    def tell(self, language: str) -> str:
        """The same in another language."""
        told = {
            name: value.tell(language) if isinstance(value, Nothing) else value for name, value in self.values.items()
        }
        return say(f"form.refused.{self.key}", language, **told)


class Nothing(str):
    """What stands where a list of what there is would be, and there is none: a text of `form.refused.*`."""

    __slots__ = ()

    def tell(self, language: str) -> str:
        return say(f"form.refused.{self}", language)


def tell_refused(error: UsageError, language: str) -> str:
    """What is wrong, in the language of the reader where it has one."""
    return error.tell(language) if isinstance(error, AnswerError) else str(error)


__all__ = ["AnswerError", "Nothing", "tell_refused"]
