"""What is wrong at a place of a form, in the language of its reader. Pure.

Rules speak English, with what they found. To readers of another language each rule says what would be right, in a text
of its own; what stands there they see in the field.
"""

from __future__ import annotations

import re

from ..errors import Problem
from ..language import has_text, say
from .fields import Maker

PLAIN = "en"
"""The language that rules speak."""
JOINED = {" or ": "or", " and ": "and"}


def tell_fault(problem: Problem, maker: Maker) -> str:
    """One fault in the language of the form."""
    key = f"form.rule.{problem.rule}"
    if maker.language == PLAIN or not has_text(key, maker.language):
        return maker.say("wrong", found=problem.found, right=problem.expected)
    numbers = re.findall(r"\d+(?:\.\d+)?", problem.expected)
    tail = re.split(r": |would take ", problem.expected)[-1]
    for word, name in JOINED.items():
        tail = tail.replace(word, f" {maker.say(f'joined.{name}')} ")
    said = say(key, maker.language, number=numbers[0] if numbers else "", numbers=", ".join(numbers), tail=tail)
    return maker.say("right", right=re.sub(r"[:;,]\s*$", "", said))


def tell_problem(problem: Problem, maker: Maker) -> str:
    """The same with its file and its field, for what is wrong beyond the form."""
    if maker.language == PLAIN:
        return str(problem)
    return f"{problem.path}: {problem.field}: {tell_fault(problem, maker)}"
