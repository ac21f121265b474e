// Marks frames that go on beyond an edge, and copies printable wordings. Works from a file: no modules, no requests.
(function () {
  "use strict";
  var CONFIG = { displayModeBar: false, displaylogo: false, showSendToCloud: false, responsive: true, scrollZoom: false };

  function draw(plot) {
    var data = document.getElementById(plot.id + "-data");
    if (!data || !window.Plotly || plot.dataset.drawn) return;
    plot.dataset.drawn = "1";
    var spec = JSON.parse(data.textContent);
    var told = spec.layout.meta || {};
    if (told.least_width) plot.style.minWidth = told.least_width + "px";
    window.Plotly.newPlot(plot, spec.data, spec.layout, CONFIG).then(function () {
      plot.dataset.drawn = "done";
      cue(plot.parentElement);
    });
  }

  // A frame that goes on beyond its edge says so: in a line of text, and in a bar at that edge.
  function cue(frame) {
    if (!frame || !frame.classList.contains("scroll")) return;
    var more = frame.scrollWidth - frame.clientWidth;
    var line = frame.previousElementSibling;
    var there = line && line.classList.contains("cue");
    if (more > 4 && !there) {
      line = document.createElement("p");
      line.className = "cue small";
      line.setAttribute("aria-hidden", "true"); // the frame has its own name, and keys scroll it
      line.textContent = document.body.dataset.cue;
      frame.parentNode.insertBefore(line, frame);
    } else if (more <= 4 && there) {
      line.remove();
    }
    frame.classList.toggle("more-left", frame.scrollLeft > 4);
    frame.classList.toggle("more-right", frame.scrollLeft < more - 4);
  }

  function cues() {
    Array.prototype.forEach.call(document.querySelectorAll(".scroll"), function (frame) {
      cue(frame);
      if (!frame.dataset.watched) {
        frame.dataset.watched = "1";
        frame.addEventListener("scroll", function () { cue(frame); }, { passive: true });
      }
    });
  }

  // What a narrow frame cannot draw is read from its table, a long one where somebody opened its part: asked again for what was folded away, and when a screen is
  // turned. Opened once for each figure, so that whoever closes a table is not answered back.
  function lists() {
    Array.prototype.forEach.call(document.querySelectorAll("figure.as-list:not([data-listed])"), function (figure) {
      var drawing = figure.querySelector(".drawing.wide");
      var table = figure.querySelector("details");
      var fold = figure.closest("details.drawn:not([data-early])");
      var wanted = table && (fold || table.querySelectorAll("tbody tr").length <= 12);
      if (!wanted || !drawing || drawing.getClientRects().length || !figure.getClientRects().length) return;
      figure.dataset.listed = "1";
      table.open = true;
    });
  }

  // A figure that Plotly drew while its part was closed, or before the screen was turned, takes the room there is now.
  function resize() {
    Array.prototype.forEach.call(document.querySelectorAll(".plot[data-drawn=done]"), function (plot) {
      if (plot.getClientRects().length && window.Plotly) window.Plotly.Plots.resize(plot);
    });
  }

  function fit() { lists(); resize(); cues(); }

  function start() {
    var plots = Array.prototype.slice.call(document.querySelectorAll(".plot"));
    if (!window.Plotly) {
      // Without the drawing library the words and the table still say everything.
      plots.forEach(function (plot) { plot.style.display = "none"; });
    } else if (window.IntersectionObserver) {
      // A long page draws what is near first, so that it answers at once.
      var watcher = new IntersectionObserver(function (entries) {
        entries.forEach(function (entry) {
          if (entry.isIntersecting) { watcher.unobserve(entry.target); draw(entry.target); }
        });
      }, { rootMargin: "600px" });
      plots.forEach(function (plot) { watcher.observe(plot); });
    } else {
      plots.forEach(draw);
    }
    window.addEventListener("beforeprint", function () { plots.forEach(draw); });
    Array.prototype.forEach.call(document.querySelectorAll("details.drawn[open]"), function (fold) { fold.dataset.early = "1"; });
    window.addEventListener("resize", fit);
    // What lies in a closed part has no width until it is opened.
    document.addEventListener("toggle", fit, true);
    fit();
  }

  function select(node) {
    var range = document.createRange();
    range.selectNodeContents(node);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function copy(button) {
    var source = document.getElementById(button.dataset.copy);
    var status = document.querySelector(".status");
    var words = document.body.dataset;
    function tell(done) {
      status.textContent = done ? words.copied : words.copyFailed;
      var label = button.textContent;
      if (done && !button.dataset.label) {
        button.dataset.label = label;
        button.textContent = words.copied;
        window.setTimeout(function () { button.textContent = button.dataset.label; delete button.dataset.label; }, 2000);
      }
    }
    function byHand() {
      // Some browsers refuse the clipboard to pages opened from a file.
      select(source);
      var done = false;
      try { done = document.execCommand("copy"); } catch (error) { done = false; }
      tell(done);
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(source.textContent.trim()).then(function () { tell(true); }, byHand);
    } else {
      byHand();
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[data-copy]");
    if (button) copy(button);
  });
  start();
})();

// An editor finds her sentence: by its fingerprint, or by the very words that it was paraphrased in. Only then does its
// verdict stand beside it: what is merely like it may deny it, or speak of other people or another dose. Offline.
(function () {
  "use strict";
  var box = document.getElementById("find");
  if (!box) return;
  box.hidden = false;
  var field = document.getElementById("find-text");
  var list = document.getElementById("found");
  var known = JSON.parse(box.dataset.words);
  var ENOUGH = 0.5; // of what the typed words weigh, a sentence must share so much to be called alike; ours

  // The words of a text in order; a name of several words is the one word it is read as, and "n't" is a "not".
  function words(text) {
    var plain = text.normalize("NFC").toLowerCase().replace(/[’‘]/g, "'").replace(/cannot/g, "can not").replace(/n't(?![\p{L}\p{N}])/gu, " not");
    known.names.forEach(function (name) {
      plain = (" " + plain.replace(/[^\p{L}\p{N}]+/gu, " ") + " ").split(" " + name[0] + " ").join(" " + name[1] + " ");
    });
    return plain.match(/[\p{L}\p{N}]+/gu) || [];
  }
  // Two forms of one word: the same beginning, each with an ending of the language, and no comparison.
  function same(a, b, code) {
    if (a === b) return true;
    var endings = known.endings[code] || [];
    function ends(rest) { return !rest || endings.indexOf(rest) >= 0; }
    for (var n = Math.min(a.length, b.length); n >= 4; n -= 1) {
      if (a.slice(0, n) === b.slice(0, n) && ends(a.slice(n)) && ends(b.slice(n))) return true;
    }
    return false;
  }
  function told(text) { return words(text).filter(function (w) { return known.pass.indexOf(w) < 0; }); }
  // A question says nothing that has a verdict: by its mark wherever it stands, or by a form of 'be' put first.
  function asks(text) { return /[?？؟]/.test(text) || known.asking.indexOf(words(text)[0]) >= 0; }
  // Nearly the same: all that is told is told in both, in one order, and both ask or neither does.
  function near(sentence, typed) {
    var mine = told(typed), asked = asks(typed);
    return mine.length > 2 && sentence.says.some(function (text) {
      var there = told(text.text);
      return (!asked || asks(text.text)) && there.length === mine.length && there.every(function (w, n) { return same(w, mine[n], text.code); });
    });
  }
  // Words that tell sentences apart: none of the language's small ones, none of the topic's, of a compound the rest.
  function telling(text) {
    var found = [];
    words(text).forEach(function (word) {
      known.topic.forEach(function (name) { if (word.indexOf(name) === 0) word = word.length - name.length > 3 ? word.slice(name.length) : ""; });
      if (word && (word.length > 2 || /\d|mg/.test(word)) && known.small.indexOf(word) < 0 && found.indexOf(word) < 0) found.push(word);
    });
    return found;
  }
  function kin(a, b) {
    if (a === b) return true;
    var n = 0, least = Math.min(a.length, b.length);
    while (n < least && a[n] === b[n]) n += 1;
    return n >= 4 && n / least >= 0.66 && n / Math.max(a.length, b.length) > 0.4;
  }
  var sentences = Array.prototype.map.call(document.querySelectorAll("article[data-print]"), function (article) {
    var data = article.dataset, codes = data.codes.split("|");
    var says = data.says.split("|").map(function (text, n) { return { text: text, code: codes[n], words: telling(text) }; });
    return { article: article, print: data.print, says: says, terms: telling(data.terms.replace(/\|/g, " ")) };
  });
  // What stands in many sentences tells them apart from no other.
  var many = Math.max(2, sentences.length * 0.15);
  function holds(sentence, word) {
    function is(other) { return kin(word, other); }
    return sentence.terms.some(is) || sentence.says.some(function (text) { return text.words.some(is); });
  }
  function weigh(typed) {
    return telling(typed).map(function (word) {
      var number = sentences.filter(function (s) { return holds(s, word); }).length;
      // A word that no sentence here has says less against one than a word of another sentence.
      return { word: word, number: number, weight: Math.log((sentences.length + 2) / (number + 1)) * (number ? 1 : 0.6) };
    }).filter(function (w) { return w.number <= many; });
  }
  function score(sentence, weighed) {
    var all = 0, shared = 0, number = 0;
    weighed.forEach(function (w) { all += w.weight; if (holds(sentence, w.word)) { shared += w.weight; number += 1; } });
    return number >= Math.min(2, weighed.length) && all ? shared / all : 0; // one word of several is chance
  }
  function hash(text) {
    var folded = text.normalize("NFC").trim().toLowerCase().replace(/\s+/g, " ");
    if (!(window.crypto && window.crypto.subtle)) return Promise.resolve("");
    return window.crypto.subtle.digest("SHA-256", new TextEncoder().encode(folded)).then(function (bytes) {
      return Array.prototype.map.call(new Uint8Array(bytes), function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
    }, function () { return ""; });
  }
  function add(tag, parent, text) {
    var node = document.createElement(tag);
    node.textContent = text;
    parent.appendChild(node);
    return node;
  }
  function tell(found) {
    var item = document.createElement("li"), article = found.article;
    var mark = article.querySelector(".marks"), says = article.querySelector(".paraphrase");
    var verdict = found.how !== "like" && mark ? " " + mark.textContent.replace(/\s+/g, " ").trim() : "";
    add("a", item, article.dataset.at + verdict).href = "#" + article.id;
    item.appendChild(document.createTextNode(" (" + box.dataset[found.how] + ")"));
    if (says) item.appendChild(says.cloneNode(true));
    list.appendChild(item);
  }
  function show(typed, print) {
    list.textContent = "";
    if (typed.trim()) {
      var weighed = weigh(typed), order = ["same", "near", "like"];
      var found = sentences.map(function (s) {
        var how = print && s.print === print ? "same" : near(s, typed) ? "near" : "like";
        return { article: s.article, how: how, score: score(s, weighed) };
      }).filter(function (f) { return f.how !== "like" || f.score >= ENOUGH; });
      found.sort(function (a, b) { return order.indexOf(a.how) - order.indexOf(b.how) || b.score - a.score; });
      if (found.length && found[0].how !== "like") found = found.filter(function (f) { return f.how !== "like"; });
      found.slice(0, 3).forEach(tell);
      if (!found.length) add("li", list, box.dataset.none);
    }
    list.dataset.typed = typed; // what the list answers
  }
  var waiting = 0;
  field.addEventListener("input", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () {
      var typed = field.value;
      hash(typed).then(function (print) { if (typed === field.value) show(typed, print); });
    }, 200);
  });
})();

// Contents: closed on a narrow screen until asked for, and the section that is read is marked.
(function () {
  "use strict";
  document.documentElement.classList.add("scripted");
  var nav = document.querySelector(".contents");
  if (!nav) return;
  var box = nav.querySelector("details");
  var narrow = window.matchMedia("(max-width: 63.99rem)");
  function fold() { box.open = !narrow.matches; }
  fold();
  if (narrow.addEventListener) narrow.addEventListener("change", fold);
  var links = Array.prototype.slice.call(nav.querySelectorAll("a"));
  links.forEach(function (link) {
    link.addEventListener("click", function () { if (narrow.matches) box.open = false; });
  });
  var heads = links.map(function (link) { return document.getElementById(link.hash.slice(1)); });
  var waiting = 0;
  function mark() {
    waiting = 0;
    var now = 0;
    heads.forEach(function (head, n) { if (head && head.getBoundingClientRect().top < 120) now = n; });
    links.forEach(function (link, n) {
      if (n === now) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    });
  }
  window.addEventListener("scroll", function () {
    if (!waiting) waiting = window.requestAnimationFrame(mark);
  }, { passive: true });
  mark();
})();

// An article, sentence by sentence: only those of one verdict, when asked for.
(function () {
  "use strict";
  var box = document.getElementById("filter");
  if (!box) return;
  box.hidden = false;
  var choice = document.getElementById("filter-by"), typed = document.getElementById("filter-words"), told = document.getElementById("filter-shown");
  var back = document.getElementById("filter-reset");
  var sentences = Array.prototype.slice.call(document.querySelectorAll("article.sentence"));
  function fits(article) {
    var wanted = choice.value;
    if (wanted === "+change") return article.dataset.change === "1";
    if (wanted === "+defects") return article.dataset.defects === "1";
    return !wanted || article.dataset.verdict === wanted;
  }
  // Words in any language of the pages, or the number of a sentence; each has to begin a word of it.
  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  function holds(article) {
    var there = " " + plain([article.dataset.at, article.dataset.says, article.dataset.terms].join(" ").replace(/[|(]/g, " "));
    return plain(typed.value).split(/\s+/).every(function (word) { return !word || there.indexOf(" " + word) >= 0; });
  }
  function filter() {
    var shown = 0, head = null, asked = Boolean(choice.value || typed.value.trim());
    Array.prototype.forEach.call(document.querySelectorAll("h2.paragraph, article.sentence"), function (part) {
      if (part.tagName === "H2") { head = part; head.hidden = asked; return; }
      part.hidden = !(fits(part) && holds(part));
      if (!part.hidden) { shown += 1; if (head) head.hidden = false; }
    });
    told.textContent = !asked ? "" : shown ? box.dataset.shown.replace("{n}", shown).replace("{all}", sentences.length) : box.dataset.none;
    back.hidden = !asked;
    // What was looked for follows at once.
    document.querySelector(".intro").hidden = asked;
  }
  function clear() { choice.value = ""; typed.value = ""; filter(); }
  back.addEventListener("click", function () { clear(); typed.focus(); });
  choice.addEventListener("change", filter);
  typed.addEventListener("input", filter);
  // A link to a sentence that is filtered away shows all again.
  function reveal() {
    var target = window.findTarget();
    var hidden = target && target.closest("[hidden]");
    if (hidden) { clear(); target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", clear);
  // A browser may have kept what was chosen at an earlier visit.
  window.addEventListener("pageshow", filter);
})();

// What the address points to. An old link may name a part that is gone, or be cut off: the page says so.
(function () {
  "use strict";
  function read() {
    var hash = window.location.hash.slice(1);
    try { return decodeURIComponent(hash); } catch (_) { return hash; }
  }
  window.findTarget = function () { return document.getElementById(read()); };
  // What is chosen on a page stands in its address too (`level=low`); that is no part of it.
  var told = null;
  function tell() {
    var part = read(), words = document.body.dataset.noPart;
    if (told) told.remove();
    told = null;
    if (!part || part === "top" || part.indexOf("=") > 0 || window.findTarget() || !words) return;
    told = document.createElement("p");
    told.className = "notice mind";
    told.setAttribute("role", "status");
    told.textContent = words.replace("{part}", function () { return part; });
    document.getElementById("main").prepend(told);
  }
  window.addEventListener("hashchange", tell);
  tell();
})();

// A long list begins with its first items; paper has all of them, and a link to one of the others shows all.
(function () {
  "use strict";
  var lists = [];
  Array.prototype.forEach.call(document.querySelectorAll("[data-begins]"), function (list) {
    var later = Array.prototype.slice.call(list.children, Number(list.dataset.begins));
    var more = list.nextElementSibling;
    if (later.length < 2) return;
    function show() {
      later.forEach(function (item) { item.classList.remove("later"); });
      more.hidden = true;
    }
    later.forEach(function (item) { item.classList.add("later"); });
    more.hidden = false;
    more.querySelector("button").addEventListener("click", function () {
      show();
      // Where the item has a heading, one reads on from there, and not from a link within it.
      var head = later[0].querySelector("h2, h3, h4, legend");
      var first = head || later[0].querySelector("a, button, input, summary") || later[0];
      if (first === head || first === later[0]) first.tabIndex = -1;
      first.focus();
    });
    lists.push({ list: list, show: show });
  });
  function reveal() {
    var target = window.findTarget();
    lists.forEach(function (one) {
      if (!target || !one.list.contains(target) || !target.closest(".later")) return;
      one.show();
      target.scrollIntoView();
    });
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();

// A link opens the part that it points into; paper has no parts to open, so they are. Answers of exercises stay as they
// are: a teacher prints with them or without. So do tables behind figures and what is of use on a screen only: whoever
// wants them on paper opens them first, and a line says so.
(function () {
  "use strict";
  function open() {
    var target = window.findTarget();
    var box = target && target.closest("details:not([open])");
    if (!box) return;
    for (; box; box = box.parentElement && box.parentElement.closest("details:not([open])")) box.open = true;
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", open);
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.hash === window.location.hash) open();
  });
  open();
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("main details:not([open])")).filter(function (box) {
      return !box.closest(".exercise, .contents, .off-paper, figure.chart");
    });
    opened.forEach(function (box) { box.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (box) { box.open = false; });
  });
})();

// The map of the evidence: claims by designs by certainty. What is chosen stands in the address, so that it can be sent on.
(function () {
  "use strict";
  var box = document.getElementById("map");
  if (!box) return;
  box.hidden = false;
  var told = document.getElementById("map-shown");
  var rows = Array.prototype.slice.call(document.querySelectorAll("#studies tbody tr"));
  var choices = {}, typed = document.getElementById("map-words");
  // A long list begins with its first rows; whoever looks for something searches all of them.
  var list = document.getElementById("studies"), more = document.getElementById("more-studies");
  var whole = rows.length <= Number(list.dataset.first);
  function cut(short) {
    list.classList.toggle("first-rows", short);
    more.hidden = !short;
  }
  more.addEventListener("click", function (event) {
    if (event.target.tagName !== "BUTTON") return;
    whole = true;
    cut(false);
    rows[Number(list.dataset.first)].querySelector("a").focus();
  });
  Array.prototype.forEach.call(box.querySelectorAll("select"), function (select) { choices[select.dataset.by] = select; });
  function has(list, word) { return (" " + list + " ").indexOf(" " + word + " ") >= 0; }
  function filter() {
    var claim = choices.claim.value, design = choices.design.value, level = choices.level.value, shown = 0;
    var words = typed.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach(function (row) {
      var claims = row.dataset.claims.trim().split(" "), levels = row.dataset.levels.trim().split(" ");
      // A level counts for the claim that is chosen, where one is.
      var fits = claim ? claims.some(function (c, n) { return c === claim && (!level || levels[n] === level); })
        : !level || has(row.dataset.levels, level);
      var name = row.textContent.toLowerCase();
      var named = words.every(function (word) { return name.indexOf(word) >= 0; });
      row.hidden = !(fits && named && (!design || row.dataset.design === design));
      if (!row.hidden) shown += 1;
    });
    var asked = claim || design || level || words.length;
    cut(!asked && !whole);
    told.textContent = !asked ? "" : shown ? box.dataset.shown.replace("{n}", shown).replace("{all}", rows.length) : box.dataset.none;
    list.hidden = !shown;  // a head without rows is no answer
    Array.prototype.forEach.call(box.querySelectorAll("[data-design]"), function (button) {
      var on = button.dataset.claim === claim && button.dataset.design === design;
      button.setAttribute("aria-pressed", on ? "true" : "false");
    });
    var hash = ["claim", "design", "level"].filter(function (key) { return choices[key].value; }).map(function (key) {
      return key + "=" + encodeURIComponent(choices[key].value);
    }).join("&");
    // A place on the page that somebody was sent to is no choice, and stays in the address.
    if (hash || window.location.hash.indexOf("=") > 0) window.history.replaceState(null, "", hash ? "#" + hash : window.location.pathname);
  }
  function choose(values) {
    Object.keys(choices).forEach(function (key) { choices[key].value = values[key] || ""; });
    filter();
  }
  box.addEventListener("change", filter);
  typed.addEventListener("input", filter);
  box.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    typed.value = "";
    choose(button.dataset.design ? { claim: button.dataset.claim, design: button.dataset.design } : {});
  });
  var asked = {};
  window.location.hash.slice(1).split("&").forEach(function (part) {
    var cut = part.indexOf("=");
    if (cut > 0) asked[part.slice(0, cut)] = decodeURIComponent(part.slice(cut + 1));
  });
  if (Object.keys(asked).length) choose(asked); else filter();
  window.addEventListener("beforeprint", function () { typed.value = ""; choose({}); cut(false); });
  window.addEventListener("afterprint", filter);
  window.addEventListener("pageshow", filter);
})();

// What a term means, beside it: on hover, on focus, at a first touch. Esc closes it; it stays while one points at it. The
// glossary says the same, where the term leads.
(function () {
  "use strict";
  var box = null, shown = null, leaving = 0;
  function hide() {
    window.clearTimeout(leaving);
    if (shown) shown.removeAttribute("aria-describedby");
    if (box) box.hidden = true;
    shown = null;
  }
  function leave() { window.clearTimeout(leaving); leaving = window.setTimeout(hide, 250); }
  function show(term) {
    window.clearTimeout(leaving);
    if (shown === term) return;
    hide();
    if (!box) {
      box = document.createElement("div");
      box.id = "term-means";
      box.setAttribute("role", "tooltip");
      box.addEventListener("pointerenter", function () { window.clearTimeout(leaving); });
      box.addEventListener("pointerleave", leave);
      document.getElementById("main").appendChild(box);
    }
    box.textContent = term.dataset.means;
    box.hidden = false;
    var at = term.getBoundingClientRect(), room = document.documentElement.clientWidth;
    var left = Math.max(8, Math.min(at.left, room - box.offsetWidth - 8));
    box.style.left = left + window.scrollX + "px";
    box.style.top = at.bottom + 4 + window.scrollY + "px";
    term.setAttribute("aria-describedby", box.id);
    shown = term;
  }
  function find(event) { return event.target.closest ? event.target.closest("a.term") : null; }
  document.addEventListener("pointerover", function (event) {
    var term = find(event);
    if (term && event.pointerType !== "touch") show(term);
  });
  document.addEventListener("pointerout", function (event) { if (find(event) && event.pointerType !== "touch") leave(); });
  document.addEventListener("focusin", function (event) {
    var term = find(event);
    if (term && term.matches(":focus-visible")) show(term); else if (!term) hide();
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  var kind = "";
  document.addEventListener("pointerdown", function (event) {
    kind = event.pointerType;
    if (shown && !find(event) && !(box && box.contains(event.target))) hide();
  });
  document.addEventListener("click", function (event) {
    var term = find(event);
    // A first touch explains, a second one follows the link.
    if (term && kind === "touch" && shown !== term) { event.preventDefault(); show(term); }
  });
})();

// A stroke on "/" leads to the search, wherever one is not writing.
document.addEventListener("keydown", function (event) {
  "use strict";
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
  var link = document.querySelector("a[data-search]");
  if (link) { event.preventDefault(); window.location.href = link.href; }
});

// Exercises: what one chose stands beside what people decided. Nothing is counted and nothing is kept.
(function () {
  "use strict";
  // Written as soon as one chooses, while the answer is still closed: it is there whenever the answer opens, and it
  // follows a second thought. A browser may have kept the choice of an earlier visit.
  Array.prototype.forEach.call(document.querySelectorAll(".exercise"), function (exercise) {
    function tell() {
      var chosen = exercise.querySelector("input:checked");
      var line = exercise.querySelector(".yours");
      if (!line) return;
      line.hidden = !chosen;
      if (chosen) line.textContent = line.dataset.yours + " " + chosen.value;
    }
    exercise.addEventListener("change", tell);
    window.addEventListener("pageshow", tell);
  });
  var tools = document.querySelector("[data-printing]");
  if (!tools) return;
  var boxes = Array.prototype.slice.call(document.querySelectorAll(".exercise details"));
  var all = tools.querySelector("[data-answers]");
  tools.hidden = false;
  all.hidden = !boxes.length;
  all.addEventListener("click", function () {
    var open = boxes.some(function (box) { return !box.open; });
    boxes.forEach(function (box) { box.open = open; });
  });
  // What one has opened and chosen is there again once the sheet is printed.
  var kept = null;
  tools.addEventListener("click", function (event) {
    var how = event.target.dataset.print;
    if (!how) return;
    kept = boxes.map(function (box) { return box.open; });
    boxes.forEach(function (box) { box.open = how === "with"; });
    document.documentElement.classList.toggle("worksheet", how === "without");
    window.print();
  });
  window.addEventListener("afterprint", function () {
    if (!kept) return;
    boxes.forEach(function (box, n) { box.open = kept[n]; });
    document.documentElement.classList.remove("worksheet");
    kept = null;
  });
})();
