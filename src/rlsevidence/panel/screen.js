// The browser's side of the screening panel. It draws what Python sends and sends back what is pressed; it decides nothing.

const SHOWN = ["undecided", "unsure", "conflict", "decided", "unopened", "all"];
const SILENCE = 6000;
let screens = 0;

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// The recall that is reached at least, and as likely as not, against records read; the band between is the interval.
function drawCurve(missed, t, id) {
  const [width, height, left, right, top, bottom] = [560, 210, 46, 96, 12, 34];
  const total = Math.max(1, missed.now.total);
  const x = (read) => left + (width - left - right) * read / total;
  const y = (share) => top + (height - top - bottom) * (1 - share);
  const line = (at) => missed.points.map((p) => `${x(p[0]).toFixed(1)},${y(p[at]).toFixed(1)}`);
  const text = (at, up, said, extra = {}) => svg("text", { x: at, y: up, ...extra }, said);
  const last = missed.points.at(-1);
  const labels = last ? [[last[1], t("curve_least")], [last[2], t("curve_likely")]].map(([share, said]) => [y(share) + 4, said]) : [];
  if (labels.length && Math.abs(labels[0][0] - labels[1][0]) < 13) labels[0][0] = labels[1][0] + 13;
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": `${id}-ct ${id}-cd`, class: "rev-curve" },
    svg("title", { id: `${id}-ct` }, t("curve_title")), svg("desc", { id: `${id}-cd` }, missed.said),
    ...[0, 0.5, 1].flatMap((share) => [svg("line", { x1: left, x2: width - right, y1: y(share), y2: y(share), class: "rev-grid" }),
      text(left - 6, y(share) + 4, `${Math.round(100 * share)} %`, { "text-anchor": "end" })]),
    ...(missed.points.length ? [svg("polygon", { points: [...line(2), ...line(1).reverse()].join(" "), class: "rev-band" }),
      svg("polyline", { points: line(1).join(" "), class: "rev-least" }), svg("polyline", { points: line(2).join(" "), class: "rev-likely" })] : []),
    svg("line", { x1: left, x2: width - right, y1: y(missed.now.promised), y2: y(missed.now.promised), class: "rev-promise" }),
    text(left + 4, y(missed.now.promised) + 13, t("curve_promise", { promised: Math.round(100 * missed.now.promised) })),
    ...labels.map(([up, said]) => text(x(last[0]) + 5, up, said)),
    text(left, height - 16, "0"), text(width - right, height - 16, String(total), { "text-anchor": "end" }),
    text((left + width - right) / 2, height - 3, t("curve_read"), { "text-anchor": "middle" }));
}

