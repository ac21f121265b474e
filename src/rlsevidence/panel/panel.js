// The browser's side of the review panel. It draws what Python sends and sends back what is pressed; it decides nothing.

const STANCES = { s: "supports", d: "disputes", i: "inconclusive", x: "not_relevant" };
const PARTS = ["population", "intervention", "comparator", "outcome"];
const SHOWN = ["undecided", "conflict", "decided", "new", "all"];
let panels = 0;

function render({ model, el }) {
  const t = (key, values = {}) =>
    Object.entries(values).reduce((text, [k, v]) => text.replace(`{${k}}`, v), model.get("strings")[key] ?? key);
  const word = (group, value) => t(`${group}:${value}`);
  const id = `rev-review-${++panels}`;
  // What has been chosen on this card and not yet sent.
  let draft = {};
  let shownPair = "";

  const live = node("p", { class: "rev-live", role: "status", "aria-live": "polite" });
  const alarm = node("p", { class: "rev-alarm", role: "alert" });
  const top = node("header", { class: "rev-top" });
  const body = node("div", { class: "rev-body" });
  const help = node("p", { class: "rev-help", id: `${id}-help`, hidden: true, text: t("help") });
  const root = node(
    "section",
    { class: "rev-review", tabindex: "0", lang: model.get("lang"), "aria-describedby": `${id}-help`,
      "aria-label": t("panel", { reviewer: model.get("reviewer") }) },
    top, live, alarm, help, body,
  );

  const send = (message) => model.send({ claim: model.get("card").claim, record: model.get("card").record, ...message });
  // A stance without a directness waits for it: nothing is saved that the person did not choose.
  const decide = (stance) => {
    if (!model.get("card").record) return;
    const open = draft.directness === null || (draft.directness === "indirect" && !draft.because.size);
    if (stance !== "not_relevant" && open) {
      draft.waiting = stance;
      draw();
      say(t("choose_directness"));
      return;
    }
    send({ do: "decide", stance, note: draft.note, basis: draft.basis,
      directness: stance === "not_relevant" ? null : draft.directness,
      because: draft.directness === "indirect" ? [...draft.because] : [] });
  };
  const accept = () => {
    if (model.get("card").record) send({ do: "accept", note: draft.note, basis: draft.basis });
  };
  // 0: no part differs; 1-4: that part does. Where a stance waits for it, 0 and Enter save.
  const chooseDirect = () => {
    draft.directness = "direct";
    draft.because.clear();
    finish();
  };
  const finish = () => {
    if (draft.waiting) decide(draft.waiting);
    else draw();
  };
  const say = (text, role = "status") => {
    live.textContent = role === "status" ? text : "";
    alarm.textContent = role === "alert" ? text : "";
  };
  const filter = (change) => model.send({ do: "filter", ...model.get("filters"), ...change });

  const button = (text, key, action, extra = {}) =>
    node("button", { type: "button", "aria-keyshortcuts": key, onclick: action, ...extra },
      node("span", { text }), key && node("kbd", { text: key, "aria-hidden": "true" }));

  const search = searchField({ id: `${id}-words`, "data-rev": "words", placeholder: t("find_what") },
    (words) => filter({ words, shown: words.trim() ? "all" : model.get("filters").shown }));

  function drawTop() {
    const filters = model.get("filters"), progress = model.get("progress");
    const entry = progress[filters.claim ?? ""] ?? { done: 0, left: 0, conflict: 0 };
    const total = entry.done + entry.left;
    const chosen = document.activeElement?.dataset?.rev;
    const claim = node("select", { id: `${id}-claim`, "data-rev": "claim",
      onchange: (e) => filter({ claim: e.target.value || null }) },
      node("option", { value: "", text: t("all_claims") }),
      ...model.get("claims").map((c) => {
        const own = progress[c.id];
        return node("option", { value: c.id, text: own ? `${c.title} (${own.left})` : c.title, disabled: !own });
      }));
    claim.value = filters.claim ?? "";
    const shown = node("select", { id: `${id}-shown`, "data-rev": "shown", onchange: (e) => filter({ shown: e.target.value }) },
      ...SHOWN.map((name) => node("option", { value: name, text: t(`shown:${name}`) })));
    shown.value = filters.shown;
    search.show(filters.words ?? "");
    const bar = node("progress", { max: total || 1, value: entry.done, "aria-label": t("done", entry) });
    top.replaceChildren(
      node("div", { class: "rev-filters" },
        paired(node("label", { for: `${id}-claim`, text: t("claim") }), claim),
        paired(node("label", { for: `${id}-shown`, text: t("show") }), shown),
        paired(node("label", { for: `${id}-words`, text: t("find") }), search.field)),
      ...(model.get("readable") ? [] : [node("p", { class: "rev-warn rev-unreadable", text: t("nothing_to_read") })]),
      node("div", { class: "rev-progress" }, bar, node("span", { text: t("done", entry) }),
        entry.conflict ? node("span", { class: "rev-warn", text: t("conflicts", entry) }) : null,
        node("span", { class: "rev-place", text: t("place", model.get("place")) })));
    if (chosen) top.querySelector(`[data-rev=${chosen}]`)?.focus();
  }

  function drawAbstract(card) {
    if (!card.abstract.length) return node("p", { class: "rev-none", text: t("no_abstract") });
    return node("div", { class: "rev-abstract" },
      ...card.abstract.map((section) => node("p", {},
        section.label ? node("b", { text: `${section.label} ` }) : null,
        ...drawRuns(section.runs))));
  }

  // One <mark> round the whole sentence, cues inside it, so that a screen reader reads it in one go.
  function drawRuns(runs) {
    const drawn = [];
    let mark = null;
    for (const run of runs) {
      const piece = run.kind.includes("cue") ? node("span", { class: "rev-cue", text: run.text }) : document.createTextNode(run.text);
      if (!run.kind.includes("sentence")) {
        mark = null;
        drawn.push(piece);
      } else {
        if (!mark) drawn.push(mark = node("mark", { class: "rev-sentence", title: t("sentence_mark") }));
        mark.append(piece);
      }
    }
    return drawn;
  }

  function drawSuggestion(card) {
    const s = card.suggestion;
    const box = node("div", { class: "rev-suggestion", role: "group", "aria-label": t("suggestion") });
    if (!s) {
      box.append(node("p", { text: t("no_suggestion") }));
      return box;
    }
    const head = node("p", {}, node("b", { text: `${t("suggestion")}: ` }),
      node("span", { class: "rev-proposed", text: s.stance ? word("stance", s.stance) : t("no_stance") }),
      s.confidence ? node("span", { text: `, ${t("sure", { percent: Math.round(s.confidence * 100) })}` }) : null,
      s.directness ? node("span", { text: `; ${word("directness", s.directness).toLowerCase()}${
        s.because.length ? ` (${s.because.map((p) => word("indirect_because", p).toLowerCase()).join(", ")})` : ""}` }) : null);
    box.append(head, node("p", { class: "rev-why", text: s.why, lang: "en" }),
      node("details", {}, node("summary", { text: t("rules") }), node("p", { class: "rev-rules", text: s.rules.join(", "), lang: "en" })));
    return box;
  }

  function drawDecision(card) {
    const current = card.own;
    const stances = node("div", { class: "rev-stances", role: "group", "aria-label": t("your_stance") },
      ...Object.entries(STANCES).map(([key, stance]) => button(word("stance", stance), key, () => decide(stance), {
        "data-stance": stance, "aria-pressed": String(!draft.waiting && current?.stance === stance),
        class: draft.waiting === stance ? "rev-waiting" : card.suggestion?.stance === stance ? "rev-hinted" : null })),
      card.suggestion?.stance ? button(t("accept"), "a", accept, { class: "rev-quiet" }) : null);
    const direct = node("div", { class: "rev-row", role: "group", "aria-label": t("directness") },
      node("span", { class: "rev-name", text: t("directness") }),
      button(word("directness", "direct"), "0", chooseDirect,
        { "aria-pressed": String(draft.directness === "direct"), "data-directness": "direct" }),
      node("span", { text: `${word("directness", "indirect")}: ${t("differs").toLowerCase()}` }),
      ...PARTS.map((part, i) => button(word("indirect_because", part), String(i + 1),
        () => togglePart(part), { "aria-pressed": String(draft.because.has(part)), "data-part": part })),
      draft.waiting && draft.because.size ? button(t("save"), "Enter", finish, { class: "rev-save" }) : null,
      draft.waiting ? node("span", { class: "rev-warn", text: t(draft.because.size ? "save_with_enter" : "choose_directness") }) : null);
    const basis = node("select", { id: `${id}-basis`, onchange: (e) => { draft.basis = e.target.value; } },
      ...card.bases.map((name) => node("option", { value: name, text: t(`read:${name}`) })));
    basis.value = draft.basis;
    const note = node("textarea", { id: `${id}-note`, rows: 2, oninput: (e) => { draft.note = e.target.value; } });
    note.value = draft.note;
    return node("div", { class: "rev-decision" },
      node("p", { class: "rev-ask", text: t("your_stance") }), stances, direct,
      node("div", { class: "rev-row" }, node("label", { for: `${id}-basis`, class: "rev-name", text: t("basis") }), basis,
        node("kbd", { text: "b", "aria-hidden": "true" }),
        node("label", { for: `${id}-note`, text: t("note") }), note, node("kbd", { text: "n", "aria-hidden": "true" })));
  }

  function togglePart(part) {
    if (draft.because.has(part)) draft.because.delete(part);
    else draft.because.add(part);
    draft.directness = draft.because.size ? "indirect" : null;
    draw();
    say([...draft.because].map((p) => word("indirect_because", p)).join(", ") || t("choose_directness"));
  }

  const rowText = (row) => `${row.reviewer}${row.role === "consensus" ? ` (${t("consensus")})` : ""}: ${word("stance", row.stance)}${
    row.directness ? `, ${word("directness", row.directness).toLowerCase()}` : ""}${
    row.because.length ? ` (${row.because.map((p) => word("indirect_because", p).toLowerCase()).join(", ")})` : ""}, ${
    t(`read:${row.basis}`).toLowerCase()}${row.note ? `. ${row.note}` : ""}`;

  function drawPeople(card) {
    const parts = [];
    if (card.own) parts.push(node("p", {}, node("b", { text: `${t("yours")}: ` }), node("span", { class: "rev-own", text: rowText(card.own) })));
    if (card.hidden) parts.push(node("p", { class: "rev-hidden", text: t("hidden") }));
    if (card.others.length) {
      parts.push(node("div", { class: "rev-others", role: "group", "aria-label": t("others") }, node("b", { text: t("others") }),
        node("ul", {}, ...card.others.map((row) => node("li", { text: rowText(row) })))));
    }
    if (card.settling) parts.push(node("p", { class: "rev-warn", text: t("settling") }));
    else if (card.conflict) {
      parts.push(node("p", { class: "rev-warn" }, node("span", { text: `${t("conflict")} ` }),
        button(t("settle"), "c", () => send({ do: "reveal" }), { class: "rev-quiet rev-settle" })));
    }
    return parts.length ? [node("div", { class: "rev-people" }, ...parts)] : [];
  }

  function drawScreening(card) {
    const decision = node("select", { id: `${id}-screen` }, node("option", { value: "", text: t("choose") }),
      ...Object.keys(model.get("words").screening_decision).map((w) => node("option", { value: w, text: word("screening_decision", w) })));
    const reason = node("select", { id: `${id}-reason` }, node("option", { value: "", text: t("choose") }),
      ...Object.entries(model.get("words").screening_reason).map(([w, meaning]) =>
      node("option", { value: w, text: meaning })));
    const stage = node("select", { id: `${id}-stage` }, ...["title_abstract", "full_text"].map((w) =>
      node("option", { value: w, text: t(`stage:${w}`) })));
    const last = card.screened.at(-1);
    if (last) {
      decision.value = last.decision; reason.value = last.reason; stage.value = last.stage;
    }
    return node("details", { class: "rev-screening" },
      node("summary", { text: t("screening") + (last ? `: ${word("screening_decision", last.decision).toLowerCase()}` : "") }),
      node("div", { class: "rev-row" },
        node("label", { for: `${id}-stage`, text: t("stage") }), stage,
        node("label", { for: `${id}-screen`, text: t("screening") }), decision,
        node("label", { for: `${id}-reason`, text: t("reason") }), reason,
        button(t("screen"), null, () => {
          if (!decision.value || !reason.value) say(t("choose_screening"), "alert");
          else send({ do: "screen", decision: decision.value, reason: reason.value, stage: stage.value,
            basis: draft.basis, note: draft.note });
        })));
  }

  function draw() {
    const card = model.get("card");
    if (!card.record) {
      body.replaceChildren(node("p", { class: "rev-empty", text: t("empty") }), drawFoot(card));
      return;
    }
    const within = root.contains(document.activeElement) ? document.activeElement : null;
    const back = within && within !== root ? within.id || within.dataset.stance || within.dataset.directness || within.dataset.part : null;
    const caret = within?.tagName === "TEXTAREA" ? within.selectionStart : null;
    const numbers = [...new Map(card.numbers.map((n) => [`${n.kind} ${n.words}`, n])).values()].slice(0, 14);
    body.replaceChildren(
      node("div", { class: "rev-claim" }, node("span", { class: "rev-name", text: t("claim") }),
        node("p", {}, node("b", { text: `${card.claim_title}. ` }), node("span", { text: card.statement })),
        card.siblings.length > 1 ? node("p", { class: "rev-siblings", text: `${t("claims_of_record")}: ${
          card.siblings.indexOf(card.claim) + 1} / ${card.siblings.length}` }) : null),
      ...card.integrity.map((n) => node("p", { class: "rev-notice", text: `${t(`integrity:${n.kind}`)} (${n.on})` })),
      node("p", { class: "rev-title", role: "heading", "aria-level": "3", text: card.title, lang: "en" }),
      node("p", { class: "rev-source" }, node("span", { text: `${card.source} ` }),
        ...card.links.map((link, i) => node("a", { href: link.to, target: "_blank", rel: "noopener noreferrer", text: link.name,
          "aria-keyshortcuts": i === 0 ? "o" : null }))),
      ...(card.drawn ? [node("p", { class: "rev-drawn", text: t("drawn") })] : card.words.length ? [node("p", { class: "rev-stands" },
        node("span", { class: "rev-why", text: `${t("why")}: ` }), ...card.words.map((w) => node("span", { class: "rev-number", text: w })))] : []),
      node("p", { class: "rev-facts" }, node("b", { text: `${t("design")}: ` }), node("span", { text: model.get("words").names[card.design] ?? t("not_told"),
        title: card.design ? model.get("words").design[card.design] : null }),
        ...(numbers.length ? [node("b", { text: ` ${t("numbers")}: ` }),
          ...numbers.map((n) => node("span", { class: "rev-number", title: t(`number:${n.kind}`), text: n.words }))] : [])),
      drawAbstract(card), drawSuggestion(card), drawDecision(card), ...drawPeople(card), drawScreening(card), drawFoot(card));
    // Redrawing must not take the keyboard away from where it was.
    if (back) {
      const again = body.querySelector(`#${CSS.escape(back)}, [data-stance="${back}"], [data-directness="${back}"], [data-part="${back}"]`);
      (again ?? root).focus({ preventScroll: true });
      if (caret !== null && again?.tagName === "TEXTAREA") again.setSelectionRange(caret, caret);
    } else if (within && !root.contains(document.activeElement)) root.focus({ preventScroll: true });
  }

  const drawFoot = () => node("div", { class: "rev-foot" },
    button(t("previous"), "k", () => model.send({ do: "go", by: -1 })), button(t("next"), "j", () => model.send({ do: "go", by: 1 })),
    button(t("undo"), "u", () => model.send({ do: "undo" })),
    button(t("keys"), "?", toggleHelp, { "aria-expanded": String(!help.hidden), "aria-controls": `${id}-help` }),
    node("span", { class: "rev-advice", text: t("advice") }));

  function toggleHelp() {
    help.hidden = !help.hidden;
    draw();
  }

  function newCard() {
    const card = model.get("card");
    const pair = `${card.claim} ${card.record} ${card.own?.on ?? ""}`;
    if (pair !== shownPair) {
      shownPair = pair;
      // Only what this person has chosen before stands there; what the rules suggest is taken with 'as suggested'.
      draft = { directness: card.own?.directness ?? null, because: new Set(card.own?.because ?? []), basis: card.basis,
        note: card.own?.note ?? "", waiting: null };
    }
    draw();
  }

  root.addEventListener("keydown", (event) => {
    // JupyterLab must not take these for its own commands ('x' cuts a cell): nothing leaves the panel but Tab.
    if (event.key !== "Tab") event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tag = event.target.tagName;
    if (tag === "TEXTAREA") {
      if (event.key === "Escape") root.focus();
      return;
    }
    if (tag === "SELECT" || tag === "INPUT") {
      if (event.key === "Escape") {
        // A search field would forget its words, and the list of what was found with them.
        event.preventDefault();
        root.focus();
      }
      return;
    }
    // On a button Enter presses the button; anywhere else it saves the stance that waits.
    if (event.key === "Enter" && tag !== "BUTTON" && tag !== "A" && tag !== "SUMMARY" && draft.waiting) {
      event.preventDefault();
      finish();
      return;
    }
    const actions = {
      j: () => model.send({ do: "go", by: 1 }), k: () => model.send({ do: "go", by: -1 }),
      ArrowRight: () => model.send({ do: "go", by: 1 }), ArrowLeft: () => model.send({ do: "go", by: -1 }),
      u: () => model.send({ do: "undo" }), a: accept, "?": toggleHelp, c: () => send({ do: "reveal" }),
      0: chooseDirect, "/": () => top.querySelector("input")?.focus(),
      b: () => {
        const bases = model.get("card").bases;
        draft.basis = bases[(bases.indexOf(draft.basis) + 1) % bases.length];
        draw();
        say(t(`read:${draft.basis}`));
      },
      n: () => body.querySelector("textarea")?.focus(), f: () => top.querySelector("select")?.focus(),
      o: () => body.querySelector(".rev-source a")?.click(),
    };
    const action = STANCES[event.key] ? () => decide(STANCES[event.key])
      : PARTS[event.key - 1] ? () => togglePart(PARTS[event.key - 1]) : actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });

  const onStatus = () => { const s = model.get("status"); if (s.text) say(s.text, s.role); };
  const watched = { "change:card": newCard, "change:status": onStatus, "change:progress": drawTop, "change:filters": drawTop,
    "change:place": drawTop };
  for (const [event, handler] of Object.entries(watched)) model.on(event, handler);
  drawTop();
  newCard();
  onStatus();
  el.append(root);
  return () => {
    for (const [event, handler] of Object.entries(watched)) model.off(event, handler);
    root.remove();
  };
}

export default { render };
