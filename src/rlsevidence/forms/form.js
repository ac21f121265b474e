// The browser's side of the forms. It draws what Python describes, sends each change on, and holds no truth itself.
// Text goes in through textContent only: nothing in a record, or in a file that was read, can become markup.

const WAIT = 8000; // after which silence of the kernel is said aloud
const PAUSE = 250; // of typing, after which a text is sent
const RADIOS = 8;
let forms = 0;

function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined));
  return made;
}

const points = (text) => [...text].length;
const empty = (value) => value === null || value === undefined || value === "";

function render({ model, el }) {
  const strings = model.get("strings");
  const t = (key, values = {}) =>
    Object.entries(values).reduce((text, [k, v]) => text.replace(`{${k}}`, v), strings[key] ?? key);
  const id = `fm-${++forms}`;
  const controls = new Map(); // address as text -> { patch(field), node }
  // What is typed and not yet answered; the form says whether there is any (data-pending).
  class Pending extends Map {
    set(key, value) { super.set(key, value); pend(); return this; }
    delete(key) { const had = super.delete(key); pend(); return had; }
  }
  const waiting = new Pending(); // number of a change -> { key, timer }
  const unsent = new Pending(); // key -> message that waits until the one before it is answered
  const typing = new Pending(); // key -> timer
  const pend = () => root.toggleAttribute("data-pending", waiting.size + unsent.size + typing.size > 0);
  let counter = 0, shape = "", shownScreen = "", target = null, finishing = false;

  const live = node("p", { class: "fm-live", role: "status", "aria-live": "polite" });
  const alarm = node("p", { class: "fm-alarm", role: "alert" });
  const head = node("header", { class: "fm-head" });
  const main = node("div", { class: "fm-main" });
  const root = node("section", { class: "fm-form", tabindex: "-1", lang: model.get("lang"), "aria-label": t("form") },
    head, live, alarm, main);

  const say = (text, role = "status") => {
    live.textContent = role === "status" ? text : "";
    alarm.textContent = role === "alert" ? text : "";
  };
  const button = (text, action, extra = {}) => node("button", { type: "button", onclick: action, ...extra }, node("span", { text }));

  // ---------------------------------------------------------------- changes, one at a time for each field

  function change(key, message) {
    if ([...waiting.values()].some((w) => w.key === key)) {
      unsent.set(key, message);
      return;
    }
    const n = ++counter;
    const lost = () => {
      if (!waiting.delete(n)) return;
      mark(key, "lost");
      say(t("no_answer"), "alert");
    };
    const timer = setTimeout(lost, WAIT);
    waiting.set(n, { key, timer, message });
    mark(key, "saving");
    const control = controls.get(key);
    try {
      model.send({ ...message, n, tab: id, ...(control && ["set", "take"].includes(message.do) ? { was: control.base ?? null } : {}) });
    } catch {
      clearTimeout(timer);
      lost();
    }
  }

  function answered() {
    const ack = model.get("ack");
    const held = waiting.get(ack.n);
    if (ack.tab !== id || !held) return;
    clearTimeout(held.timer);
    waiting.delete(ack.n);
    const control = controls.get(held.key);
    if (ack.ok) {
      if (control) control.base = ack.value;
      mark(held.key, "saved");
      if (ack.taken?.length && control) {
        const input = control.node.querySelector("input");
        if (input) control.place = { value: input.value = String(ack.value ?? ""), at: control.field.place };
        if (ack.taken.length > 1) goOn(ack.taken);
      }
      const next = unsent.get(held.key);
      unsent.delete(held.key);
      if (next) change(held.key, next);
      else if (control && !isDirty(held.key)) control.patch(control.field, true);
    } else {
      unsent.delete(held.key);
      if (control && ack.changed) {
        control.base = ack.value;
        conflict(held.key, ack.value, held.message);
      } else if (control && (held.message.do === "take" || ["choice", "many"].includes(control.field.kind))) {
        mark(held.key, "");
        control.patch(control.field, true);
      } else if (control) mark(held.key, "lost"); // what was typed stays
    }
  }

  function mark(key, state) {
    const control = controls.get(key);
    if (control) control.node.dataset.state = state;
  }

  function conflict(key, theirs, message) {
    const control = controls.get(key);
    mark(key, "conflict");
    setTimeout(() => control.node.scrollIntoView({ block: "nearest" }), 0);
    control.node.querySelector(".fm-conflict")?.remove();
    control.node.append(node("div", { class: "fm-conflict", role: "group", "aria-label": t("conflict") },
      node("p", { text: t("theirs", { value: typeof theirs === "object" ? JSON.stringify(theirs) : String(theirs) }) }),
      button(t("keep_mine"), () => { settle(key); change(key, message); }),
      button(t("take_theirs"), () => { settle(key); control.dirty = false; mark(key, ""); control.patch(control.field, true); })));
  }
  const settle = (key) => controls.get(key).node.querySelector(".fm-conflict")?.remove();

  const isDirty = (key) => typing.has(key) || unsent.has(key) || [...waiting.values()].some((w) => w.key === key)
    || ["conflict", "lost"].includes(controls.get(key)?.node.dataset.state);

  function typed(key, read, now = false) {
    clearTimeout(typing.get(key));
    const send = () => {
      typing.delete(key);
      const control = controls.get(key);
      const value = read();
      if (JSON.stringify(value) === JSON.stringify(control.base ?? "") && !control.node.dataset.state) return;
      const place = control.place && control.place.value === value ? control.place.at : null;
      change(key, { do: "set", at: control.at, value, ...(place ? { place } : {}) });
    };
    if (now) {
      if (typing.has(key) || read() !== (controls.get(key).base ?? "")) send();
    } else typing.set(key, setTimeout(send, PAUSE));
  }

  // ---------------------------------------------------------------- fields

  const keyOf = (at) => at.join("\u0001");

  function register(at, field, made, patch) {
    const key = keyOf(at);
    const control = { at, field, node: made, base: null, place: null, patch: null };
    control.patch = (next, force = false) => {
      control.field = next;
      if (force || !isDirty(key)) {
        control.base = valueAt(next, at) ?? null;
        patch(control.base);
      }
    };
    controls.set(key, control);
    return control;
  }

  // A text in one language is a field of its own within its field.
  const valueAt = (field, at) => (at.length > field.at.length
    ? (typeof field.value === "string" ? (at.at(-1) === model.get("plain") ? field.value : "") : field.value?.[at.at(-1)]) : field.value);

  function drawField(field) {
    const name = `${id}-${field.name.replace(/[^\w-]/g, "_")}`;
    const lack = node("span", { class: "fm-lack" });
    const help = field.help ? node("span", { class: "fm-help", id: `${name}-help`, text: field.help }) : null;
    const beside = node("div", { class: "fm-beside", "aria-live": "polite" });
    const ask = field.ask.length ? node("ul", { class: "fm-ask", id: `${name}-ask` }, field.ask.map((q) => node("li", { text: q }))) : null;
    const described = [help && help.id, ask && ask.id].filter(Boolean).join(" ") || null;
    const box = node("div", { class: `fm-field fm-kind-${field.kind}`, "data-name": field.name });
    const parts = { field, name, described, box };
    let inner;
    if (field.kind === "choice") inner = field.choices.length > RADIOS ? drawSelect(parts) : drawRadios(parts);
    else if (field.kind === "many") inner = drawMany(parts);
    else if (field.kind === "texts") inner = drawTexts(parts);
    else if (field.kind === "rows") inner = drawRows(parts);
    else inner = drawInput(parts);
    const grouped = ["many", "texts", "rows"].includes(field.kind) || inner.grouped;
    const label = node(grouped ? "legend" : "label", grouped ? {} : { for: name }, node("span", { text: field.label }), " ", lack);
    const place = node("span", { class: "fm-place" });
    const both = node("div", { class: "fm-both", role: "group", "aria-label": t("each"), hidden: !field.both.length },
      field.both.map(([id, value, said]) => [model.get("view").names?.[id] ?? id, value, said]).map(([who, value, said]) => node("p", {}, node("b", { text: `${who}:` }), node("span", { text: said }),
        button(t("take"), () => { change(keyOf(field.at), { do: "set", at: field.at, value }); toNextDifference(box); }, { class: "fm-quiet", "aria-label": t("take_from", { who, field: field.label }) }))));
    // What rules would write; a person may take it, and nothing takes it for anybody.
    let offer = field.offer;
    const takes = field.offered || t("take_rules");
    const offered = button(takes, () => change(keyOf(field.at), { do: "set", at: field.at, value: offer }),
      { class: "fm-quiet fm-offer", "aria-label": `${takes}: ${field.label}`, hidden: true });
    const body = [label, ask, help, field.both.length ? both : null, inner.node ?? inner, offered, place, beside];
    box.append(grouped ? node("fieldset", { "aria-describedby": described }, body) : node("div", {}, body));
    const patch = (next) => {
      lack.textContent = next.lacks;
      box.classList.toggle("fm-lacking", Boolean(next.lacks));
      place.textContent = next.place ? t("taken_from", { place: next.place }) : "";
      beside.replaceChildren(...next.beside.map((line) => node("p", { text: line })));
      offer = next.offer;
      offered.hidden = !Object.keys(offer).length || !empty(next.value) && Object.keys(next.value).length > 0;
      offered.title = Object.values(offer).join("\n");
      inner.patch(next);
    };
    return { box, patch };
  }

  // Past what all agree on, to the next field in which they differ, or to the end; nothing is taken there.
  function toNextDifference(box) {
    const boxes = [...main.querySelectorAll("[data-name]")];
    const next = boxes.slice(boxes.indexOf(box) + 1).find((b) => b.querySelector(".fm-both:not([hidden]) button"));
    (next?.querySelector(".fm-both button") ?? main.querySelector(".fm-finish"))?.focus();
  }

  function drawInput({ field, name, described, box }) {
    const lines = field.kind === "lines";
    const input = node(lines ? "textarea" : "input", { id: name, rows: lines ? 2 : null, type: lines ? null : "text",
      inputmode: field.kind === "number" ? "decimal" : null, autocomplete: "off", "aria-describedby": described,
      "aria-required": field.needed ? "true" : null });
    const read = () => (lines ? input.value.split("\n").map((l) => l.trim()).filter(Boolean) : input.value);
    const key = keyOf(field.at);
    const control = register(field.at, field, box, (value) => {
      const shown = lines ? (value ?? []).join("\n") : empty(value) ? "" : Array.isArray(value) ? value.join(" ") : String(value);
      // What somebody is typing is theirs until they leave the field.
      if (document.activeElement !== input) input.value = shown;
    });
    input.addEventListener("blur", () => setTimeout(() => control.patch(control.field), 0));
    input.addEventListener("input", () => typed(key, read));
    input.addEventListener("change", () => typed(key, read, true));
    if (!field.taken) return { node: input, patch: control.patch };
    input.addEventListener("focus", () => aim(key, field, input, read));
    if (hasText()) input.setAttribute("aria-keyshortcuts", "F2"); // and so the button is no stop of Tab
    const take = button(t("from_text"), () => { aim(key, field, input, read); toNumbers(); },
      { class: "fm-quiet fm-take", tabindex: "-1", "aria-label": t("from_text_into", { field: field.label }) });
    return { node: node("div", { class: "fm-row" }, input, hasText() ? take : null), patch: control.patch };
  }

  // A choice by its number: words that are numbers go by themselves, others are counted.
  function numbered(field) {
    const own = field.choices.every((c) => typeof c.word === "number");
    return (n) => (own ? String(field.choices[n].word) : n < 9 ? String(n + 1) : "");
  }
  const keyCap = (digit) => (digit ? node("kbd", { "aria-hidden": "true", text: digit }) : null);

  function byDigit(list, own, inputs) {
    list.addEventListener("keydown", (event) => {
      const at = /^\d$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey ? inputs.findIndex((_, n) => own(n) === event.key) : -1;
      if (at < 0) return;
      event.preventDefault();
      inputs[at].focus();
      inputs[at].click();
    });
  }

  // One stop of Tab for a list, however long, as radio buttons are: arrows go through it, a letter to the next so named.
  function byArrow(list, ticks, names) {
    const stop = (at) => ticks.forEach((tick, n) => { tick.tabIndex = n === at ? 0 : -1; });
    stop(0);
    list.addEventListener("focusin", (event) => stop(Math.max(0, ticks.indexOf(event.target))));
    list.addEventListener("keydown", (event) => {
      const at = ticks.indexOf(document.activeElement);
      if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
      let to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: ticks.length - 1 }[event.key];
      if (/^\p{L}$/u.test(event.key)) {
        to = [...ticks.keys()].map((n) => (at + 1 + n) % ticks.length).find((n) => names[n].toLowerCase().startsWith(event.key.toLowerCase()));
      }
      if (to === undefined || !ticks[to]) return;
      event.preventDefault();
      ticks[to].focus();
    });
  }

  function drawRadios({ field, name, described, box }) {
    const inputs = new Map();
    const key = keyOf(field.at);
    const list = node("div", { class: "fm-choices" });
    const empty_ = () => { change(key, { do: "set", at: field.at, value: null }); list.querySelector("input")?.focus(); };
    const clear = button(t("clear"), empty_, { class: "fm-quiet fm-clear", tabindex: "-1" });
    list.addEventListener("keydown", (e) => {
      if (["Delete", "Backspace"].includes(e.key) && !clear.hidden) empty_();
    });
    const own = numbered(field);
    for (const [n, choice] of field.choices.entries()) {
      const input = node("input", { type: "radio", name, id: `${name}-${choice.word}`, value: choice.word, "aria-keyshortcuts": "Delete",
        onchange: () => change(key, { do: "set", at: field.at, value: choice.word }) });
      const why = node("span", { class: "fm-closed", text: choice.closed ? `\u2013 ${choice.closed}` : "" });
      inputs.set(choice.word, [input, why]);
      list.append(node("div", { class: "fm-choice" }, node("label", { for: input.id }, input, " ", keyCap(own(n)), node("b", { text: choice.name }),
        choice.about ? node("span", { text: ` ${choice.about}` }) : null, choice.means ? node("span", { class: "fm-means", text: ` ${choice.means}` }) : null, " ", why)));
    }
    byDigit(list, own, field.choices.map((c) => inputs.get(c.word)[0]));
    const control = register(field.at, field, box, (value) => {
      for (const [word, [input]] of inputs) input.checked = word === value;
      clear.hidden = empty(value);
    });
    return { grouped: true, node: node("div", {}, list, clear), patch: (next) => {
      for (const choice of next.choices) {
        const [input, why] = inputs.get(choice.word) ?? [];
        if (!input) continue;
        // A closed one stays within reach of the keyboard, so that its reason can be heard.
        input.setAttribute("aria-disabled", String(Boolean(choice.closed)));
        why.textContent = choice.closed ? `\u2013 ${choice.closed}` : "";
      }
      control.patch(next);
    } };
  }

  function drawSelect({ field, name, described, box }) {
    const key = keyOf(field.at);
    const means = node("span", { class: "fm-means", id: `${name}-means` });
    const select = node("select", { id: name, "aria-describedby": [described, means.id].filter(Boolean).join(" "),
      onchange: (e) => change(key, { do: "set", at: field.at, value: e.target.value || null }) },
      node("option", { value: "", text: t(field.needed ? "choose" : "not_recorded") }));
    for (const c of field.choices) {
      select.append(node("option", { value: c.word, text: c.closed ? `${c.name} (${c.closed})` : c.name, title: c.means, disabled: Boolean(c.closed) }));
    }
    const control = register(field.at, field, box, (value) => {
      select.value = empty(value) ? "" : value;
      means.textContent = control.field.choices.find((c) => c.word === value)?.means ?? "";
    });
    return { node: node("div", {}, select, " ", means), patch: control.patch };
  }

  function drawMany({ field, name, box }) {
    const key = keyOf(field.at);
    const inputs = new Map();
    const has = (value, word) => Array.isArray(value) && value.includes(word);
    const own = numbered({ choices: [...(field.all_word ? [{ word: "" }] : []), ...field.choices] });
    const ticks = [];
    const tick = (id_, text, about, means, action) => {
      const input = node("input", { type: "checkbox", id: id_, onchange: (e) => action(e.target.checked) });
      ticks.push(input);
      return [input, node("div", { class: "fm-choice" }, node("label", { for: id_ }, input, " ", keyCap(own(ticks.length - 1)), node("b", { text }),
        about ? node("span", { text: ` ${about}` }) : null, means ? node("span", { class: "fm-means", text: ` ${means}` }) : null))];
    };
    const list = node("div", { class: field.choices.length > 9 ? "fm-choices fm-scroll" : "fm-choices", role: "group", "aria-label": field.label });
    let all = null;
    if (field.all_word) {
      const [input, row] = tick(`${name}-all`, field.all_word, "", "", (on) => change(key, { do: "set", at: field.at, value: on ? null : [] }));
      all = input;
      list.append(row);
    }
    for (const choice of field.choices) {
      const [input, row] = tick(`${name}-${choice.word}`, choice.name, choice.about, choice.means,
        (on) => change(key, { do: on ? "add" : "remove", at: field.at, value: choice.word }));
      inputs.set(choice.word, input);
      list.append(row);
    }
    if (!list.childElementCount) list.append(node("p", { class: "fm-means", text: t("none_listed") }));
    byDigit(list, own, ticks);
    byArrow(list, ticks, [...(field.all_word ? [field.all_word] : []), ...field.choices.map((c) => c.name)]);
    const control = register(field.at, field, box, (value) => {
      for (const [word, input] of inputs) input.checked = has(value, word);
      if (all) all.checked = control.field.value === null;
    });
    return { node: list, patch: control.patch };
  }

  // The person's own language first: the others may wait, and are asked for once it counts.
  const LANGUAGES = () => Object.entries(model.get("languages")).sort(([a], [b]) => (b === model.get("lang")) - (a === model.get("lang")));
  const waits = (code, field) => code !== LANGUAGES()[0][0] && field.at[0] !== "departs_because";

  function area(name, code, label, rows = 2) {
    return node("textarea", { id: `${name}-${code}`, rows, lang: code, "aria-label": label, spellcheck: "true" });
  }

  function drawTexts({ field, name, box }) {
    const patches = [];
    const made = node("div", { class: "fm-texts" });
    for (const [code, called] of LANGUAGES()) {
      const at = [...field.at, code], key = keyOf(at);
      const input = area(name, code, `${field.label}, ${called}`);
      const row = node("div", { class: "fm-text" }, node("label", { for: input.id, text: waits(code, field) ? `${called} (${t("may_wait")})` : called }), input);
      const control = register(at, field, row, (value) => {
        if (document.activeElement !== input) input.value = value ?? "";
      });
      input.addEventListener("input", () => typed(key, () => input.value));
      input.addEventListener("change", () => typed(key, () => input.value, true));
      patches.push(control.patch);
      made.append(row);
    }
    return { node: made, patch: (next) => patches.forEach((p) => p(next)) };
  }

  function drawRows({ field, name, box }) {
    const key = keyOf(field.at);
    const made = node("div", { class: "fm-rows" });
    const read = () => [...made.querySelectorAll(".fm-text-row")].map((row) => Object.fromEntries(
      [...row.querySelectorAll("textarea")].map((a) => [a.lang, a.value]).filter(([, text]) => text.trim()))).filter((r) => Object.keys(r).length);
    const row = (value, n) => node("div", { class: "fm-text-row", role: "group", "aria-label": `${field.label} ${n + 1}` },
      LANGUAGES().map(([code, called]) => {
        const input = area(`${name}-${n}`, code, `${field.label} ${n + 1}, ${called}`);
        input.value = typeof value === "string" ? (code === model.get("plain") ? value : "") : value?.[code] ?? "";
        input.addEventListener("input", () => typed(key, read));
        input.addEventListener("change", () => typed(key, read, true));
        return node("div", { class: "fm-text" }, node("label", { for: input.id, text: waits(code, field) ? `${called} (${t("may_wait")})` : called }), input);
      }));
    const control = register(field.at, field, box, (value) => {
      if (made.contains(document.activeElement)) return;
      made.replaceChildren(...(value ?? []).map(row));
    });
    const add = button(t("add_row"), () => {
      const last = row(null, made.children.length);
      made.append(last);
      last.querySelector("textarea").focus();
    }, { class: "fm-quiet" });
    return { node: node("div", {}, made, add), patch: control.patch };
  }

  // ---------------------------------------------------------------- taking numbers from what was read

  const hasText = () => model.get("view").beside?.passages.length > 0 && takes();
  const takes = () => model.get("view").sections.some((s) => s.fields.some((f) => f.taken));
  const aimed = node("p", { class: "fm-aim", role: "status" });

  function aim(key, field, input, read) {
    target = { key, field, input, read };
    aimed.textContent = t("taking_into", { field: field.label });
  }

  function toNumbers() {
    const numbers = main.querySelectorAll(".fm-num");
    const to = [...numbers].find((n) => n.tabIndex === 0) ?? numbers[0];
    if (!to) return;
    to.tabIndex = 0;
    to.focus();
  }

  // Python reads it, so that a number that is clicked, selected or typed is one and the same: all of it goes there.
  function take(text, passage, start) {
    if (!target) {
      say(t("choose_field"), "alert");
      return;
    }
    const { key, input, read } = target;
    if (typing.has(key)) typed(key, read, true); // what is typed goes first
    input.focus();
    // What it says of the fields beside this one goes in with it, where they are empty still.
    change(key, { do: "take", at: controls.get(key).at, text, place: { at: passage.at, start } });
  }

  const selected = () => {
    const chosen = document.getSelection();
    return !chosen.isCollapsed && Boolean(chosen.anchorNode?.parentElement?.closest(".fm-passage-text"));
  };

  function takeSelection() {
    const chosen = document.getSelection();
    const holder = chosen.anchorNode?.parentElement?.closest(".fm-passage-text");
    if (!chosen.rangeCount || chosen.isCollapsed || !holder || !holder.contains(chosen.focusNode)) {
      say(t("select_first"), "alert");
      return;
    }
    const range = chosen.getRangeAt(0);
    const before = document.createRange();
    before.selectNodeContents(holder);
    before.setEnd(range.startContainer, range.startOffset);
    const text = range.toString(), start = points(before.toString()), passage = passages.get(holder);
    take(text, passage, start);
  }

  // On from what a selection filled, to the first field after it that is empty still.
  function goOn(names) {
    const boxes = [...main.querySelectorAll("[data-name]")];
    const last = Math.max(...boxes.map((box, n) => (names.includes(box.dataset.name) ? n : -1)));
    const bare = (box) => [...controls.values()].some((c) => box.contains(c.node) && (empty(c.base) || c.base.length === 0));
    boxes.slice(last + 1).find(bare)?.querySelector("input, select, textarea")?.focus();
  }

  const passages = new Map();

  function drawPassage(passage) {
    const text = node("p", { class: "fm-passage-text", lang: "en" });
    passages.set(text, passage);
    const signs = [...passage.text]; // places are code points
    const between = (from, to) => signs.slice(from, to).join("");
    let at = 0;
    for (const [start, end] of passage.marks ?? []) {
      const shown = between(start, end);
      text.append(between(at, start), node("span", { class: "fm-num", role: "button", tabindex: "-1", "aria-label": t("take_number", { number: shown }),
        // What takes the focus cannot be where a selection begins: under the mouse a number is text.
        onpointerdown: (e) => e.currentTarget.removeAttribute("tabindex"),
        onclick: () => { if (document.getSelection().isCollapsed) take(shown, passage, start); } }, shown));
      at = end;
    }
    text.append(between(at));
    return node("div", { class: "fm-passage" }, passage.heading ? node("h4", { text: passage.heading }) : null, text);
  }

  function drawBeside(beside) {
    passages.clear();
    const made = node("aside", { class: "fm-side", "aria-label": beside.title, tabindex: beside.passages.length ? null : "0" }, node("h3", { text: beside.title }),
      beside.facts.length ? node("dl", {}, beside.facts.map(([name, known]) => [node("dt", { text: name }), node("dd", { text: known })])) : null,
      beside.notes.map((text) => node("p", { class: "fm-note", text })));
    if (beside.passages.length) {
      const scroll = node("div", { class: "fm-read", role: "group", tabindex: "0", "aria-label": takes() ? t("text_read") : beside.title }, beside.passages.map(drawPassage));
      scroll.addEventListener("keydown", (event) => {
        const numbers = [...scroll.querySelectorAll(".fm-num")];
        const at = numbers.indexOf(document.activeElement);
        if (!numbers.length && !takes()) return;
        if (event.key === "Enter" && selected()) {
          event.preventDefault();
          takeSelection();
          return;
        }
        if (at >= 0 && event.shiftKey && event.key.startsWith("Arrow")) {
          // From the number that the keyboard is at to the one after or before it, and what stands between.
          const chosen = document.getSelection();
          const step = ["ArrowRight", "ArrowDown"].includes(event.key) ? 1 : -1;
          const held = numbers.findIndex((n) => n.contains(chosen.focusNode) || n === chosen.focusNode);
          const to = numbers[(chosen.isCollapsed || held < 0 ? at : held) + step];
          event.preventDefault();
          if (!to || to.closest(".fm-passage-text") !== numbers[at].closest(".fm-passage-text")) return;
          const back = numbers.indexOf(to) < at;
          chosen.setBaseAndExtent(numbers[at].firstChild, back ? points(numbers[at].textContent) : 0, to.firstChild, back ? 0 : to.firstChild.length);
          return;
        }
        const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: numbers.length - 1 }[event.key];
        if (at >= 0 && to !== undefined) {
          event.preventDefault();
          numbers.forEach((n) => { n.tabIndex = -1; });
          const next = numbers[Math.max(0, Math.min(numbers.length - 1, to))];
          next.tabIndex = 0;
          next.focus();
        } else if (at >= 0 && (event.key === "Enter" || event.key === " ")) {
          event.preventDefault();
          numbers[at].click();
        } else if (event.key === "Escape") target?.input.focus();
      });
      const first = scroll.querySelector(".fm-num");
      if (first) first.tabIndex = 0;
      if (takes()) made.append(aimed, node("div", { class: "fm-row" }, button(t("take_selection"), takeSelection, { onmousedown: (e) => e.preventDefault() })));
      made.append(scroll);
    }
    return made;
  }

  // ---------------------------------------------------------------- the whole form

  let patches = [];

  function drawSection(section, index) {
    const heading = node("h3", { id: `${id}-s-${index}`, tabindex: "-1" }, node("span", { text: section.title }), " ");
    const lack = node("span", { class: "fm-lack" });
    heading.append(lack);
    const notes = node("div", { class: "fm-notes", "aria-live": "polite" });
    const drawn = section.fields.map(drawField);
    let act = section.together;
    // Each was as this person saw it: what another window has written meanwhile is not written over.
    const together = button("", () => change(keyOf(act[0][0]), { do: "together", at: act[0][0],
      edits: act.map(([at, value]) => ({ do: "set", at, value, was: section_(at)?.value ?? null })) }), { class: "fm-together", hidden: true });
    const section_ = (at) => model.get("view").sections.flatMap((s) => s.fields).find((f) => keyOf(f.at) === keyOf(at));
    const made = node("section", { class: "fm-section", "aria-labelledby": heading.id, "data-section": section.id }, heading, notes, together, drawn.map((d) => d.box));
    if (section.item) {
      made.append(button(t("remove", { what: section.title }), () => change(keyOf(section.item), { do: "remove", at: section.item }), { class: "fm-quiet" }));
    }
    if (section.adds) {
      made.append(button(section.title, () => change(keyOf(section.adds), { do: "add", at: section.adds, value: section.begin }), { class: "fm-add" }));
      heading.hidden = true;
    }
    patches.push((next) => {
      lack.textContent = next.lacks ? t("lacking", { n: next.lacks }) : "";
      notes.replaceChildren(...next.notes.map((text) => node("p", { text })));
      act = next.together;
      const done = !act.length && document.activeElement === together;
      together.hidden = !act.length;
      together.querySelector("span").textContent = next.together_said;
      next.fields.forEach((field, i) => drawn[i].patch(field));
      // Gone once it is done: the keyboard goes on to what it filled.
      if (done) (drawn[0]?.box.querySelector("input:checked") ?? drawn[0]?.box.querySelector("input"))?.focus();
    });
    return made;
  }

  function drawForm(view) {
    controls.clear();
    patches = [];
    target = null;
    const sections = view.sections.map(drawSection);
    const go = node("nav", { class: "fm-nav", "aria-label": t("sections") });
    const problems = node("ul", { class: "fm-problems" });
    const done = button(t("finish"), () => { finishing = true; model.send({ do: "finish" }); }, { class: "fm-main-button fm-finish" });
    patches.push(() => {
      const now = model.get("view");
      head.replaceChildren(...(model.get("desk") ? [button(t("back"), () => model.send({ do: "desk" }), { class: "fm-quiet fm-back" })] : []),
        node("h2", { text: now.title }), node("p", { class: "fm-path", text: `${now.path}: ${now.finished ? t("is_finished") : t("is_draft", { n: now.lacks })}` }));
      go.replaceChildren(...now.sections.filter((s) => !s.adds).map((s) => button(s.lacks ? `${s.title} (${s.lacks})` : s.title, () => {
        const at = now.sections.indexOf(s);
        const to = document.getElementById(`${id}-s-${at}`);
        to.scrollIntoView({ block: "start" });
        to.focus({ preventScroll: true });
      }, { class: "fm-quiet" })));
      problems.replaceChildren(...now.others.concat(now.problems).map((text) => node("li", { text })));
    });
    const beside = drawBeside(view.beside);
    main.replaceChildren(beside, node("div", { class: "fm-fields" }, go, node("p", { class: "fm-note", text: hasText() ? `${t("keys")} ${t("keys_text")}` : t("keys") }), sections, problems, done));
  }

  function drawRead(view) {
    controls.clear();
    head.replaceChildren(button(t("back"), () => model.send({ do: "desk" }), { class: "fm-quiet fm-back" }), node("h2", { text: view.title }),
      node("p", { class: "fm-path", text: [view.path, t("made_by", { who: view.made }), ...(view.signed ? [t("signed_by", { who: view.signed })] : [])].join("; ") }));
    main.replaceChildren(node("div", { class: "fm-fields fm-read-only" }, view.sections.map((section) => node("section", { class: "fm-section" },
      node("h3", { text: section.title }), node("dl", {}, section.facts.map(([name, known]) => [node("dt", { text: name }), node("dd", { text: known })])))),
    view.stale ? [node("p", { class: "fm-stale", text: view.stale }), node("p", { text: t("reread_means") }), button(t("reread"), () => model.send({ do: "reread" }), { class: "fm-main-button" })] : null,
    view.signed || view.own ? null : [node("p", { text: t("sign_means") }), button(t("sign"), () => model.send({ do: "sign" }), { class: "fm-main-button" })]));
  }

  // The panels of screening and of tagging are widgets of their own; here one is shown within the desk.
  async function drawPanel(view) {
    controls.clear();
    patches = [];
    const place = node("div", { class: "fm-fields" });
    head.replaceChildren(button(t("back"), () => model.send({ do: "desk" }), { class: "fm-quiet fm-back" }), node("h2", { text: view.title }));
    main.replaceChildren(place);
    const inner = await model.widget_manager.get_model(view.panel);
    const shown = await model.widget_manager.create_view(inner);
    place.replaceChildren(shown.el);
    const ready = () => { const panel = place.querySelector(".rev-screen, .rev-review"); if (panel) panel.focus(); else if (place.isConnected) setTimeout(ready, 50); };
    ready();
  }

  function drawDesk(view) {
    controls.clear();
    patches = [];
    head.replaceChildren(node("h2", { text: view.title }));
    if (view.join) {
      const input = node("input", { id: `${id}-join`, type: "text", autocomplete: "name" });
      const form = node("form", { class: "fm-join", onsubmit: (e) => { e.preventDefault(); model.send({ do: "join", name: input.value }); } },
        node("p", { text: view.join }), node("label", { for: input.id, text: t("your_name") }), input, node("button", { type: "submit", text: t("join") }));
      main.replaceChildren(form);
      return;
    }
    const find = node("input", { id: `${id}-find`, type: "search", value: view.words });
    main.replaceChildren(node("div", { class: "fm-fields fm-desk" },
      view.to_screen ? node("p", { class: "fm-row fm-to-screen" }, button(t("open.screen"), () => model.send({ do: "screen" })), node("b", { text: view.to_screen })) : null,
      node("form", { class: "fm-row", role: "search", onsubmit: (e) => { e.preventDefault(); model.send({ do: "find", words: find.value }); } },
        node("label", { for: find.id, text: t("find") }), find, node("button", { type: "submit", text: t("show") })),
      view.groups.map((group) => node("section", { class: "fm-section" }, node("h3", { text: `${group.title} (${group.number})` }),
        node("ul", {}, group.items.map((item) => node("li", {}, item.opens
          ? button(item.opens, () => model.send({ ...item.open, open: item.open.do, do: "open" }), { "aria-label": `${item.opens}: ${item.what}` }) : null,
        " ", node("b", { text: item.what }), " ", node("span", { text: item.why })))),
        group.more ? node("p", { class: "fm-note", text: group.more }) : null))));
  }

  function show() {
    const view = model.get("view");
    const desk = view.screen !== "form";
    const next = JSON.stringify(desk ? view : [view.path, view.sections.map((s) => [s.id, s.item, s.fields.map((f) => [f.name, f.kind, f.label, f.choices.map((c) => c.word)])]), view.beside]);
    const focused = root.contains(document.activeElement) ? document.activeElement.id : "";
    const grown = !desk && next !== shape && shape !== "";
    const known = new Set([...main.querySelectorAll("[data-section]")].map((s) => s.dataset.section));
    if (next !== shape) {
      // What was said of another screen is not said of this one.
      const screen = `${view.screen} ${view.path ?? ""}`;
      if (screen !== shownScreen) say("");
      shownScreen = screen;
      shape = next;
      if (view.screen === "read") drawRead(view);
      else if (view.screen === "panel") drawPanel(view);
      else if (desk) drawDesk(view);
      else drawForm(view);
    }
    if (!desk) {
      view.sections.forEach((section, i) => patches[i](section));
      patches.slice(view.sections.length).forEach((patch) => patch());
    }
    if (grown && known.size) {
      // After something was added the keyboard is where it can be filled in.
      const added = [...main.querySelectorAll("[data-section]")].find((s) => !known.has(s.dataset.section));
      const to = added?.querySelector("input, select, textarea") ?? (focused && document.getElementById(focused));
      (to || root).focus({ preventScroll: !added });
      if (added && to?.type === "text") to.select(); // what it is called for now is written over
    }
  }

  root.addEventListener("keydown", (event) => {
    // JupyterLab must not take these for its own commands: nothing leaves the form but Tab.
    if (event.key !== "Tab") event.stopPropagation();
    if (event.key === "F2" && hasText()) {
      event.preventDefault();
      toNumbers();
    }
  });
  const look = () => { if (!document.hidden) model.send({ do: "look" }); };
  const onStatus = () => {
    const s = model.get("status");
    if (s.text) say(s.text, s.role);
    if (finishing && s.role === "alert") {
      // To the first place that keeps it from being finished.
      const first = main.querySelector(".fm-lacking :is(input, select, textarea), .fm-problems li");
      first?.scrollIntoView({ block: "nearest" });
      first?.focus({ preventScroll: true });
    }
    finishing = false;
  };
  const watched = { "change:view": show, "change:ack": answered, "change:status": onStatus };
  for (const [event, handler] of Object.entries(watched)) model.on(event, handler);
  // Another window may have written meanwhile.
  window.addEventListener("focus", look);
  show();
  onStatus();
  el.append(root);
  return () => {
    for (const [event, handler] of Object.entries(watched)) model.off(event, handler);
    window.removeEventListener("focus", look);
    root.remove();
  };
}

export default { render };