function render({ model, el }) {
  const t = (key, values = {}) =>
    Object.entries(values).reduce((text, [k, v]) => text.replaceAll(`{${k}}`, v), model.get("strings")[key] ?? key);
  const id = `rev-screen-${++screens}`;
  // What has been chosen on this record and not yet sent; `sent`: the record whose decision is not answered yet.
  let draft = { basis: "title", note: "", maybe: false };
  let shownRecord = "";
  let sent = null, silence = null;
  let marked = new Set();

  const live = node("p", { class: "rev-live", role: "status", "aria-live": "polite" });
  const alarm = node("p", { class: "rev-alarm", role: "alert" });
  const top = node("header", { class: "rev-top" });
  const body = node("div", { class: "rev-body" });
  const curve = node("div", {});
  const short = node("span", { class: "rev-short" });
  const curves = node("details", { class: "rev-missed", id: `${id}-missed` }, node("summary", {}, node("span", { text: t("when_to_stop") }), short), curve);
  const foot = node("div", { class: "rev-foot" });
  const help = node("p", { class: "rev-help", id: `${id}-help`, hidden: true, text: t("help") });
  const root = node("section", { class: "rev-review rev-screen", tabindex: "0", lang: model.get("lang"), "aria-describedby": `${id}-help`,
    "aria-label": t("title", { reviewer: model.get("reviewer") }) }, top, live, alarm, help, body, curves, foot);

  const say = (text, role = "status") => {
    live.textContent = role === "status" ? text : "";
    alarm.textContent = role === "alert" ? text : "";
  };
  const button = (text, key, action, extra = {}) =>
    node("button", { type: "button", "aria-keyshortcuts": key || null, onclick: action, ...extra },
      node("span", { text }), key ? node("kbd", { text: key, "aria-hidden": "true" }) : null);

  // Every change waits for its answer; silence is said, so that a kernel that has ended takes nothing from anybody unseen.
  function send(message) {
    if (sent !== null) return;
    sent = message;
    root.dataset.state = "saving";
    silence = setTimeout(() => { answered(); say(t("no_answer"), "alert"); }, SILENCE);
    model.send(message);
  }
  function answered() {
    clearTimeout(silence);
    sent = null;
    root.dataset.state = "ready";
  }

  function choose(key, maybe = draft.maybe) {
    const list = model.get("listing");
    if (list.length) {
      if (key.decision !== "exclude" || maybe) say(t("list_excludes"), "alert");
      else if (!marked.size) say(t("mark_first"), "alert");
      else send({ do: "aside", records: list.map((r) => r.record).filter((r) => marked.has(r)), reason: key.reason });
      return;
    }
    const record = model.get("card").record;
    if (!record) return;
    send({ do: "decide", record, decision: maybe ? "unsure" : key.decision, reason: key.reason, basis: draft.basis, note: draft.note });
  }

  const search = searchField({ id: `${id}-words`, "data-rev": "words", placeholder: t("find_what") },
    (words) => filter({ words, shown: words.trim() ? "all" : "undecided" }));

  function drawTop() {
    const filters = model.get("filters"), progress = model.get("progress"), place = model.get("place");
    const kept = document.activeElement?.dataset?.rev;
    const shown = node("select", { id: `${id}-shown`, "data-rev": "shown", onchange: (e) => filter({ shown: e.target.value }) },
      ...SHOWN.map((name) => node("option", { value: name, text: t(`shown:${name}`) })));
    shown.value = filters.shown;
    search.show(filters.words ?? "");
    const total = progress.done + progress.left;
    top.replaceChildren(
      node("div", { class: "rev-filters" }, paired(node("label", { for: `${id}-shown`, text: t("show") }), shown),
        paired(node("label", { for: `${id}-words`, text: t("find") }), search.field)),
      ...(model.get("readable") ? [] : [node("p", { class: "rev-warn rev-unreadable", text: t("nothing_to_read") })]),
      node("div", { class: "rev-progress" }, node("progress", { max: total || 1, value: progress.done, "aria-label": t("done", progress) }),
        node("span", { text: t("done", progress) }), progress.conflict ? node("span", { class: "rev-warn", text: t("conflicts", progress) }) : null,
        node("span", { class: "rev-place", text: t("place", place) }),
        place.in_order && place.skipped ? node("span", { class: "rev-order rev-warn", text: t("order_skipped", place) })
          : place.in_order && place.sampling ? node("span", { class: "rev-order rev-sample", text: t("order_sample", place) })
          : place.in_order ? node("span", { class: "rev-order", text: t(place.learnt ? "order_learnt" : "order_plain") })
          : node("span", { class: "rev-order rev-warn", text: t("order_beside") })));
    if (kept) top.querySelector(`[data-rev=${kept}]`)?.focus();
  }
  const filter = (change) => model.send({ do: "filter", ...model.get("filters"), ...change });

  const runs = (parts) => parts.map((run) => run.kind
    ? node("mark", { class: "rev-concept", title: run.kind.replaceAll("-", " "), text: run.text }) : document.createTextNode(run.text));
  const why = (item, brief) => item.sampled ? [node("span", { class: "rev-drawn", text: t("sampled") })] : item.drawn ? [node("span", { class: "rev-drawn", text: t(brief ? "drawn_brief" : "drawn"), title: t("drawn") })]
    : item.words.length ? [node("span", { class: "rev-why", text: `${t("why")}: ` }), ...item.words.map((w) => node("span", { class: "rev-number", text: w }))] : [];

  function drawKeys(listing) {
    const group = (decision, name) => node("div", { class: "rev-stances", role: "group", "aria-label": name },
      node("span", { class: "rev-name", text: name }), node("span", { class: "rev-group" }, ...model.get("choices").filter((k) => k.decision === decision).map((k) =>
        button(k.name, k.key, () => choose(k), { class: "rev-choice", title: k.means, "data-reason": k.reason }))));
    return node("div", { class: "rev-decision" }, listing ? null : group("include", t("include")), group("exclude", t("exclude")),
      listing ? null : node("div", { class: "rev-stances" }, node("span", { class: "rev-name", text: t("unsure") }),
        button(t("maybe"), "m", toggleMaybe, { "aria-pressed": String(draft.maybe), class: "rev-maybe" }), node("span", { class: "rev-why", text: t("maybe_how") })));
  }
  function toggleMaybe() {
    draft.maybe = !draft.maybe;
    draw();
    say(t(draft.maybe ? "maybe_on" : "maybe_off"));
  }

  function drawCard(card) {
    const basis = node("select", { id: `${id}-basis`, onchange: (e) => { draft.basis = e.target.value; } },
      ...card.bases.map((b) => node("option", { value: b, text: t(`read:${b}`) })));
    basis.value = draft.basis;
    const note = node("textarea", { id: `${id}-note`, rows: 1, oninput: (e) => { draft.note = e.target.value; } });
    note.value = draft.note;
    const people = [];
    const row = (r) => `${r.who}: ${r.said}${r.note ? `. ${r.note}` : ""}`;
    if (card.listed) people.push(node("p", { class: "rev-listed", text: t("put_aside_before") }));
    if (card.own) people.push(node("p", { class: "rev-own" }, node("b", { text: `${t("yours")}: ` }), node("span", { text: card.own.said + (card.own.note ? `. ${card.own.note}` : "") })));
    if (card.hidden) people.push(node("p", { class: "rev-hidden", text: t("hidden") }));
    if (card.others.length) people.push(node("div", { class: "rev-others", role: "group", "aria-label": t("others") }, node("b", { text: t("others") }),
      node("ul", {}, ...card.others.map((r) => node("li", { text: row(r) })))));
    if (card.settling) people.push(node("p", { class: "rev-warn", text: t("settling") }));
    else if (card.conflict) people.push(node("p", { class: "rev-warn" }, node("span", { text: `${t("conflict")} ` }),
      button(t("settle"), "c", () => send({ do: "reveal", record: card.record }), { class: "rev-quiet" })));
    return [
      ...card.integrity.map((n) => node("p", { class: "rev-notice", text: `${t(`integrity:${n.kind}`)} (${n.on})` })),
      node("p", { class: "rev-title", role: "heading", "aria-level": "3", lang: "en" }, ...runs(card.title)),
      node("p", { class: "rev-source" }, node("span", { text: `${card.source} ` }),
        ...card.links.map((link, i) => node("a", { href: link.to, target: "_blank", rel: "noopener noreferrer", text: link.name, "aria-keyshortcuts": i === 0 ? "o" : null }))),
      node("p", { class: "rev-stands" }, ...why(card)),
      card.abstract.length ? node("div", { class: "rev-abstract", lang: "en", tabindex: "0", role: "group", "aria-label": t("abstract") },
        ...card.abstract.map((s) => node("p", {}, s.label ? node("b", { text: `${s.label} ` }) : null, ...runs(s.runs))))
        : node("p", { class: "rev-none", text: t("no_abstract") }),
      drawKeys(false),
      node("div", { class: "rev-row" }, node("label", { for: basis.id, text: t("basis") }), basis, node("kbd", { text: "b", "aria-hidden": "true" }),
        node("label", { for: note.id, text: t("note") }), note, node("kbd", { text: "n", "aria-hidden": "true" })),
      ...(people.length ? [node("div", { class: "rev-people" }, ...people)] : []),
    ];
  }

  function drawList(list) {
    const mark = (record, on) => { if (on) marked.add(record); else marked.delete(record); count.textContent = t("marked", { n: marked.size }); };
    const count = node("span", { class: "rev-place", role: "status", text: t("marked", { n: marked.size }) });
    return [node("p", { class: "rev-ask", text: t("list_ask") }),
      node("ul", { class: "rev-list" }, ...list.map((item, i) => {
        const box = node("input", { type: "checkbox", id: `${id}-m${i}`, "data-mark": item.record, onchange: (e) => mark(item.record, e.target.checked) });
        box.checked = marked.has(item.record);
        return node("li", {}, box, node("label", { for: box.id }, node("span", { class: "rev-item", text: item.title, lang: "en" }),
          node("span", { class: "rev-source", text: ` ${item.source} ` }), ...why(item, true)));
      })),
      node("div", { class: "rev-row" }, count,
        button(t("mark_all"), "x", () => { list.forEach((r) => marked.add(r.record)); draw(); }),
        button(t("mark_none"), "z", () => { marked.clear(); draw(); }), button(t("list_close"), "l", () => send({ do: "list", open: false }))),
      drawKeys(true)];
  }

  function drawMissed() {
    const missed = model.get("missed"), before = root.querySelector(`#${id}-stop`);
    // A reason for stopping is none for going on, nor the other way round.
    const kept = before?.dataset.stopped === String(missed.stopped) ? before.value : "";
    const held = document.activeElement?.id === `${id}-stop`;
    const note = node("input", { id: `${id}-stop`, type: "text" });
    note.value = kept;
    note.dataset.stopped = String(missed.stopped);
    curve.replaceChildren(node("p", { class: "rev-said", text: missed.said }), drawCurve(missed, t, id),
      node("p", { class: "rev-why", text: t("rule") }), node("p", { class: "rev-stop", text: missed.stop }),
      node("div", { class: "rev-row" }, node("label", { for: note.id, text: t(missed.stopped ? "go_on_note" : "stop_note") }), note,
        missed.stopped ? button(t("go_on"), null, () => send({ do: "go_on", note: note.value }), { class: "rev-go-on" })
          : button(t("stop"), null, () => send({ do: "stop", note: note.value }), { class: "rev-do-stop" })));
    if (held) note.focus();
    const now = missed.now;
    short.textContent = `: ${missed.stopped ? t("missed_stopped") : now.recall === null || !now.read ? t("missed_none")
      : t("missed_short", { recall: Math.floor(100 * now.recall + 1e-9), most: now.most })}`;
    foot.replaceChildren(button(t("previous"), "k", () => model.send({ do: "go", by: -1 })), button(t("next"), "j", () => model.send({ do: "go", by: 1 })),
      button(t("undo"), "u", () => send({ do: "undo" })), button(t("list"), "l", toggleList),
      button(t("keys"), "?", toggleHelp, { "aria-expanded": String(!help.hidden), "aria-controls": `${id}-help` }),
      node("span", { class: "rev-advice", text: t("order_only") }));
  }

  function draw() {
    const card = model.get("card"), list = model.get("listing");
    const within = root.contains(document.activeElement) ? document.activeElement : null;
    const back = within && body.contains(within) ? within.id || within.dataset.reason : null;
    const scrolled = body.querySelector(".rev-list")?.scrollTop ?? 0;
    body.replaceChildren(...(list.length ? drawList(list) : card.record ? drawCard(card) : [node("p", { class: "rev-empty", text: t("empty") })]));
    const drawn = body.querySelector(".rev-list");
    if (drawn) drawn.scrollTop = scrolled;
    // Redrawing must not take the keyboard away from where it was.
    if (back) (body.querySelector(`#${CSS.escape(back)}, [data-reason="${back}"]`) ?? root).focus({ preventScroll: true });
    else if (within && !root.contains(document.activeElement)) root.focus({ preventScroll: true });
  }

  function toggleList() { send({ do: "list", open: !model.get("listing").length }); }
  function toggleHelp() {
    help.hidden = !help.hidden;
    drawMissed();
  }
  function move(by) {
    const boxes = [...body.querySelectorAll("[data-mark]")];
    const at = boxes.indexOf(document.activeElement);
    boxes[Math.max(0, Math.min(boxes.length - 1, at + by))]?.focus();
  }

  function newCard() {
    const card = model.get("card");
    if (`${card.record} ${card.own?.said}` !== shownRecord) {
      shownRecord = `${card.record} ${card.own?.said}`;
      draft = { basis: card.basis, note: card.own?.note ?? "", maybe: false };
    }
    draw();
  }
  function newList() {
    const known = new Set(model.get("listing").map((r) => r.record));
    marked = new Set([...marked].filter((r) => known.has(r)));
    draw();
    if (known.size && !body.contains(document.activeElement)) body.querySelector("[data-mark]")?.focus();
  }

  // A digit by its place on the keyboard, so that a shift, or a French keyboard, leaves it a digit.
  const keyOf = (event) => /^(Digit|Numpad)\d$/.test(event.code) ? event.code.at(-1) : event.key.toLowerCase();
  root.addEventListener("keydown", (event) => {
    // JupyterLab must not take these for its own commands ('x' cuts a cell): nothing leaves the panel but Tab.
    if (event.key !== "Tab") event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tag = event.target.tagName, box = event.target.type === "checkbox", list = model.get("listing").length > 0;
    if (tag === "TEXTAREA" || tag === "SELECT" || (tag === "INPUT" && !box)) {
      if (event.key === "Escape") {
        // A search field would forget its words, and the list of what was found with them.
        event.preventDefault();
        root.focus();
      }
      return;
    }
    const actions = {
      j: () => list ? move(1) : model.send({ do: "go", by: 1 }), k: () => list ? move(-1) : model.send({ do: "go", by: -1 }),
      ArrowRight: () => list ? move(1) : model.send({ do: "go", by: 1 }), ArrowLeft: () => list ? move(-1) : model.send({ do: "go", by: -1 }),
      u: () => send({ do: "undo" }), c: () => send({ do: "reveal", record: model.get("card").record }), "?": toggleHelp, l: toggleList,
      e: () => { curves.open = !curves.open; if (curves.open) curves.querySelector("summary").focus(); },
      "/": () => top.querySelector("input")?.focus(), v: () => top.querySelector("select")?.focus(),
      n: () => body.querySelector("textarea")?.focus(), o: () => body.querySelector(".rev-source a")?.click(), m: toggleMaybe,
      b: () => {
        const bases = model.get("card").bases;
        draft.basis = bases[(bases.indexOf(draft.basis) + 1) % bases.length];
        draw();
        say(t(`read:${draft.basis}`));
      },
      ...(list ? { ArrowDown: () => move(1), ArrowUp: () => move(-1), Escape: toggleList,
        x: () => { model.get("listing").forEach((r) => marked.add(r.record)); draw(); say(t("marked", { n: marked.size })); },
        z: () => { marked.clear(); draw(); say(t("marked", { n: 0 })); } } : {}),
    };
    const reason = model.get("choices").find((k) => k.key && k.key === keyOf(event));
    const action = event.key in actions ? actions[event.key] : reason ? () => choose(reason, draft.maybe || event.shiftKey) : null;
    if (action && !(event.repeat && reason)) {
      event.preventDefault();
      action();
    } else if (action) event.preventDefault();
  });

  const onStatus = () => {
    answered();
    const s = model.get("status");
    if (s.text) say(s.text, s.role);
  };
  // What opens or closes a list, or shows a conflict, is answered by what it shows.
  const watched = { "change:card": () => { answered(); newCard(); }, "change:listing": () => { answered(); newList(); }, "change:status": onStatus,
    "change:progress": drawTop, "change:filters": drawTop, "change:place": drawTop, "change:missed": drawMissed };
  for (const [event, handler] of Object.entries(watched)) model.on(event, handler);
  drawTop();
  newCard();
  drawMissed();
  onStatus();
  el.append(root);
  return () => {
    clearTimeout(silence);
    for (const [event, handler] of Object.entries(watched)) model.off(event, handler);
    root.remove();
  };
}

export default { render };
