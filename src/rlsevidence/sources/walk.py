"""All pages of a search, each kept before the next is asked for; what is kept and still holds is not asked again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from ..counted import say_count
from ..errors import NetworkError
from ..pubmed.archive import Archive, Entry
from .pages import Ask, Database, Hit, Page, Refused, SchemaError, Targets
from .transport import Transport

FRESH_HOURS = 1
"""How long an answer serves a pull that was cut off: a list that has moved meanwhile would be read with a seam."""
WHOLE_DAYS = 30
"""How long the later pages of a list count as unchanged while its first page, newest first, and its total are."""
EMPTY_PAGES = 3
"""So many pages without a record in a row end a list that says there are more: one may be, as documented."""
Say = Callable[[str], None]
T = TypeVar("T")


class HalfAListError(NetworkError):
    """Not the records that the database counts: fewer or more of them, or a count that falls from page to page.

    With half a list every record that is not on it would look lost.
    """


@dataclass(frozen=True)
class Found:
    """What a search found: the database's total, how many records it gave, each counted once, and the answers that
    hold them, as SHA-256, in order. `recalled`: answers that were not asked for again; `first`: the records of the
    first pages, where nothing is kept.
    """

    count: int
    number: int
    answers: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]
    recalled: int = 0
    first: tuple[Hit, ...] = ()
    not_given: tuple[str, ...] = ()
    """Identifiers that were asked for by name and of which the database knows nothing."""


@dataclass
class _Walk:
    """One part of a search as it goes on."""

    count: int = -1
    """Below zero until the database has said it."""
    keys: set[str] = field(default_factory=set)
    """The database's own names of the records so far."""
    first: list[Hit] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    translation: str = ""
    warnings: tuple[str, ...] = ()
    recalled: int = 0


