"""Whether a sentence says a claim itself, in its own direction: thing, relation and outcome as the claim has. Pure.

Of the ways to say the opposite there is no end ('can be good for the heart', 'in athletes', 'need not'), so they are
not listed. The claim's statement and the sentence that may be printed of it are what it is told by: each is read as
things and relations in their order, and a sentence says the claim where its relations are the claim's own, between the
same things on the same sides, and every other word of it is one of the claim's or says nothing by itself. What does
not is no reversal either; it is left to be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ..model import Claim, Multilingual
from .lexicon import read_lexicon
from .terms import compile_terms, fold, list_words, stem
from .told_more import OTHERS, says_more
from .wording import find_cue

THING, TOPIC = "=thing", "=topic"
"""What stands for the names of the exposure and of the condition."""
BEGINNING = 4
"""Letters that two forms of one word have in common at least. Ours."""

Names = tuple[re.Pattern[str], re.Pattern[str]]


@dataclass(frozen=True)
class _Token:
    """One step of a text: a relation (`relation` its group) or a word (its stem)."""

    word: str
    relation: str | None = None
    turned: bool = False
    anywhere: bool = False
    """Whether what it is said of may stand on either side: 'do not take X with Y'."""


@dataclass(frozen=True)
class _Relation:
    """One relation, and the words on both sides: `left` acts, `right` is acted on; `near` are those directly about."""

    group: str
    left: frozenset[str]
    right: frozenset[str]
    near: frozenset[str]
    head: str
    """The first word of what acts; empty where nothing stands there, or after another relation."""
    goal: str
    """The first word of what is acted on; empty where nothing stands there."""
    leads: bool
    """Whether something stands before it, so that it says something of that; else it belongs to a name."""
    upon: str
    """The group of the relation that follows; empty where none does."""
    anywhere: bool
    joined: bool
    """Whether nothing parts it from that one, 'and' or a comma, so that it is done to it: 'blocks the easing of'."""


@dataclass(frozen=True)
class _Form:
    """One text that a claim is told by."""

    relations: tuple[_Relation, ...]
    words: frozenset[str]


def is_told(text: str, claim: Claim, language: str, names: Names, amounts: Collection[str] = ()) -> bool:
    """Whether every statement of the text is one that the claim makes; false where its language has no text of it.

    `names`: what the exposure and the condition of the topic are called. `amounts`: those printed in the text, which
    say what a claim on amounts says: the rest must then be no more than that the amount is safe, or may be taken.
    """
    texts = list(_list_texts(claim, language))
    of_amounts = claim.kind == "dose" and bool(amounts)
    if says_more(text, texts, claim.kind, of_amounts=of_amounts):
        return False
    if of_amounts:
        text, *texts = (_leave_amounts_out(t, amounts) for t in (text, *texts))
    forms = _read_forms(tuple(texts), language, names)
    known = frozenset(w for form in forms for w in form.words) | _list_stems(claim.title, language, names)
    parts = [part for part in _split(_leave_doubt_out(text, known, language)) if list_words(part)]
    for part in parts:
        tokens = _account(_read(part, language, names), known, language)
        if tokens is None:
            return False
        found = _relate(tokens, _is_fronted(part))
        if of_amounts:
            here = {r.group for form in forms for r in form.relations} | {"allow", "safe"} | _list_marked("weak")
            if not {r.group for r in found} <= here:
                return False
            continue
        if not any(_fits(found, form, _is_fronted(part)) for form in forms):
            return False
    return bool(parts)


def _leave_doubt_out(text: str, known: frozenset[str], language: str) -> str:
    """A text without the words that say that nobody knows, but for the claim's own: 'not established treatments'."""

    def take(match: re.Match[str]) -> str:
        own = any(stem(word, language) in known for word in list_words(match[0]))
        return match[0] if own else " "

    there = _group("exist").pattern
    return re.sub(rf"(?:{there}\s+)?(?:{find_cue('uncertain').pattern})", take, text, flags=re.IGNORECASE)


