"""The editor's panel in JupyterLab: drop a file or paste a text, see it annotated, decide, export."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from ..audit.annotated_page import write_page
from ..audit.audited import Audit
from ..audit.margin_comments import comment_document
from ..audit.read import parse_article
from ..audit.report import describe_claim_reviews, format_markdown, name_verdict
from ..audit.texts import tell, tell_number
from ..called import tell_slips
from ..errors import RlsEvidenceError, UsageError
from ..unknown import tell_unknown
from ..workspace import Workspace, open_workspace

FORMATS = ("html", "md", "docx")


class AuditPanel:
    """`view` is the widget; `audit` the document last audited. Without a `reviewer` nothing can be decided."""

    def __init__(self, review: Workspace, reviewer: str | None = None, *, language: str = "en") -> None:
        import ipywidgets as w

        self.review, self.reviewer, self.language = review, reviewer, language
        self.audit: Audit | None = None
        self._original: bytes | None = None
        wide = w.Layout(width="98%")
        self.text = w.Textarea(placeholder=tell("panel_paste", language), rows=7, layout=wide)
        self.file = w.FileUpload(multiple=False, description=tell("panel_file", language))
        self.start = w.Button(description=tell("panel_start", language), button_style="primary")
        self.shown = w.HTML(layout=wide)
        self.place = w.Dropdown(description=tell("panel_sentence", language), layout=wide)
        self.word = w.Dropdown(
            description=tell("panel_verdict", language),
            options=[
                (name_verdict(v, review.evidence, language), v) for v in review.evidence.vocabulary["verdict_word"]
            ],
        )
        self.why = w.Textarea(description=tell("panel_why", language), layout=wide)
        self.suggest = w.Textarea(description=tell("may_print", language), layout=wide)
        self.decide = w.Button(description=tell("panel_decide", language), disabled=reviewer is None)
        self.exports = [w.Button(description=form) for form in FORMATS]
        self.status = w.HTML()
        self.start.on_click(lambda _: self._guard(self._audit))
        self.decide.on_click(lambda _: self._guard(self._decide))
        self.place.observe(lambda _: self._fill(), names="value")
        for button in self.exports:
            button.on_click(lambda b: self._guard(lambda: self._export(b.description)))
        decision = w.VBox([self.place, self.word, self.why, self.suggest, self.decide])
        rows = [self.text, w.HBox([self.file, self.start, *self.exports]), self.status, self.shown, decision]
        self.view = w.VBox(rows)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.view._repr_mimebundle_(**kwargs)

    def _guard(self, action: Any) -> None:
        """A fault of the user's is told in the panel, not as a traceback."""
        try:
            action()
        except RlsEvidenceError as error:
            self._say(str(error))

    def _say(self, text: str) -> None:
        self.status.value = f"<p role='status'>{html.escape(text)}</p>"

    def _audit(self) -> None:
        if self.file.value:
            (upload,) = self.file.value
            name, data = str(upload["name"]), bytes(upload["content"])
        else:
            name, data = "text", str(self.text.value).encode()
        self._original = data if name.lower().endswith(".docx") else None
        self.audit = self.review.auditor().audit(parse_article(data, name))
        self.shown.value = self.review.annotate(self.audit, self.language)._repr_html_()
        self.place.options = options = [(f"{p.at} {p.text[:90]}", p.at) for p in self.audit.passages if p.verdict]
        self.place.value = options[0][1] if options else None
        self._say(tell_number("passages", len(self.audit.passages), self.language))
        self._fill()

    def _fill(self) -> None:
        """The proposal of the sentence chosen, for the person to accept or amend."""
        passage = next((p for p in self.audit.passages if p.at == self.place.value), None) if self.audit else None
        if passage:
            if passage.verdict in self.review.evidence.vocabulary["verdict_word"]:
                self.word.value = passage.verdict
            self.why.value, self.suggest.value = " ".join(passage.why), passage.suggest or ""

    def _decide(self) -> None:
        if self.audit is None or self.reviewer is None:
            return
        path = self.review.decide_verdict(
            self.audit, self.place.value, self.word.value, self.why.value, self.suggest.value or None, by=self.reviewer
        )
        self._say(f"{path}: {self.place.value} {name_verdict(self.word.value, self.review.evidence, self.language)}")
        self.review = open_workspace(self.review.root)

    def _export(self, form: str) -> None:
        if self.audit is None:
            return
        evidence = self.review.evidence
        folder = self.review.root / "build" / "audit"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{Path(self.audit.article.name).stem}.audit.{form}"
        if form == "docx":
            target.write_bytes(comment_document(self.audit, evidence, self.language, self._original))
        elif form == "md":
            target.write_text(format_markdown(self.audit, evidence, self.language), encoding="utf-8")
        else:
            reviews = describe_claim_reviews(self.audit, evidence)
            target.write_text(write_page(self.audit, evidence, self.language, reviews), encoding="utf-8")
        self._say(f"{target.relative_to(self.review.root)}")


@tell_slips
def audit_panel(reviewer: str | None = None, folder: Path | str | None = None, *, language: str = "en") -> AuditPanel:
    """The editor's panel. `reviewer`: an id of people.tsv, without which nothing can be decided; else UsageError."""
    review = open_workspace(folder)
    people = [p.id for p in review.evidence.people]
    if reviewer is not None and reviewer not in people:
        raise UsageError(tell_unknown("reviewer", reviewer, people, where=" in people.tsv"))
    return AuditPanel(review, reviewer, language=language)
