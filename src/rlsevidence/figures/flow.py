"""The PRISMA 2020 flow diagram, from counts. A database that has not been searched says so; it does not say zero."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..labels import label
from ..synthesis.flow import Flow
from .base import GREY, INK, Drawn, pick, start_figure

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
    ]
    rows += [
        (pick(language, "Excluded: ", "Exkluderade: ") + label("screening_reason", reason, language), n, "")
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
        (pick(language, "Studies read in full text", "Studier lästa i fulltext"), flow.full_text_read, ""),
        (
            pick(language, "Studies whose full text is wanted", "Studier vars fulltext återstår"),
            flow.full_text_wanted,
            "",
        ),
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
        " have been read in full.",
        f"{flow.other_methods} poster kom på annat sätt,"
        f" {from_searches}."
        f" {flow.screened} är granskade, {sum(flow.excluded.values())} exkluderade, {flow.unsure} oavgjorda;"
        f" {flow.included_studies} studier ingår, varav {flow.primary_studies} primärstudier. {flow.full_text_read} har"
        " lästs i fulltext.",
    )
    figure = start_figure(title, 640, top=60, bottom=20)
    figure.update_xaxes(visible=False, range=[0, 100])
    figure.update_yaxes(visible=False, range=[0, 100])
    not_yet = NOT_YET[language == "sv"]
    databases = "<br>".join(
        f"{s.removeprefix('pubmed-')}: {not_yet if n is None else f'n = {n}'}" for s, n in flow.databases.items()
    )
    excluded = "<br>".join(f"{label('screening_reason', r, language)}: {n}" for r, n in flow.excluded.items()) or "0"
    _box(
        figure,
        2,
        78,
        46,
        98,
        f"<b>{pick(language, 'Databases (PubMed)', 'Databaser (PubMed)')}</b><br>{databases}",
        not searched,
    )
    other = pick(language, "Other methods", "Andra metoder")
    seed = pick(language, "seed entry from public pages", "första inmatning från öppna sidor")
    _box(figure, 54, 78, 98, 98, f"<b>{other}</b><br>{seed}<br>n = {flow.other_methods}")
    duplicates = pick(language, "duplicates removed", "dubbletter borttagna")
    screened = pick(language, "Records screened", "Granskade poster")
    waiting = pick(language, "waiting", "väntar")
    _box(
        figure,
        18,
        53,
        60,
        69,
        f"<b>{screened}</b><br>n = {flow.screened}<br>{duplicates}: {flow.duplicates}; {waiting}: {flow.unscreened}",
    )
    _box(figure, 68, 50, 99, 71, f"<b>{pick(language, 'Excluded', 'Exkluderade')}</b><br>{excluded}")
    _box(
        figure,
        18,
        30,
        60,
        44,
        f"<b>{pick(language, 'Records included', 'Inkluderade poster')}</b><br>n = {flow.included_records}",
    )
    _box(
        figure,
        68,
        30,
        99,
        44,
        f"<b>{pick(language, 'Undecided', 'Oavgjorda')}</b><br>n ="
        f" {flow.unsure}<br>{pick(language, 'more must be read', 'mer måste läsas')}",
    )
    counted = pick(language, "primary studies, which can be counted", "primärstudier, som kan räknas")
    informing = pick(language, "inform and are not counted", "belyser och räknas inte")
    full = pick(language, "read in full text", "lästa i fulltext")
    _box(
        figure,
        18,
        2,
        60,
        22,
        f"<b>{pick(language, 'Studies included', 'Inkluderade studier')}</b><br>n ="
        f" {flow.included_studies}<br>{flow.primary_studies} {counted}<br>{flow.informing_studies}"
        f" {informing}<br>{flow.full_text_read} {full}",
    )
    for x0, y0, x1, y1 in (
        (24, 78, 34, 69),
        (76, 78, 46, 69),
        (60, 61, 68, 61),
        (39, 53, 39, 44),
        (60, 57, 68, 40),
        (39, 30, 39, 22),
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
        x=(x0 + x1) / 2, y=(y0 + y1) / 2, text=text, showarrow=False, font={"size": 12}, align="center"
    )