class Walker:
    """Asks a database for whole searches, for one pull. `asked_for` counts requests by why they were made.

    `cycle` names the pull that answers are kept for; None keeps nothing and goes no further than the first page.
    """

    def __init__(
        self, database: Database, transport: Transport, archive: Archive, at: str, cycle: str | None, say: Say
    ) -> None:
        self.database, self._transport, self._archive = database, transport, archive
        self._at, self._cycle, self._say = at, cycle, say
        self.asked_for: Counter[str] = Counter()
        self._kept: dict[tuple[str, str], Entry] = {}
        for entry in archive.entries(database.key):
            self._kept[entry.cycle, entry.asked[0]] = entry

    def find(self, search: str, query: str, targets: Targets) -> Found:
        """Every record that matches. HalfAListError when the database counts more than it gives."""
        known = bool(self._transport.settings.api_key)
        begun = [self._begin(ask) for ask in self.database.begin(query, targets)]
        walks = []
        parts = self.database.parts(query, targets, begun)
        for part in parts:
            try:
                walks.append(self._walk(search, part, known))
            except Refused:
                # A mark from before an interruption may have run out: the list is begun anew, once.
                if not self._forget():
                    raise
                walks.append(self._walk(search, part, known))
        number = len(set[str]().union(*(walk.keys for walk in walks)))
        first = {hit.key: hit for walk in reversed(walks) for hit in walk.first}
        left_out = self.database.left_out(query, targets, begun)
        return Found(
            # Parts may hold the same record; one part's own total is the database's word.
            walks[0].count if len(walks) == 1 else number,
            number,
            tuple(a for w in walks for a in w.answers if a),
            "; ".join(dict.fromkeys(w.translation for w in walks if w.translation)),
            tuple(dict.fromkeys((*left_out, *(t for w in walks for t in w.warnings)))),
            sum(w.recalled for w in walks),
            tuple(first.values()),
            tuple(n for part, w in zip(parts, walks, strict=True) for n in self.database.not_given(part, w.keys)),
        )

    def _begin(self, ask: Ask) -> object:
        """What an answer says to begin with. What is kept serves for long, unless it leaves something out."""
        why, asked = "to find where to begin", self.asked_for.total()
        looked, _ = self._get(why, ask, WHOLE_DAYS * 24, self.database.look)
        if self.asked_for.total() == asked and self.database.lacks(ask, looked):
            looked, _ = self._get(why, ask, FRESH_HOURS, self.database.look)
        return looked

    def read_again(self, found: Found, origin: str) -> Iterator[Hit]:
        """The records of a search with their abstracts, page by page from the archive: memory holds one page."""
        seen: set[str] = set()
        yield from found.first
        for answer in found.answers:
            for hit in read_hits(self.database, self._archive, answer, origin):
                if hit.key not in seen:
                    seen.add(hit.key)
                    yield hit

    # ------------------------------------------------------------ one list

    def _walk(self, search: str, part: str, known: bool) -> _Walk:
        walk = _Walk()
        first = self.database.ask(part, None, 1, known)
        for page in self._pages(search, part, known, walk):
            if self._cycle is None:
                break
            if len(walk.answers) > 1 or not page.cursor or len(walk.keys) >= walk.count:
                continue
            kept = self._whole_before(first, part, known, page, search)
            if kept is not None:
                walk.answers += kept.answers[1:]
                walk.keys |= kept.keys
                walk.recalled += len(kept.answers) - 1
                self._say(
                    f"{search}: nothing has moved; "
                    f"{say_count(len(kept.answers) - 1, 'later page is', 'later pages are')}"
                    f" those kept here"
                )
                break
        if self._cycle is not None and len(walk.keys) != walk.count:
            raise HalfAListError(
                f"{search}: {self.database.name} counts {say_count(walk.count, 'record')} and gave {len(walk.keys)}"
            )
        return walk

    def _pages(self, search: str, part: str, known: bool, walk: _Walk) -> Iterator[Page]:
        """The pages of a part, one request each, into `walk`."""
        cursor: str | None = None
        marks: set[str | None] = {None}
        empty = 0
        while True:
            number = len(walk.answers) + 1
            ask = self.database.ask(part, cursor, number, known)
            if cursor is not None and self.database.whole_at_once:
                page, digest = self._get_whole(ask, search, walk)
            else:
                page, digest = self._get("to search", ask, FRESH_HOURS, lambda raw: self.database.read(raw, search))
            if _falls(walk, page):
                # A list ends where its count is reached: a lower one would end it early, as if it were whole.
                raise HalfAListError(
                    f"{search}: {self.database.name} counted {say_count(walk.count, 'record')} and on page {number}"
                    f" counts {page.count}: the list has changed under the reader, or was not counted; pull it again"
                )
            self._enter(walk, page, digest)
            empty = 0 if page.hits else empty + 1
            if number == 1 and page.cursor and walk.count > len(page.hits):
                pages = f"some {say_count(-(-walk.count // max(1, len(page.hits))), 'page')}"
                form = "asked for in one answer" if self.database.whole_at_once else pages
                self._say(f"{search}: {say_count(walk.count, 'record matches', 'records match')}: {form}")
            yield page
            if len(walk.keys) >= walk.count or not page.cursor or empty > EMPTY_PAGES:
                return
            if page.cursor in marks:
                if not page.hits or self.database.whole_at_once:
                    return  # the last mark once more and nothing with it is how Europe PMC ends a list
                raise HalfAListError(
                    f"{search}: {self.database.name} names no further page after {len(walk.keys)} of"
                    f" {say_count(walk.count, 'record')}"
                )
            marks.add(page.cursor)
            cursor = page.cursor
            if number % 10 == 0:
                self._say(f"{search}: {len(walk.keys)} of {say_count(walk.count, 'record')}")

    def _enter(self, walk: _Walk, page: Page, digest: str) -> None:
        if page.count is not None:
            walk.count = page.count
        elif walk.count < 0:
            raise SchemaError(
                f"{self.database.name} answers in another form than this program knows: at {self.database.total} found"
                " nothing, expected a number; nothing of this search was entered"
            )
        walk.keys.update(hit.key for hit in page.hits)
        if self._cycle is None:
            walk.first += page.hits
        walk.answers.append(digest)
        walk.translation = walk.translation or page.translation
        walk.warnings = tuple(dict.fromkeys((*walk.warnings, *page.warnings)))

    # ------------------------------------------------------------ what is kept

    def _get_whole(self, ask: Ask, search: str, walk: _Walk) -> tuple[Page, str]:
        """As `_get`, of a list that comes in one answer: its keys go to `walk`, and it stays on disk."""
        digest = self._recall(name := _name(ask), FRESH_HOURS)
        if digest is not None:
            return self._read_whole(digest, search, walk), digest
        with self._archive.spool() as file:
            self._transport.save(ask, file)
            self.asked_for["to search"] += 1
            file.seek(0)
            page = self._page_of(self.database.stream(file, search), walk)
            digest = self._archive.add_file(file, self.database.key, [name], at=self._at, cycle=self._cycle or "")
        self._keep(name, digest)
        return page, digest

    def _read_whole(self, digest: str, search: str, walk: _Walk) -> Page:
        with self._archive.open(digest) as stream:
            return self._page_of(self.database.stream(stream, search), walk)

    def _page_of(self, told: tuple[int, Iterator[Hit]], walk: _Walk) -> Page:
        count, hits = told
        keys = {hit.key for hit in hits}
        walk.keys |= keys
        return Page(count, (), str(count) if len(keys) < count else None)

    def _recall(self, name: str, hours: float) -> str | None:
        """The SHA-256 of what was told already, if it still holds."""
        kept = self._kept.get((self._cycle or "", name))
        if kept is None and hours > FRESH_HOURS:
            same = (e for (_, asked), e in self._kept.items() if asked == name)
            kept = max(same, key=lambda e: e.at, default=None)
        return kept.sha256 if kept is not None and kept.at >= self._since(hours) else None

    def _keep(self, name: str, digest: str) -> None:
        cycle = self._cycle or ""
        self._kept[cycle, name] = Entry(digest, self._at, cycle, self.database.key, (name,))

    def _get(self, why: str, ask: Ask, hours: float, read: Callable[[bytes], T]) -> tuple[T, str]:
        """The answer to a question, read, and its SHA-256: what was told already, or what the database says now."""
        name = _name(ask)
        if (told := self._recall(name, hours)) is not None:
            return read(self._archive.read(told)), told
        raw = self._transport.get(ask)
        self.asked_for[why] += 1
        # Read before it is kept: an answer of another form must not be what the next pull goes by.
        value = read(raw)
        if self._cycle is None:
            return value, ""
        digest = self._archive.add(raw, self.database.key, [name], at=self._at, cycle=self._cycle)
        self._keep(name, digest)
        return value, digest

    def _since(self, hours: float) -> str:
        moment = dt.datetime.fromisoformat(self._at) - dt.timedelta(hours=hours)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _forget(self) -> bool:
        """Forget what this pull has from before it was cut off; whether there was anything."""
        old = [k for k, e in self._kept.items() if e.cycle == self._cycle and e.at != self._at]
        for key in old:
            del self._kept[key]
        return bool(old)

    def _whole_before(self, first: Ask, part: str, known: bool, page: Page, search: str) -> _Walk | None:
        """The whole list as an earlier pull got it, when its first page said the same; None when none did."""
        name, since = _name(first), self._since(WHOLE_DAYS * 24)
        earlier = [e for (cycle, asked), e in self._kept.items() if asked == name and cycle != self._cycle]
        for entry in sorted(earlier, key=lambda e: e.at, reverse=True):
            if entry.at >= since and (walk := self._replay(entry.cycle, part, known, search)) is not None:
                then = self.database.read(self._archive.read(entry.sha256), search)
                return walk if _gist(then) == _gist(page) else None
        return None

    def _replay(self, cycle: str, part: str, known: bool, search: str) -> _Walk | None:
        walk, cursor = _Walk(), None
        while True:
            kept = self._kept.get((cycle, _name(self.database.ask(part, cursor, len(walk.answers) + 1, known))))
            if kept is None or kept.sha256 in walk.answers:
                return None
            if cursor is not None and self.database.whole_at_once:
                page = self._read_whole(kept.sha256, search, walk)
            else:
                page = self.database.read(self._archive.read(kept.sha256), search)
            if _falls(walk, page):
                return None
            self._enter(walk, page, kept.sha256)
            if len(walk.keys) >= walk.count:
                return walk
            cursor = page.cursor
            if cursor is None:
                return None


def _falls(walk: _Walk, page: Page) -> bool:
    return page.count is not None and page.count < walk.count


def read_hits(database: Database, archive: Archive, digest: str, origin: str) -> Iterator[Hit]:
    """The records of a kept answer; of a list that came in one answer memory holds one of them."""
    if database.whole_at_once:
        with archive.open(digest) as stream:
            yield from database.stream(stream, origin)[1]
    else:
        yield from database.read(archive.read(digest), origin).hits


def _name(ask: Ask) -> str:
    """A question as the archive's index names it: without who asked."""
    return f"{ask.path}?{urlencode(ask.parameters)}"


def _gist(page: Page) -> object:
    """What of a page says that the list has not moved: the total, and each record with its day of revision."""
    return page.count, tuple((h.key, h.record.dates.revised) for h in page.hits)
