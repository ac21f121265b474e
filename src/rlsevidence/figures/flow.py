"""The PRISMA 2020 flow diagram, from counts. A database that has not been searched says so; it does not say zero."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..labels import label
from ..synthesis.flow import Flow
from .base import GREY, INK, LEAST_WIDTH, Drawn, pick, start_figure, wrap

WIDE = 23
"""Characters of a line in a box: what fits where the figure is as narrow as it may be."""
NOT_YET = ("not searched yet", "inte sökt ännu")


def table_flow(flow: Flow, *, language: str = "en") -> pd.DataFrame:
    """One row per box: stage, count (blank where nothing has been done yet), note."""
    names = ["stage", "count", "note"] if language == "en" else ["steg", "antal", "anmärkning"]
    rows: list[tuple[str, int | None, str]] = [
        (
            pick(language, f"Identified: {search}", f"Identifierade: {search}"),
            count,
            "" if count is not None else NOT_YET[language == "sv"],
        )
        for search, count in flow.databases.items()
    ]
    rows += [
        (
            pick(
                language,
                "Identified by other methods (seed entry from public pages)",
                "Identifierade på annat sätt (första inmatning från öppna sidor)",
            ),
            flow.other_methods,
            "",
        ),
        (pick(language, "Duplicates removed", "Dubbletter borttagna"), flow.duplicates, ""),
        (pick(language, "Screened", "Granskade"), flow.screened, ""),
        (pick(language, "Waiting for screening", "Väntar på granskning"), flow.unscreened, ""),
        (pick(language, "Excluded", "Exkluderade"), sum(flow.excluded.values()), ""),
    ]
    rows += [
        (pick(language, "of which: ", "varav: ") + label("screening_reason", reason, language), n, "")
        for reason, n in flow.excluded.items()
    ]
    rows += [
        (pick(language, "Undecided: more must be read", "Oavgjorda: mer måste läsas"), flow.unsure, ""),
        (pick(language, "Records included", "Inkluderade poster"), flow.included_records, ""),
        (pick(language, "Studies included", "Inkluderade studier"), flow.included_studies, ""),
        (pick(language, "of which primary studies", "varav primärstudier"), flow.primary_studies, ""),
        (
            pick(language, "of which inform and are not counted", "varav belyser och räknas inte"),
            flow.informing_studies,
            "",
        ),
        (
            pick(language, "Studies whose full text is sought", "Studier vars fulltext eftersöks"),
            flow.full_text_read + flow.full_text_wanted,
            "",
        ),
        (
            pick(
                language,
                "Studies whose full text is not yet retrieved or read",
                "Studier vars fulltext ännu inte är hämtad eller läst",
            ),
            flow.full_text_wanted,
            "",
        ),
        (pick(language, "Studies assessed in full text", "Studier bedömda i fulltext"), flow.full_text_read, ""),
    ]
    return pd.DataFrame(rows, columns=names).astype({names[1]: "Int64"})


def plot_flow(flow: Flow, *, language: str = "en") -> Drawn:
    """Boxes and arrows after PRISMA 2020 (Page et al., BMJ 2021;372:n71): databases left, other methods right."""
    title = pick(language, "From records to studies (PRISMA 2020)", "Från poster till studier (PRISMA 2020)")
    searched = {k: v for k, v in flow.databases.items() if v is not None}
    from_searches = pick(
        language,
        f"{sum(searched.values())} from {len(searched)} searches" if searched else "no database has been searched yet",
        f"{sum(searched.values())} från {len(searched)} sökningar" if searched else "ingen databas har sökts ännu",
    )
    text = pick(
        language,
        f"{flow.other_methods} records came by other methods,"
        f" {from_searches}."
        f" {flow.screened} are screened, {sum(flow.excluded.values())} excluded, {flow.unsure} undecided;"
        f" {flow.included_studies} studies are included, {flow.primary_studies} of them primary. {flow.full_text_read}"
        f" have been read in full text, and for {flow.full_text_wanted} the full text is still to be retrieved or read:"
        " what stands here on them rests on their abstracts or on other sources.",
        f"{flow.other_methods} poster kom på annat sätt,"
        f" {from_searches}."
        f" {flow.screened} är granskade, {sum(flow.excluded.values())} exkluderade, {flow.unsure} oavgjorda;"
        f" {flow.included_studies} studier ingår, varav {flow.primary_studies} primärstudier. {flow.full_text_read} har"
        f" lästs i fulltext, och för {flow.full_text_wanted} återstår att hämta eller läsa den: det som står om dem här"
        " bygger på sammanfattningar eller andra källor.",
    )
    figure = start_figure(title, 1010, top=60, bottom=20)
    figure.update_xaxes(visible=False, range=[0, 100])
    figure.update_yaxes(visible=False, range=[0, 100])
    not_yet = NOT_YET[language == "sv"]

    def say(en: str, sv: str) -> str:
        return pick(language, en, sv)

    def lines(*texts: str) -> str:
        return "<br>".join(wrap(text, WIDE) for text in texts)

    databases = [
        f"{s.removeprefix('pubmed-')}: {not_yet if n is None else f'n = {n}'}" for s, n in flow.databases.items()
    ]
    reasons = [f"{label('screening_reason', r, language)}: {n}" for r, n in flow.excluded.items()]
    boxes: list[tuple[float, float, float, float, str, list[str], bool]] = [
        (0, 86, 48, 100, say("Databases (PubMed)", "Databaser (PubMed)"), databases, not searched),
        (
            52,
            86,
            100,
            100,
            say("Other methods", "Andra metoder"),
            [say("seed entry from public pages", "första inmatning från öppna sidor"), f"n = {flow.other_methods}"],
            False,
        ),
        (
            0,
            68,
            48,
            81,
            say("Records screened", "Granskade poster"),
            [
                f"n = {flow.screened}",
                f"{say('duplicates removed', 'dubbletter borttagna')}: {flow.duplicates}",
                f"{say('waiting', 'väntar')}: {flow.unscreened}",
            ],
            False,
        ),
        (
            52,
            65,
            100,
            81,
            say("Records excluded", "Exkluderade poster"),
            [f"n = {sum(flow.excluded.values())}", *reasons],
            False,
        ),
        (
            52,
            53,
            100,
            62,
            say("Undecided", "Oavgjorda"),
            [f"n = {flow.unsure}", say("more must be read", "mer måste läsas")],
            False,
        ),
        (
            0,
            50,
            48,
            62,
            say("Records included", "Inkluderade poster"),
            [
                f"n = {flow.included_records}",
                say(f"about {flow.included_studies} studies", f"om {flow.included_studies} studier"),
            ],
            False,
        ),
        (
            0,
            34,
            48,
            45,
            say("Studies whose full text is sought", "Studier vars fulltext eftersöks"),
            [f"n = {flow.full_text_read + flow.full_text_wanted}"],
            False,
        ),
        (
            52,
            33,
            100,
            46,
            say("Full text not yet retrieved or read", "Fulltext ännu inte hämtad eller läst"),
            [
                f"n = {flow.full_text_wanted}",
                say("whether they can be had is not recorded", "om den går att få är inte antecknat"),
            ],
            False,
        ),
        (
            0,
            18,
            48,
            29,
            say("Studies assessed in full text", "Studier bedömda i fulltext"),
            [f"n = {flow.full_text_read}"],
            False,
        ),
        (
            52,
            16,
            100,
            31,
            say("Excluded after full text", "Exkluderade efter fulltext"),
            [
                say(
                    "not counted apart: they stand among the records excluded above",
                    "räknas inte för sig: de står bland de exkluderade posterna ovan",
                ),
            ],
            True,
        ),
        (
            0,
            0,
            48,
            13,
            say("Studies in the review so far", "Studier i översikten hittills"),
            [
                f"n = {flow.included_studies}",
                f"{flow.primary_studies} {say('primary, can be counted', 'primärstudier, kan räknas')}",
                f"{flow.informing_studies} {say('inform, not counted', 'belyser, räknas inte')}",
            ],
            False,
        ),
    ]
    for x0, y0, x1, y1, head, texts, faint in boxes:
        bold = "<br>".join(f"<b>{line}</b>" for line in wrap(head, WIDE).split("<br>"))
        _box(figure, x0, y0, x1, y1, f"{bold}<br>{lines(*texts)}", faint)
    for x0, y0, x1, y1 in (
        (24, 86, 24, 81),
        (70, 86, 40, 81),
        (48, 75, 52, 75),
        (48, 69, 52, 60),
        (24, 68, 24, 62),
        (24, 50, 24, 45),
        (48, 39.5, 52, 39.5),
        (24, 34, 24, 29),
        (48, 23.5, 52, 23.5),
        (24, 18, 24, 13),
    ):
        figure.add_annotation(
            x=x1,
            y=y1,
            ax=x0,
            ay=y0,
            xref="x",
            yref="y",
            axref="x",
            ayref="y",
            showarrow=True,
            arrowhead=2,
            arrowwidth=1.5,
            arrowcolor=INK,
            text="",
        )
    figure.update_layout(meta={LEAST_WIDTH: 330}, margin={"l": 6, "r": 6})
    return Drawn("prisma-flow", title, text, table_flow(flow, language=language), figure)


def _box(figure: go.Figure, x0: float, y0: float, x1: float, y1: float, text: str, faint: bool = False) -> None:
    figure.add_shape(
        type="rect",
        x0=x0,
        x1=x1,
        y0=y0,
        y1=y1,
        line={"color": GREY if faint else INK, "width": 1.5, "dash": "dash" if faint else "solid"},
        fillcolor="#f5f7fa" if faint else "#ffffff",
    )
    figure.add_annotation(
        x=(x0 + x1) / 2, y=(y0 + y1) / 2, text=text, showarrow=False, font={"size": 11}, align="center"
    )
