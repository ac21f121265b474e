"""A PubMed query -> its syntax tree. Pure.

The rules are those of PubMed's user guide: operators in capitals, carried out from left to right, parentheses first;
a field tag stands behind its term; terms side by side are joined by AND; `first : last` is a range. What a term means
is the business of `translate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS = ("AND", "OR", "NOT")
DEEPEST = 100


@dataclass(frozen=True)
class Refusal:
    """What cannot be translated: where it begins (offset in the query), what stands there, and what would be right."""

    at: int
    found: str
    expected: str


class RefusedError(Exception):
    """A query with at least one refusal."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(f"found {r.found}, expected {r.expected}" for r in refusals))
        self.refusals = tuple(sorted(refusals, key=lambda r: r.at))


@dataclass(frozen=True)
class Term:
    """Words with the tag behind them: `tag` in lower case without brackets, None where there is none."""

    text: str
    quoted: bool
    tag: str | None
    at: int


@dataclass(frozen=True)
class Range:
    """`first : last`, each with its tag."""

    first: Term
    last: Term

    @property
    def at(self) -> int:
        return self.first.at


@dataclass(frozen=True)
class Joined:
    """Two parts and what joins them: AND, OR or NOT (the first without the second)."""

    operator: str
    left: Node
    right: Node


Node = Term | Range | Joined

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))|"(?P<quoted>[^"]*)"|\[(?P<tag>[^\][]*)\]|(?P<colon>:)"""
    r"""|(?P<word>[^\s()"\[\]]+)"""
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(query: str) -> Iterator[_Token]:
    at = 0
    # Quotation marks come as typographic ones from word processors.
    text = query.translate({0x201C: '"', 0x201D: '"'})
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            whole = "the same with its closing " + {'"': "quotation mark", "[": "bracket"}.get(text[at], "mark")
            raise RefusedError(Refusal(at, repr(text[at : at + 20]), whole))
        kind = match.lastgroup or "word"
        if kind != "space":
            found = match[kind]
            yield _Token("operator" if kind == "word" and found in OPERATORS else kind, found, at)
        at = match.end()


class _Reader:
    """Reads tokens into a tree, one operand after the other."""

    def __init__(self, query: str) -> None:
        self.tokens = list(_tokens(query))
        self.end = len(query)
        self.place = 0
        self.depth = 0

    def peek(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self) -> _Token:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def expression(self) -> Node:
        left = self.operand()
        while (token := self.peek()) is not None and token.kind != "close":
            operator = self.take().text if token.kind == "operator" else "AND"
            left = Joined(operator, left, self.operand())
        return left

    def operand(self) -> Node:
        token = self.peek()
        if token is None:
            raise RefusedError(Refusal(self.end, "the end of the query", "a term or an opening parenthesis"))
        if token.kind == "open":
            self.take()
            self.depth += 1
            if self.depth > DEEPEST:
                raise RefusedError(Refusal(token.at, "'('", f"at most {DEEPEST} parentheses within each other"))
            inside = self.expression()
            self.depth -= 1
            closing = self.peek()
            if closing is None:
                raise RefusedError(Refusal(token.at, "'('", "a closing parenthesis for it"))
            self.take()
            behind = self.peek()
            if behind is not None and behind.kind == "tag":
                raise RefusedError(Refusal(behind.at, f"'[{behind.text}]' behind a parenthesis", "a tag at each term"))
            return inside
        if token.kind not in ("quoted", "word"):
            shown = f"'[{token.text}]'" if token.kind == "tag" else repr(token.text)
            raise RefusedError(Refusal(token.at, shown, "a term or an opening parenthesis"))
        first = self.term()
        colon = self.peek()
        if colon is not None and colon.kind == "colon":
            self.take()
            after = self.peek()
            if after is None or after.kind not in ("quoted", "word"):
                raise RefusedError(Refusal(colon.at, "':'", "the end of the range behind it"))
            return Range(first, self.term())
        return first

    def term(self) -> Term:
        first = self.take()
        words = [first.text]
        while first.kind == "word" and (token := self.peek()) is not None:
            # An unquoted range may have spaces around its colon: `2020 : 2024[dp]`.
            if token.kind not in ("word", "colon"):
                break
            words.append(self.take().text)
        token = self.peek()
        tag = " ".join(self.take().text.lower().split()) if token is not None and token.kind == "tag" else None
        return Term(" ".join(" ".join(words).split()), first.kind == "quoted", tag, first.at)


def parse_query(query: str) -> Node:
    """The tree of a query. RefusedError for what is no query: an operator without a term, an open parenthesis, ..."""
    reader = _Reader(query)
    if not reader.tokens:
        raise RefusedError(Refusal(0, "an empty query", "at least one term"))
    tree = reader.expression()
    left = reader.peek()
    if left is not None:
        raise RefusedError(Refusal(left.at, repr(left.text), "an opening parenthesis before it"))
    return tree


def list_terms(node: Node) -> Iterator[Term]:
    """Every term of a tree, from left to right; depth is no limit, since strategies run to thousands of terms."""
    waiting: list[Node] = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Joined):
            waiting += [found.right, found.left]
        elif isinstance(found, Range):
            waiting += [found.last, found.first]
        else:
            yield found


def find_place(query: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset in a query."""
    before = query[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