def _leave_amounts_out(text: str, amounts: Collection[str]) -> str:
    """A text without its amounts, how often they are taken, and that they are the most."""
    told = sorted(amounts, key=len, reverse=True)
    bare = re.sub("|".join(map(re.escape, told)), " ", text)
    period = compile_terms(read_lexicon("amounts")["period"]["terms"])
    return _group("ceiling").sub(" ", period.sub(" ", re.sub(r"\d[\d .,–-]*(?:till|to)?[ \d]*mg\b", " ", bare)))


def _is_fronted(text: str) -> bool:
    return bool(_group("fronted").match(fold(text).strip()))


def _list_stems(title: Multilingual, language: str, names: Names) -> frozenset[str]:
    return _list_words_of(_read(title.texts.get(language, ""), language, names))


def _list_texts(claim: Claim, language: str) -> tuple[str, ...]:
    """The texts that a claim is told by: its statement, and the sentence that may be printed of it."""
    texts = [claim.statement.texts.get(language, "")]
    parts = claim.phrases.parts.get(language) if claim.phrases is not None else None
    if parts is not None:
        texts.append(f"{parts.subject} {parts.finite} {parts.object}")
    return tuple(re.sub(r"\{\w+\}", " ", text) for text in texts)


def _account(tokens: Sequence[_Token], known: frozenset[str], language: str) -> list[_Token] | None:
    """The relations, and the words as words of the claim; None where a word is none of it and says something."""
    here: list[_Token] = []
    for token in tokens:
        same = None if token.relation else _find_same(token.word, known, language)
        if token.relation is not None:
            here.append(token)
        elif same is not None:
            here.extend(_Token(word) for word in same)
        elif token.word not in _list_plain(language):
            return None
    return here


def _fits(found: tuple[_Relation, ...], form: _Form, fronted: bool) -> bool:
    """Whether the relations of a text are those of one form of the claim, and one of them is what the form states."""
    weak, needed, main = _list_marked("weak"), _list_marked("needed"), _list_main(form)
    strong = [r for r in form.relations if r.group not in weak]
    told = [r for r in found if r.group not in weak]
    for relation in told:
        own = [r for r in strong if r.group == relation.group]
        if not any(_is_between(relation, r, fronted) or _is_beside(relation, r) for r in own):
            return False
        if relation.joined and not any(r.upon == relation.upon for r in own):
            return False
    if not any(r.group == m.group and _is_between(r, m, fronted) for r in found for m in main):
        return False
    asked = {r.group for r in strong if r.group == "deny" or (r.group in needed and not r.leads)}
    asked |= {r.group for r in strong[:1] if r.group in needed}
    words = frozenset(w for r in found for w in (*r.left, *r.right))
    first = next((i for i, r in enumerate(form.relations) if r in main), 0)
    if any(r.group == "given" and r.right and not r.right & words for r in form.relations[:first]):
        return False
    return asked <= {r.group for r in told}


def _list_main(form: _Form) -> list[_Relation]:
    """The relations that a form states of something; the others belong to what it speaks of."""
    weak, needed = _list_marked("weak"), _list_marked("needed")
    strong = [r for r in form.relations if r.group not in weak | _list_marked("degree")]
    last = max((i for i, r in enumerate(strong) if r.group not in needed), default=-1)
    main = [r for i, r in enumerate(strong) if (r.leads or len(strong) == 1) and (r.group not in needed or i > last)]
    main += [r for r in form.relations if r.group == "be" and r.leads and r.right]
    return main or list(form.relations)


def _is_beside(here: _Relation, own: _Relation) -> bool:
    """Whether a relation that states nothing stands by the same thing as the claim's: 'a lower dose'."""
    states = here.leads and own.leads and here.right
    return not states and (bool(here.near & own.near) or not own.near)


