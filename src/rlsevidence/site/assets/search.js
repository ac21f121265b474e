// Search in the browser over the index that the page has loaded: no request, no library. Keys: type, then arrows.
(function () {
  "use strict";
  var box = document.getElementById("search");
  if (!box || !window.searchIndex) return;
  box.hidden = false;
  var field = document.getElementById("search-for");
  var list = document.getElementById("search-found");
  var told = document.getElementById("search-told");
  var strict = document.getElementById("search-strict");
  var kinds = JSON.parse(box.dataset.kinds);

  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }
  function letters(text) { return text.normalize("NFC").match(/[\p{L}\p{N}]+/gu) || []; }
  function split(text) { return letters(text).map(fold); }
  var entries = window.searchIndex.map(function (e) {
    return { kind: e[0], title: e[1], text: e[2], path: e[3], elsewhere: e[4], head: split(e[1]), body: split(e[2]), other: split(e[4]) };
  });
  function best(words, asked) {
    var found = 0;
    words.forEach(function (word) {
      if (word === asked) found = Math.max(found, 3);
      else if (word.indexOf(asked) === 0) found = Math.max(found, 2);
      else if (asked.length > 3 && word.indexOf(asked) > 0) found = Math.max(found, 1);
    });
    return found;
  }
  // One letter wrong, missing or too many in a longer word, or two that changed places, is forgiven where nothing else
  // fits: the words of a list that may have been meant. Never in a number: one digit off is another article.
  function near(words, asked) {
    return asked.length < 5 || /\d/.test(asked) ? [] : words.filter(function (word) {
      if (Math.abs(word.length - asked.length) > 1) return false;
      var i = 0, j = 0, wrong = 0;
      while (i < word.length && j < asked.length) {
        if (word[i] === asked[j]) { i += 1; j += 1; continue; }
        wrong += 1;
        if (wrong > 1) return false;
        if (word.length === asked.length && word[i] === asked[j + 1] && word[i + 1] === asked[j]) { i += 2; j += 2; continue; }
        if (word.length > asked.length) i += 1;
        else if (word.length < asked.length) j += 1;
        else { i += 1; j += 1; }
      }
      return wrong + (word.length - i) + (asked.length - j) <= 1;
    });
  }
  function everything(entry) { return entry.head.concat(entry.body, entry.other); }
  function score(entry, asked, forgiving) {
    var sum = 0;
    for (var n = 0; n < asked.length; n += 1) {
      var one = 5 * best(entry.head, asked[n]) + best(entry.body, asked[n]) + 2 * best(entry.other, asked[n]);
      if (!one && forgiving && near(everything(entry), asked[n]).length) one = 1;
      if (!one) return 0;
      sum += one;
    }
    return sum + (entry.kind === "claim" ? 3 : 0);
  }
  // What holds all words as they were typed; where nothing does, and unless one wants no guess, what comes near.
  function find(asked, exactly) {
    function collect(forgiving) {
      return entries.map(function (e) { return { entry: e, score: score(e, asked, forgiving) }; })
        .filter(function (f) { return f.score; }).sort(function (a, b) { return b.score - a.score; });
    }
    var found = collect(false);
    if (found.length || exactly) return { found: found, guessed: false };
    found = collect(true);
    return { found: found, guessed: found.length > 0 };
  }
  // A word as the page writes it, with its dots and capitals.
  function write(entry, word) {
    return letters([entry.title, entry.text, entry.elsewhere].join(" ")).filter(function (w) { return fold(w) === word; })[0];
  }
  // For each typed word that was replaced, a sentence: what no page has, and which words are shown in its place.
  function guesses(typed, found) {
    var said = [];
    letters(typed).forEach(function (word) {
      var asked = fold(word), instead = {};
      found.forEach(function (f) {
        var words = everything(f.entry);
        if (!best(words, asked)) near(words, asked).forEach(function (w) { instead[w] = instead[w] || write(f.entry, w).toLowerCase(); });
      });
      var names = Object.keys(instead).map(function (w) { return instead[w]; });
      if (!names.length) return;
      var nowhere = !entries.some(function (e) { return best(everything(e), asked); });
      var quoted = names.slice(0, 3).map(function (w) { return box.dataset.quote.replace("{word}", function () { return w; }); });
      var words = { typed: word, shown: quoted.join(", ") + (names.length > 3 ? ", …" : "") };
      said.push((nowhere ? box.dataset.guessed : box.dataset.apart).replace(/\{(typed|shown)\}/g, function (_, key) { return words[key]; }));
    });
    return said.join(" ");
  }
  function cut(text, asked) {
    var low = text.toLowerCase(), at = -1;
    asked.forEach(function (word) { var p = low.indexOf(word); if (p >= 0 && (at < 0 || p < at)) at = p; });
    var from = at > 80 ? text.lastIndexOf(" ", at - 50) + 1 : 0;
    return (from ? "… " : "") + text.slice(from, from + 180) + (text.length > from + 180 ? " …" : "");
  }
  function show(exactly) {
    var asked = split(field.value);
    list.dataset.asked = field.value;  // which words the list answers: typing goes on while it is made
    list.textContent = "";
    told.textContent = "";
    strict.hidden = true;
    if (!asked.length || asked.join("").length < 2) return;
    var answer = find(asked, exactly), found = answer.found;
    told.textContent = found.length === 1 ? box.dataset.foundOne : found.length ? box.dataset.found.replace("{n}", found.length) : box.dataset.none;
    if (answer.guessed) {
      told.textContent = guesses(field.value, found) + " " + told.textContent;
      strict.hidden = false;
      strict.textContent = box.dataset.exactly.replace("{typed}", function () { return field.value.trim(); });
    }
    found.slice(0, 30).forEach(function (f) {
      var item = document.createElement("li"), link = document.createElement("a");
      var kind = document.createElement("span"), text = document.createElement("p");
      link.href = f.entry.path;
      link.textContent = f.entry.title;
      kind.className = "tag";
      kind.textContent = kinds[f.entry.kind];
      text.className = "small";
      text.textContent = cut(f.entry.text, asked);
      item.appendChild(kind);
      item.appendChild(document.createTextNode(" "));
      item.appendChild(link);
      if (f.entry.text) item.appendChild(text);
      list.appendChild(item);
    });
  }
  var waiting = 0;
  field.addEventListener("input", function () { window.clearTimeout(waiting); waiting = window.setTimeout(function () { show(false); }, 80); });
  strict.addEventListener("click", function () {
    show(true);
    field.focus();
  });
  box.addEventListener("submit", function (event) {
    event.preventDefault();
    show(false);
    var first = list.querySelector("a");
    if (first) first.focus();
  });
  box.addEventListener("keydown", function (event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    var links = Array.prototype.slice.call(list.querySelectorAll("a"));
    var at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    if (at < 0) field.focus(); else if (links[at]) links[at].focus();
  });
  var given = new URLSearchParams(window.location.search).get("q");
  if (given) { field.value = given; show(false); }
  field.focus();
})();
