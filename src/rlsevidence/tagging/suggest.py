"""Which records concern which claim, and what they say of it: rules that propose, with the words they rest on.

Nothing here is ever counted. Without an abstract there is only the title (and MeSH headings, once fetched): then no
stance is proposed, because a title says what was studied and not what was found.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from ..model import Claim, Cue, FullRecord, Record, SuggestedTag
from .design import DesignJudgement, find_design
from .direction import judge_told
from .findings import Findings
from .heads import Span, join_texts
from .lexicon import Lexicon, Met, Need, ReadConcept
from .numbers import place_numbers
from .once import once
from .outcomes import NO_WORDS
from .readings import ReadClaim, Reading, read_abstract, read_claim
from .sentences import Passage, Sentence
from .stance import judge

GIVES_TREATMENT = frozenset(
    {"rct", "crossover-rct", "single-arm-trial", "systematic-review", "meta-analysis", "guideline", "case-series"}
)
"""Designs in which people get the treatment, or whose subject are studies in which they do."""


@dataclass(frozen=True)
class Explanation:
    """Why a record is, or is not, proposed for a claim, and what its text is read to say."""

    claim: str
    record: str
    concerns: bool
    basis: str
    met: tuple[str, ...]
    missing: tuple[str, ...]
    cues: tuple[Cue, ...]
    directness: str | None
    indirect_because: tuple[str, ...]
    need: str
    why: str
    stance: str | None = None
    confidence: float | None = None
    sentence: Cue | None = None
    direction: str | None = None
    design: str | None = None
    rules: tuple[str, ...] = ()
    numbers: tuple[Cue, ...] = ()
    is_broad: bool = False

    def to_plain(self) -> dict[str, Any]:
        plain = asdict(self)
        plain["cues"] = [c.model_dump() for c in self.cues]
        plain["numbers"] = [c.model_dump() for c in self.numbers]
        plain["sentence"] = self.sentence.model_dump() if self.sentence else None
        return plain

    def format_text(self) -> str:
        lines = [
            f"{self.record} x {self.claim}: {'concerns the claim' if self.concerns else 'not proposed'} [{self.basis}]",
            self.why,
            f"(what concerns the claim is {self.need})",
        ]
        if self.stance:
            lines.append(f"stance: {self.stance} (confidence {self.confidence:.2f})")
        if self.sentence:
            lines.append(f"sentence [{_place(self.sentence)}]: {self.sentence.words}")
        if self.direction:
            lines.append(f"direction of the outcome: {self.direction.replace('_', ' ')}")
        if self.directness:
            differs = f", other {' and '.join(self.indirect_because)}" if self.indirect_because else ""
            lines.append(f"directness: {self.directness}{differs}")
        lines.append(f"design: {self.design or 'not told'}")
        lines.append(f"rules: {', '.join(self.rules) or 'none'}")
        lines += [f"  {c.rule}: {c.words!r} in {_place(c)}" for c in (*self.cues, *self.numbers)]
        lines += [f"  missing: {group}" for group in self.missing]
        return "\n".join(lines)


def _place(cue: Cue) -> str:
    return f"{cue.field}, characters {cue.start}-{cue.end}"


class ReadRecord:
    """A record, its concepts found once; its abstract is read only when a claim needs it."""

    def __init__(self, record: Record | FullRecord, lexicon: Lexicon) -> None:
        self.record, self.lexicon = record, lexicon
        self._texts = [(field, text, lexicon.walk.find(text)) for field, text in list_texts(record)]
        self.found = _list_cues(record, lexicon, self._texts)
        self._pointed: dict[tuple[int, int], Cue] = {}
        self._told: dict[tuple[str, ...], tuple[str, tuple[Cue, ...]]] = {}

    @once
    def passages(self) -> tuple[Passage, ...]:
        sections = self.record.abstract if isinstance(self.record, FullRecord) else ()
        return tuple(Passage(s.label or s.category, s.text) for s in sections)

    @once
    def reading(self) -> Reading:
        return read_abstract(self.passages)

    @once
    def findings(self) -> Findings:
        return Findings(self.passages)

    @once
    def design(self) -> DesignJudgement:
        return find_design(
            self.record.publication_types, self.record.title, join_texts([p.text for p in self.passages])
        )

    @once
    def numbers(self) -> tuple[Cue, ...]:
        """Numbers of title and abstract, in the order of the text."""
        return tuple(
            [
                make_cue(field, start, end, text[start:end], f"number:{kind}")
                for field, text, found in self._texts
                for _, kind, (start, end) in place_numbers(self.lexicon.forms, found)
            ]
        )

    def point_at(self, sentence: Sentence) -> Cue:
        """The place of a sentence; claim after claim rests on the same."""
        place = (sentence.section, sentence.start)
        cue = self._pointed.get(place)
        if cue is None:
            field, rule = f"abstract/{sentence.section}", f"sentence:{sentence.role}"
            cue = self._pointed[place] = make_cue(field, sentence.start, sentence.end, sentence.text, rule)
        return cue

    def tell(self, names: tuple[str, ...]) -> tuple[str, tuple[Cue, ...]]:
        """What it says of these concepts, and where; claim after claim asks for the same."""
        if names not in self._told:
            self._told[names] = _say_met(self, names), tuple(cue for name in names for cue in self.found[name])
        return self._told[names]


def make_cue(field: str, start: int, end: int, words: str, rule: str) -> Cue:
    return Cue.of_checked({"field": field, "start": start, "end": end, "words": words, "rule": rule})


@dataclass(frozen=True)
class Asked:
    """A claim as records are asked of it."""

    claim: Claim
    need: Need
    read: ReadClaim
    bits: int
    """Of the concepts that it asks for, as `Lexicon.list_bits` has them."""

    @once
    def known(self) -> dict[int, Met | None]:
        """The bits of those of its concepts that a record speaks of -> what that meets; filled when first asked."""
        return {}


def list_asked(lexicon: Lexicon, claims: Iterable[Claim]) -> list[Asked]:
    needs = [(claim, lexicon.find_need(claim)) for claim in claims]
    return [
        Asked(claim, need, read_claim(claim.statement.in_language("en")), lexicon.list_bits(need.names))
        for claim, need in needs
    ]


def suggest_tags(
    lexicon: Lexicon,
    claims: Sequence[Claim],
    records: Iterable[Record | FullRecord],
    decided: Container[tuple[str, str]],
) -> Iterator[SuggestedTag]:
    """A suggestion for each record and claim that nobody has decided and that the record concerns.

    `decided`: pairs of claim id and record id. In the order of `records`, then of `claims`.
    """
    asked = list_asked(lexicon, claims)
    for record in records:
        yield from suggest_record(ReadRecord(record, lexicon), asked, decided)


def suggest_record(
    read: ReadRecord, asked: Iterable[Asked], decided: Container[tuple[str, str]]
) -> Iterator[SuggestedTag]:
    """The suggestions for one record, claim by claim."""
    bits = read.lexicon.list_bits(read.found)
    for one in asked:
        hits, known = one.bits & bits, one.known
        if hits not in known:
            known[hits] = read.lexicon.meet(one.need, read.found)
        met = known[hits]
        if met is not None and (one.claim.id, read.record.id) not in decided:
            yield _propose(read, one, met)


def explain(lexicon: Lexicon, record: Record | FullRecord, claim: Claim) -> Explanation:
    """Why `record` is, or is not, proposed for `claim`, decided or not."""
    read = ReadRecord(record, lexicon)
    (asked,) = list_asked(lexicon, [claim])
    need = asked.need
    met = lexicon.meet(need, read.found)
    if met is None:
        names = lexicon.choose_names(need, read.found)
        words, cues = read.tell(names)
        missing = tuple(" or ".join(group) for group in need.groups if not any(name in read.found for name in group))
        why = f"{words or 'It has none of the words asked for'}; nothing of {'; '.join(missing)}."
        return Explanation(
            claim.id, record.id, False, "abstract" if read.passages else "title", names, missing, cues,
            None, (), need.source, why, design=read.design.design, numbers=read.numbers,
        )  # fmt: skip
    tag = _propose(read, asked, met)
    return Explanation(
        tag.claim, tag.record, True, tag.basis, met.names, (), tag.cues, tag.directness, tag.indirect_because,
        need.source, tag.why, tag.stance, tag.confidence, tag.sentence, tag.direction, tag.design, tag.rules,
        tag.numbers, tag.is_broad,
    )  # fmt: skip


def list_texts(record: Record | FullRecord) -> list[tuple[str, str]]:
    """What can be read of a record here: (field, text), the title first, then the sections of the abstract."""
    sections = record.abstract if isinstance(record, FullRecord) else ()
    return [("title", record.title), *((f"abstract/{i}", s.text) for i, s in enumerate(sections))]


def find_cues(record: Record | FullRecord, lexicon: Lexicon) -> dict[str, tuple[Cue, ...]]:
    """Concept -> where the record speaks of it: MeSH headings first, then words, at most three places each."""
    return _list_cues(record, lexicon, [(at, text, lexicon.patterns.find(text)) for at, text in list_texts(record)])


_Texts = Sequence[tuple[str, str, Mapping[str, list[Span]]]]
"""(field, text, what was found in it)."""
_MOST_CUES = 3


def _list_cues(record: Record | FullRecord, lexicon: Lexicon, texts: _Texts) -> dict[str, tuple[Cue, ...]]:
    concepts = lexicon.read
    cues: dict[str, list[Cue]] = {}
    if record.mesh:
        headings = list_headings(record)
        for name in {name for heading in headings for term in heading for name in lexicon.by_heading.get(term, ())}:
            cues[name] = _mesh_cues(record, headings, concepts[name])
    for field, text, found in texts:
        for name, places in found.items():
            if name not in concepts:
                continue
            own = cues.setdefault(name, [])
            if len(own) < _MOST_CUES:
                rule = f"concept:{name}"
                own += [make_cue(field, a, b, text[a:b], rule) for a, b in places[: _MOST_CUES - len(own)]]
    return {name: tuple(cues[name]) for name in concepts if name in cues}


def list_headings(record: Record | FullRecord) -> list[set[str]]:
    """What each MeSH heading is known by, in lower case: alone, and with each of its qualifiers."""
    return [
        {heading.term.casefold(), *(f"{heading.term}/{q}".casefold() for q in heading.qualifiers)}
        for heading in record.mesh
    ]


def _mesh_cues(record: Record, headings: Sequence[set[str]], concept: ReadConcept) -> list[Cue]:
    return [
        make_cue(f"mesh/{index}", 0, len(heading.term), heading.term, f"concept:{concept.name}")
        for index, heading in enumerate(record.mesh)
        if not headings[index].isdisjoint(concept.mesh)
    ][:_MOST_CUES]


def _propose_directness(need: Need, differs: tuple[str, ...], claim: Claim, design: str | None) -> str | None:
    """Indirect where a part of the question is not met. Direct only where all are and the design is known and can
    speak to the claim: a study of levels has all the words of a claim on treatment and is no study of treatment. Else
    None: a person looks."""
    if not need.direct:
        return None
    if differs:
        return "indirect"
    fits = design is not None and (claim.kind != "effect" or design in GIVES_TREATMENT)
    return "direct" if fits else None


def is_met(need: Need, found: Container[str]) -> bool:
    """Whether something of each group of a need is among the concepts found."""
    for group in need.groups:
        for name in group:
            if name in found:
                break
        else:
            return False
    return bool(need.groups)


def _propose(read: ReadRecord, asked: Asked, met: Met) -> SuggestedTag:
    claim, design = asked.claim, read.design
    words, cues = read.tell(met.names)
    told = _read_finding(read, asked) if read.passages else _Finding()
    return SuggestedTag.of_checked(
        {
            "claim": claim.id,
            "record": read.record.id,
            "concerns": True,
            "stance": told.stance,
            "directness": _propose_directness(asked.need, met.differs, claim, design.design),
            "indirect_because": met.differs,
            "basis": "abstract" if read.passages else "title",
            "rules": (*[f"concept:{name}" for name in met.names], *told.rules, *design.rules),
            "cues": cues,
            "why": f"{words}. {told.why}",
            "confidence": told.confidence,
            "sentence": told.sentence,
            "direction": told.direction,
            "design": design.design,
            "numbers": read.numbers,
            "is_broad": met.is_broad,
        }
    )


def _say_met(read: ReadRecord, names: Sequence[str]) -> str:
    """What was met, claiming no more than that the words are there: a concept is found by words that may mean it."""
    concepts = read.lexicon.read
    said = [f"{n.replace('-', ' ')} ('{read.found[n][0].words}')" for n in names if not concepts[n].broad]
    text = f"It has words that may concern {' and '.join(said)}" if said else ""
    for name in names:
        if concepts[name].broad:
            words = read.found[name][0].words
            broad = f"a source on a whole topic ('{words}'), which may cover the claim without naming it"
            text += f"; it is {broad}" if text else f"It is {broad}"
    return text


class _Finding(NamedTuple):
    why: str = "Only the title is at hand, so no stance is proposed."
    stance: str | None = None
    confidence: float | None = None
    sentence: Cue | None = None
    direction: str | None = None
    rules: tuple[str, ...] = ()


def _read_finding(read: ReadRecord, asked: Asked) -> _Finding:
    """What the abstract is read to find: the stance and its sentence, and the direction where the claim has one."""
    judged = judge(asked.read, read.reading)
    way, rules = None, judged.rules
    surely = judged.is_proposed
    if surely:
        why = f"Its {_name_role(judged.sentence)} is read as {judged.stance}, with confidence {judged.confidence:.2f}."
    else:
        why = f"Its {_name_role(judged.sentence)} is not plain enough to propose a stance: read it."
    form = asked.need.reads
    if form is not None:
        own = read.lexicon.topic.better if read.lexicon.topic else NO_WORDS
        seen = judge_told(form.treated, form.compared, form.outcome, read.findings, named=own)
        if seen is not None:
            way, rules = seen.direction, (*rules, *seen.rules)
            agrees = "supports" if seen.direction == form.supports else "disputes"
            went = seen.direction.replace("_", " ")
            why += f" The outcome ({form.outcome}) is read as {went}, which {agrees} the claim."
            if surely and agrees != judged.stance:
                why += " The two readings differ: read the abstract with care."
    sentence = read.point_at(judged.sentence) if judged.sentence else None
    stance, confidence = (judged.stance, round(judged.confidence, 4)) if surely else (None, None)
    return _Finding(why, stance, confidence, sentence, way, rules)


def _name_role(sentence: Sentence | None) -> str:
    return "conclusion" if sentence is not None and sentence.role == "conclusion" else "text"