def _is_between(here: _Relation, own: _Relation, fronted: bool) -> bool:
    """Whether a relation stands between the same things as the claim's, on the same sides."""

    # What acts is never the condition alone, where the claim names a thing that acts on it.
    named_first = own.head == TOPIC and THING not in own.left
    acting = own.left if named_first else own.left - {TOPIC} or own.left
    if own.head != THING and own.head in acting:
        acting -= {THING}
    outcome = own.right - (own.left - {TOPIC}) or own.right
    if own.group in _list_marked("goal") and own.goal != TOPIC and len(outcome) > 1:
        outcome -= {TOPIC}  # 'loses its effect on the condition' is nothing that is done to the condition

    def meets(left: frozenset[str], right: frozenset[str]) -> bool:
        acts = not acting or bool(left & acting)
        named = THING not in outcome or THING in right
        return acts and named and (not outcome or bool(right & outcome))

    if meets(here.left, here.right):
        return True
    if here.anywhere and meets(here.left | here.right, here.left | here.right):
        return True
    if here.group in _list_marked("both") and meets(here.right, here.left):
        return True
    # 'In pregnancy, X may be unsafe': what comes first is what it is said of.
    return fronted and not here.right and meets(here.left, here.left)


# ---------------------------------------------------------------- texts as things and relations


@lru_cache(maxsize=512)
def _read_forms(texts: tuple[str, ...], language: str, names: Names) -> tuple[_Form, ...]:
    forms = []
    for part in (part for text in texts for part in _split(text)):
        tokens = [t for t in _read(part, language, names) if t.relation or t.word not in _list_plain(language)]
        words = _list_words_of(tokens)
        if words:
            relations = _relate(tokens, _is_fronted(part))
            if _is_fronted(part):  # what is done to those with the condition is done to it
                relations = tuple(replace(r, right=r.right | ({TOPIC} & r.left)) for r in relations)
            forms.append(_Form(relations, words))
    return tuple(forms)


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"[;:!?]|\.(?!\w)|\s[–—-]\s", text) if part.strip()]


@lru_cache(maxsize=4096)
def _read(text: str, language: str, names: Names) -> tuple[_Token, ...]:
    """The relations and the words of a text, in order; a name of the topic is one word, a compound with it its rest."""
    folded = fold(text).strip()
    thing, topic = names
    places: dict[int, tuple[int, list[_Token]]] = {}
    for match in topic.finditer(folded):
        places.setdefault(match.start(), (match.end(), [_Token(TOPIC)]))
    found: list[_Token] = []
    at = 0
    for word in re.finditer(r"[^\W_]+(?:['-][^\W_]+)*", folded):
        if word.start() < at:
            continue
        if "," in folded[at : word.start()]:
            found.append(_Token(",", "break"))
        if word.start() in places:
            at, tokens = places[word.start()]
            found += tokens
            continue
        relation, end = _find_relation(folded, word.start())
        named = thing.fullmatch(word[0]) is not None
        if relation is not None:
            by = relation != "given" and _group("by").match(folded, _skip(folded, end))  # 'given by drip' is no actor
            turned = _is_marked(relation, "turned") or bool(by)
            anywhere = _is_marked(relation, "anywhere")
            found.append(_Token(word[0], _same_group(relation), turned, anywhere))
            found += [_Token(THING)] if named else []
            at = end
        elif named:
            rest = word[0][_length_of_name(word[0], thing) :].strip("-")
            if rest:  # what a compound names first is its last part
                inner, _ = _find_relation(rest, 0)
                found.append(_Token(rest, _same_group(inner)) if inner else _Token(stem(rest, language)))
            found.append(_Token(THING))
        else:
            found += [_Token(stem(part, language)) for part in re.split(r"[-]", word[0]) if part]
        at = max(at, word.end())
    return tuple(found)


def find_relation(text: str) -> str | None:
    """The relation that a text begins with; None for other words."""
    return _find_relation(fold(text), 0)[0]


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _length_of_name(word: str, thing: re.Pattern[str]) -> int:
    """How much of a compound is the name itself: the shortest beginning that is called so."""
    return next((n for n in range(BEGINNING, len(word) + 1) if thing.fullmatch(word[:n])), len(word))


