"""A cross-encoder in ONNX from a folder of the user's own: reads claim and sentence together, on this machine.

The folder holds `model.onnx`, `tokenizer.json` and `config.json` with `id2label`, as Hugging Face's exporters write
them. Labels of natural language inference (entailment, contradiction, neutral) and of fact checking (support, refute,
not enough info) are understood. Its numbers are not measured here, so no confidence is given.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, Problem, UsageError
from ..tagging.readings import read_abstract
from ..tagging.sentences import Passage
from .answer import Answer, Context, Engine

FILES = ("model.onnx", "tokenizer.json", "config.json")
LABELS = {
    "supports": ("entail", "support", "agree", "true"),
    "disputes": ("contradict", "refute", "dispute", "false", "against"),
    "inconclusive": ("neutral", "not_enough", "not enough", "nei", "inconclusive", "unknown", "noinfo"),
}
LONGEST = 512
"""Tokens of a pair; the rest of a longer one is cut off at its end."""
ENOUGH = 0.6
"""The share that a sentence's stance needs to be proposed."""


class CrossEncoderEngine:
    """One session of the model; each sentence of an abstract is read beside the claim."""

    def __init__(self, folder: Path) -> None:
        session_type, tokenizer_type = _import_runtime()
        problems = [
            Problem(str(folder / name), 0, "file", "file-missing", "no such file", "a model exported to ONNX")
            for name in FILES
            if not (folder / name).is_file()
        ]
        if problems:
            raise EvidenceError(f"{folder} holds no model that can be used:", problems)
        self.name = f"onnx:{folder.name}"
        self._places = _read_labels(folder / "config.json")
        try:
            self._tokenizer = tokenizer_type.from_file(str(folder / "tokenizer.json"))
            self._session = session_type(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
        except Exception as error:
            # Both libraries raise types of their own, none of which is promised.
            told = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise EvidenceError(f"the model in {folder} cannot be loaded: {told}") from None
        self._tokenizer.enable_truncation(LONGEST)
        self._inputs = {i.name for i in self._session.get_inputs()}
        unknown = self._inputs - {"input_ids", "attention_mask", "token_type_ids"}
        if unknown:
            raise EvidenceError(
                f"the model in {folder} asks for {', '.join(sorted(unknown))}: that is no cross-encoder"
            )

    def announce(self, count: int, characters: int) -> str:
        return ""

    def judge(self, claim: str, title: str, passages: Sequence[Passage]) -> Answer:
        reading = read_abstract(passages)
        rules = (f"engine:{self.name}",)
        if not reading.sentences:
            return Answer(None, None, False, None, rules, "there is no abstract")
        best, most, share = reading.sentences[-1], "inconclusive", 0.0
        for read in reading.sentences:
            shares = self.weigh(claim, read.sentence.text)
            own = max(("supports", "disputes"), key=lambda s: shares[s])
            if shares[own] > share:
                best, share = read, shares[own]
                most = own if shares[own] > shares["inconclusive"] else "inconclusive"
        told = share if most != "inconclusive" else 1 - share
        return Answer(most, None, told >= ENOUGH, best.sentence, (*rules, f"share:{told:.2f}"))

    def weigh(self, claim: str, sentence: str) -> dict[str, float]:
        """Stance -> its share for one sentence; they add up to 1."""
        import numpy as np

        coded = self._tokenizer.encode(sentence, claim)
        every = {"input_ids": coded.ids, "attention_mask": coded.attention_mask, "token_type_ids": coded.type_ids}
        given = {name: np.array([every[name]], dtype=np.int64) for name in self._inputs}
        scores = np.asarray(self._session.run(None, given)[0], dtype=float).reshape(-1)
        if len(scores) != len(self._places) or not np.isfinite(scores).all():
            raise EvidenceError(f"{self.name} gives {len(scores)} numbers, its config.json names {len(self._places)}")
        powers = np.exp(scores - scores.max())
        shares = dict.fromkeys(LABELS, 0.0)
        for stance, power in zip(self._places, powers / powers.sum(), strict=True):
            shares[stance] += float(power)
        return shares


def _import_runtime() -> tuple[Any, Any]:
    """UsageError that names what to install when a library is not there: neither comes with the program."""
    try:
        import onnxruntime
        import tokenizers
    except ImportError as error:
        raise UsageError(
            f"the engine 'onnx' needs {error.name}, which is not installed: pip install 'rlsevidence[onnx]'"
        ) from None
    return onnxruntime.InferenceSession, tokenizers.Tokenizer


def _read_labels(file: Path) -> tuple[str, ...]:
    """The stance of each number that the model gives, in order."""
    try:
        named = json.loads(file.read_text(encoding="utf-8"))["id2label"]
        labels = [str(named[str(i)]) for i in range(len(named))]
    except (OSError, ValueError, KeyError, TypeError):
        raise EvidenceError(f"{file} has no id2label: expected one label a number, such as entailment") from None
    found = []
    for label in labels:
        low = label.lower()
        # 'not_entailment' is no entailment; the words for nothing known come first.
        order = ("inconclusive", "disputes", "supports")
        stance = next((s for s in order if any(low.startswith(word) for word in LABELS[s])), None)
        if stance is None:
            raise EvidenceError(f"{file} id2label: found {label!r}, expected words such as entailment or refutes")
        found.append(stance)
    if not {"supports", "disputes"} <= set(found):
        raise EvidenceError(
            f"{file} id2label: found {', '.join(labels)}; expected one that supports and one that disputes"
        )
    return tuple(found)


def make_cross_encoder(argument: str, context: Context) -> Engine:
    if not argument:
        raise UsageError("the engine 'onnx' needs a folder: --engine onnx:FOLDER")
    folder = Path(argument)
    if not folder.is_dir():
        raise UsageError(f"--engine onnx:{argument}: no such folder")
    return CrossEncoderEngine(folder)
