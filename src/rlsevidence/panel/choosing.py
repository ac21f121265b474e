"""A claim, or a person, chosen in a notebook: a list in JupyterLab, and in a page what was chosen when it was made."""

from __future__ import annotations

import html
from collections.abc import Mapping
from importlib import resources
from typing import Any

import anywidget
import traitlets

from ..called import tell_slips
from ..errors import UsageError
from ..language import list_texts
from ..unknown import tell_unknown
from ..workspace import Workspace

_KEPT: dict[str, str] = {}
"""Workspace -> what was chosen last in this kernel, so that running all cells anew does not take it back."""


class Chooser(anywidget.AnyWidget):
    """The list. `value`: the id that is chosen; the cells below read it when they are run."""

    _esm = resources.files(__package__).joinpath("choosing.js").read_text(encoding="utf-8")
    strings = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)
    options: Any = traitlets.List().tag(sync=True)
    value = traitlets.Unicode("").tag(sync=True)

    def __init__(self, key: str, options: Mapping[str, str], value: str, language: str) -> None:
        listed = [[word, name] for word, name in options.items()]
        super().__init__(
            strings=list_texts("panel.choose.", language), lang=language, options=listed, value=_KEPT.get(key, value)
        )
        self.observe(lambda change: _KEPT.update({key: change["new"]}), names="value")

    @traitlets.validate("value")
    def _only_listed(self, proposal: Any) -> str:
        if proposal["value"] not in [word for word, _ in self.options]:
            raise traitlets.TraitError(f"{proposal['value']!r} is none of those listed")
        return str(proposal["value"])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        made = super()._repr_mimebundle_(**kwargs)
        if made is None:
            return None
        data, *rest = made if isinstance(made, tuple) else (made,)
        name = dict(map(tuple, self.options))[self.value]
        said = self.strings["shown"].format(name=name)
        # Where no kernel answers, as on a page, a list would choose nothing.
        shown = {"text/html": f"<p>{html.escape(said)}</p>", "text/plain": said}
        return ({**data, **shown}, *rest) if isinstance(made, tuple) else {**data, **shown}


@tell_slips
def choose_claim(review: Workspace, claim: str | None = None, *, language: str | None = None) -> Chooser:
    """A list of the claims, the headline claims first; `.value` is the id of the one chosen.

    `claim`: what is chosen at first; the first headline claim when None. UsageError for one that is not there, and
    where there is none at all.
    """
    claims = {s.claim.id: s.claim for s in review.summaries}
    if not claims:
        raise UsageError("no claim to choose yet; rlsevidence new claim begins one")
    first = claim if claim is not None else review.headline[0]
    if first not in claims:
        raise UsageError(tell_unknown("claim", first, claims))
    spoken = review.choose_language(language)
    names = {i: c.title.in_language(spoken) for i, c in claims.items()}
    return Chooser(str(review.root) if claim is None else f"{review.root} {claim}", names, first, spoken)


__all__ = ["Chooser", "choose_claim"]