def _find_relation(text: str, at: int) -> tuple[str | None, int]:
    """The group of the longest relation that begins there, and where it ends."""
    best: tuple[str | None, int] = (None, at)
    for name in _list_relations():
        match = _group(name).match(text, at)
        if match and match.end() > best[1]:
            best = (name, match.end())
    return best


def _relate(tokens: Sequence[_Token], fronted: bool = False) -> tuple[_Relation, ...]:
    weak = _list_marked("weak")
    cuts = [i for i, t in enumerate(tokens) if t.relation is not None and t.relation not in weak]
    found = []
    for at, token in enumerate(tokens):
        if token.relation is None:
            continue
        before = max((c for c in cuts if c < at), default=-1)
        after = min((c for c in cuts if c > at), default=len(tokens))
        left, right = _list_words_of(tokens[:at]), _list_words_of(tokens[at + 1 : after])
        near = _list_words_of(tokens[before + 1 : at]) | right
        leads = bool(left)
        made = max((i for i in range(before + 1, at) if tokens[i].relation == "make"), default=None)
        if made is not None and at in cuts:
            left, right = _list_words_of(tokens[:made]), _list_words_of(tokens[made:at]) | right
        if token.turned:
            left, right = right, left
        if fronted and THING in right and THING not in left:
            left, right = left | {THING}, right - {THING}  # a verb before what acts: 'vid Y lindrar X besvären'
        # What a later relation acts by may have been named long before, and so may what has too little of something.
        first = before < 0 and not fronted
        head = next((t.word for t in tokens if t.word in left and t.relation is None), "") if first else ""
        goal = next((t.word for t in tokens[made or at :] if t.word in right and t.relation is None), "")
        upon = tokens[after].relation or "" if after < len(tokens) else ""
        joined = bool(upon) and not any(t.relation == "break" for t in tokens[at:after])
        found.append(_Relation(token.relation, left, right, near, head, goal, leads, upon, token.anywhere, joined))
    return tuple(found)


def _list_words_of(tokens: Sequence[_Token]) -> frozenset[str]:
    return frozenset(t.word for t in tokens if t.relation is None)


# ---------------------------------------------------------------- words


def _find_same(word: str, known: Collection[str], language: str) -> list[str] | None:
    """The claim's words that a word is a form of, or that it is made of; None where it is none of them."""
    same = [other for other in known if word == other or _are_forms(word, other)]
    for cut in range(len(word) - 4, 3, -1):
        first = [o for o in known if _are_forms(word[:cut], o) or _are_forms(word[:cut].rstrip("s"), o)]
        last = [o for o in known if _are_forms(stem(word[cut:], language), o)]
        if first and last:
            return [*same, *first, *last]
    return same or None


def _are_forms(a: str, b: str) -> bool:
    if a.startswith("=") or b.startswith("="):
        return a == b
    short, long = sorted((a, b), key=len)
    common = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(short))
    if len(short) <= BEGINNING:
        return common == len(short) and len(short) >= 3 and len(long) - len(short) <= 1
    return common >= len(short) - 1 and len(long) - common <= 3


@cache
def _list_plain(language: str) -> frozenset[str]:
    group = read_lexicon("told").get(f"plain-{language}", {"terms": ()})
    return frozenset(w for term in group["terms"] for w in (term, stem(term, language)))


@cache
def _group(name: str) -> re.Pattern[str]:
    return compile_terms(read_lexicon("told")[name]["terms"])


@cache
def _list_relations() -> tuple[str, ...]:
    others = ("by", "fronted", "ceiling", *OTHERS)
    return tuple(n for n in read_lexicon("told") if n not in others and not n.startswith("plain-"))


@cache
def _is_marked(name: str, mark: str) -> bool:
    return bool(read_lexicon("told")[name].get(mark))


@cache
def _list_marked(mark: str) -> frozenset[str]:
    return frozenset(n for n in _list_relations() if _is_marked(n, mark))


def _same_group(name: str) -> str:
    return str(read_lexicon("told")[name].get("same", name))


__all__ = ["find_relation", "is_told"]
