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
  var index = window.searchIndex;
  var endings = index.endings.map(fold), small = {}, concepts = [];
  index.small.forEach(function (word) { small[word.normalize("NFC").toLowerCase()] = small[fold(word)] = true; });
  // One spelling for both sides of the Atlantic, and for letters that a keyboard lacks.
  function spell(word) {
    return /\d/.test(word) ? word : index.spellings.reduce(function (w, pair) { return w.split(pair[0]).join(pair[1]); }, word);
  }
  function split(text) { return letters(text).map(fold).map(spell); }
  var entries = index.entries.map(function (e) {
    return { kind: e[0], title: e[1], text: e[2], path: e[3], elsewhere: e[4], speaks: e[5], about: e[6], numbers: e[7], head: split(e[1]), body: split(e[2]), other: split(e[4]) };
  });
  function isClaim(entry) { return entry.kind === "headline" || entry.kind === "claim"; }
  var stems = {};
  // A word without its ending, four letters of it at least. Never a number.
  function stem(word) {
    if (!(word in stems)) {
      var ending = /\d/.test(word) ? "" : endings.filter(function (e) {
        return word.length - e.length > 3 && word.slice(-e.length) === e;
      })[0];
      stems[word] = ending ? word.slice(0, -ending.length) : word;
    }
    return stems[word];
  }
  // The workspace's own concepts: [readers' words, words of titles and abstracts], met by a whole word or phrase.
  function compile(terms) {
    if (!terms.length) return null;
    try { return new RegExp("^(?:" + terms.join("|").normalize("NFD").replace(/[\u0300-\u036f]/g, "") + ")$", "iu"); }
    catch (_) { return null; }  // a pattern that no browser reads is one synonym fewer
  }
  // What the pattern that meets a phrase spells out, at its longest: one for "sleeping pill…" says more than "sleep…".
  function writeOut(patterns, phrase) {
    return patterns.reduce(function (most, one) { return one.spelt.length > most.length && one.test.test(phrase) ? one.spelt : most; }, "");
  }
  index.concepts.forEach(function (pair, number) {
    var lay = compile(pair[0]), terms = compile(pair[1]);
    var single = pair[0].map(function (p) {
      return { test: compile([p]) || /^$/, spelt: fold(p.replace(/\[[^\]]*\][*+?]?|\\.|\(\?:|[()|*+?]/g, "")) };
    });
    concepts.push({
      number: number, lay: lay, single: single, terms: terms, narrow: Math.max(0, 1 - pair[1].length / 20),
      holds: function (phrase) { return Boolean((lay && lay.test(phrase)) || (terms && terms.test(phrase))); },
    });
  });
  // For each word the concepts that it names, alone or with the words beside it: number -> how plainly.
  function name(asked) {
    return asked.map(function (_, at) {
      var found = {}, spelt = {};
      for (var from = Math.max(0, at - 3); from <= at; from += 1) {
        for (var to = at + 1; to <= Math.min(asked.length, from + 4); to += 1) {
          var phrase = asked.slice(from, to).join(" ");
          concepts.forEach(function (c) {
            if (!c.holds(phrase)) return;
            var lay = c.lay && c.lay.test(phrase);
            found[c.number] = Math.max(found[c.number] || 0, lay ? 2 : c.narrow);
            if (lay) spelt[c.number] = writeOut(c.single, phrase);
            if (lay && to - from > 1) found.phrase = true;
          });
        }
      }
      // Where one concept spells out more of the word, another that fits by its beginning alone is not meant.
      Object.keys(spelt).forEach(function (n) {
        if (spelt[n] && Object.keys(spelt).some(function (o) { return spelt[o] !== spelt[n] && spelt[o].indexOf(spelt[n]) === 0; })) delete found[n];
      });
      return found;
    });
  }
  // How well the words of a list hold one that is asked for: itself, inflected, begun with, or within.
  function best(words, asked, whole) {
    var found = 0, number = /\d/.test(asked);
    for (var i = 0; i < words.length && found < 1; i += 1) {
      var word = words[i];
      if (word === asked) found = 1;
      else if (!number && stem(word) === stem(asked)) found = Math.max(found, 0.9);
      else if (!whole && word.indexOf(asked) === 0) found = Math.max(found, 0.8);
      else if (asked.length > 3 && word.indexOf(asked) > 0) found = Math.max(found, 0.5);
    }
    return found;
  }
  // One letter wrong, missing or too many in a longer word, or two that changed places, is forgiven where nothing else
  // fits: the words of a list that may have been meant. Never in a number: one digit off is another article.
  function near(words, asked) {
    return asked.length < 6 || /\d/.test(asked) ? [] : words.filter(function (word) {
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
  // Where a word stands weighs more than how well it fits: in the title, in its other languages, in the text.
  var IN_HEAD = 10, IN_OTHER = 6, IN_BODY = 4, NEAR = 1.5;
  var SAME = { headline: 5, claim: 5, sentence: 2, study: 1.5 };
  var FIRST = { headline: 9, claim: 8, sentence: 2, term: 1.5, study: 1, page: 0.5, notebook: 0 };
  function literal(entry, word, whole) {
    var head = IN_HEAD * best(entry.head, word, whole), other = IN_OTHER * best(entry.other, word, whole), body = IN_BODY * best(entry.body, word, whole);
    return Math.max(head, other, body);
  }
  // What many claims are about tells them apart the less.
  function rare(number) {
    var claims = entries.filter(isClaim);
    return 1 - 0.9 * claims.filter(function (e) { return e.speaks.indexOf(number) >= 0; }).length / Math.max(1, claims.length);
  }
  // A concept that tells few claims apart says nothing beside the word itself.
  function same(entry, one) {
    function rate(number, of_title) {
      if (!(number in one.named) || (one.standsSomewhere && concepts[number].rare < 0.5)) return 0;
      return concepts[number].rare * (SAME[entry.kind] + (isClaim(entry) ? one.named[number] : 0) + of_title);
    }
    return entry.speaks.reduce(function (found, number) {
      return Math.max(found, rate(number, entry.about.indexOf(number) >= 0 ? 1 : 0));
    }, 0);
  }
  concepts.forEach(function (c) { c.rare = rare(c.number); });
  var every = null;
  function listWords() {
    if (!every) {
      every = {};
      entries.forEach(function (e) { everything(e).forEach(function (w) { every[w] = true; }); });
    }
    return every;
  }
  // The words of the pages that make up a compound which no page has as it stands, the longest first part first.
  function takeApart(word) {
    if (word.length < 7 || /\d/.test(word)) return [];
    var vocabulary = {};
    Object.keys(listWords()).forEach(function (w) { if (w.length > 3) vocabulary[stem(w)] = true; });
    for (var cut = word.length - 3; cut > 3; cut -= 1) {
      var first = word.slice(0, cut), last = word.slice(cut);
      var head = [stem(first), stem(first.replace(/s$/, ""))].filter(function (w) { return vocabulary[w]; })[0];
      if (head && last.length > 2 && vocabulary[stem(last)]) return [first, last];
    }
    return [];
  }
  // What one word of a question is: as typed, its concepts, its parts where no page has it.
  function ask(typed) {
    var written = letters(typed), asked = written.map(fold), named = name(asked);
    var words = written.map(function (letter, at) {
      var word = spell(asked[at]), raw = letter.toLowerCase();
      var share = entries.filter(function (e) { return best(everything(e), word); }).length / Math.max(1, entries.length);
      // What stands everywhere tells the least of what is meant.
      return { word: word, named: named[at], standsSomewhere: share > 0, small: Boolean(small[raw]), whole: asked.length > 1 && /^\D{1,2}$/.test(word), tells: 1 - 0.8 * share, parts: [] };
    });
    words.forEach(function (w) {
      if (w.standsSomewhere) return;
      w.parts = takeApart(w.word);
      // Any ending fits a concept that ends openly: a word of the pages that is one letter off is likelier.
      var numbers = Object.keys(w.named).filter(function (n) { return n !== "phrase"; });
      var open = numbers.every(function (n) { return concepts[n].holds(w.word + "qx"); });
      if (open && numbers.length && near(Object.keys(listWords()), w.word).length) w.named = {};
    });
    // "Better than ...": what it is held against is not what is asked about, where anything else is.
    var beside = {};
    index.against.map(split).forEach(function (phrase) {
      words.forEach(function (_, at) {
        if (phrase.every(function (part, n) { return words[at + n] && words[at + n].word === part; })) {
          phrase.forEach(function (_, n) { beside[at + n] = true; });
        }
      });
    });
    var telling = words.filter(function (w) { return (!w.small || w.named.phrase) && (w.word.length > 1 || /\d/.test(w.word)); });
    var meant = telling.filter(function (w) { return !beside[words.indexOf(w)]; });
    return meant.length ? meant : telling.length ? telling : words;
  }
  function rate(entry, one, how) {
    // A small word stands for the phrase that it is part of; one of two letters is no beginning of another.
    var found = one.small && one.named.phrase && !how.exactly ? 0 : literal(entry, one.word, one.whole);
    if (how.exactly) return found;
    found = Math.max(found, same(entry, one));
    if (one.parts.length) {
      var sum = one.parts.reduce(function (all, part) { return all + literal(entry, part); }, 0);
      found = Math.max(found, 0.6 * sum / one.parts.length);
    }
    if (!found && how.forgiving && near(everything(entry), one.word).length) found = near(entry.head, one.word).length ? 2 * NEAR : NEAR;
    return found;
  }
  // How much of a title is asked for: of two that hold the word the shorter one is more about it.
  function cover(entry, asked) {
    var telling = entry.head.filter(function (w) { return !small[w]; });
    var met = telling.filter(function (w) { return asked.some(function (one) { return best([w], one.word) >= 0.8; }); });
    return telling.length ? met.length / telling.length : 0;
  }
  // A name that is asked for whole is meant: a study, a term.
  function isWhole(entry, asked) {
    return asked.length >= entry.head.length && entry.head.every(function (w) {
      return asked.some(function (one) { return best([w], one.word) >= 0.9; });
    });
  }
  function collect(asked, how) {
    return entries.map(function (entry, at) {
      var rated = asked.map(function (one) { return rate(entry, one, how); });
      var met = rated.filter(Boolean).length, weights = 0;
      var sum = rated.reduce(function (all, one, n) { weights += asked[n].tells; return all + one * asked[n].tells; }, 0);
      // A question of three words or more may hold one that nobody looks for ("help", "much").
      // One that most of the pages have tells nothing: what is about the others is an answer without it.
      var missing = asked.filter(function (one, n) { return !rated[n] && (how.exactly || one.tells > 0.6); }).length;
      var enough = met > 0 && (how.partly || missing <= (asked.length > 2 && !how.exactly ? 1 : 0));
      var whole = entry.kind !== "page" && isWhole(entry, asked) ? 3 : 0;
      return { entry: entry, at: at, met: met, score: enough ? sum / weights + FIRST[entry.kind] + whole + cover(entry, asked) : 0 };
    }).filter(function (f) { return f.score > 0; }).sort(function (a, b) { return b.score - a.score || a.at - b.at; });
  }
  // What holds all words; where nothing does, and unless one wants no guess, what comes near, then what has most of them.
  function find(asked, exactly) {
    if (exactly) return { found: collect(asked, { exactly: true }), how: "exactly" };
    var found = collect(asked, {});
    if (found.length) return { found: found, how: "" };
    found = collect(asked, { forgiving: true });
    if (found.length) return { found: found, how: "near" };
    found = collect(asked, { forgiving: true, partly: true });
    // Only what has as many of the words as anything has: the rest would be noise.
    var most = Math.max.apply(null, found.map(function (f) { return f.met; }));
    return { found: found.filter(function (f) { return f.met === most; }), how: found.length ? "partly" : "" };
  }
  // A word as the page writes it, with its dots and capitals.
  function write(entry, word) {
    return letters([entry.title, entry.text, entry.elsewhere].join(" ")).filter(function (w) { return fold(w) === word; })[0];
  }
  function tell(key, words) {
    return box.dataset[key].replace(/\{(typed|shown)\}/g, function (_, k) { return words[k]; });
  }
  function quote(words) {
    var quoted = words.slice(0, 3).map(function (w) { return box.dataset.quote.replace("{word}", function () { return w; }); });
    return quoted.join(", ") + (words.length > 3 ? ", …" : "");
  }
  // A sentence for each way in which typed words were not found as they stand, and what is shown in their place.
  function notes(typed, asked, answer) {
    var said = [], same = {};
    function note(key, word, shown) {
      var as = key + (shown || "");
      if (!same[as]) { same[as] = { key: key, words: [], shown: shown }; said.push(same[as]); }
      if (same[as].words.indexOf(word) < 0) same[as].words.push(word);
    }
    letters(typed).forEach(function (word) {
      var one = asked.filter(function (w) { return w.word === spell(fold(word)); })[0];
      if (!one) return;
      var instead = {}, met = false, own = false;
      answer.found.forEach(function (f) {
        var words = everything(f.entry), literally = best(words, one.word);
        met = met || literally || rate(f.entry, one, {}) > 0;
        own = own || best(f.entry.head.concat(f.entry.body), one.word);
        if (!rate(f.entry, one, {})) near(words, one.word).forEach(function (w) { instead[w] = instead[w] || write(f.entry, w).toLowerCase(); });
      });
      var names = Object.keys(instead).map(function (w) { return instead[w]; });
      if (!met && names.length) note(one.standsSomewhere ? "apart" : "guessed", word, quote(names));
      else if (!met) note("dropped", word);
      else if (!one.standsSomewhere && Object.keys(one.named).length) note("related", word);
      else if (!one.standsSomewhere) note("parts", word, quote(one.parts));
      else if (!own && !/\d/.test(one.word) && !entries.some(function (e) { return best(e.head.concat(e.body), one.word); })) note("foreign", word);
    });
    return said.map(function (s) { return tell(s.key, { typed: quote(s.words), shown: s.shown }); });
  }
  // Identifiers are asked for whole, before anything is split: a DOI in any address, a PMID, a PMC or a trial's number.
  function identify(typed) {
    var text = typed.trim().toLowerCase(), found;
    try { text = decodeURIComponent(text); } catch (_) { /* a stray % is no code */ }
    if ((found = text.match(/\b10\.\d{4,9}\/\S*/))) return { asked: found[0].replace(/[.,;:"”’'>\]]+$/, ""), open: true };
    if ((found = text.match(/\bpmc\W*(\d{4,9})\b/))) return { asked: "pmc" + found[1] };
    if ((found = text.match(/(?:\bpmid|\bpubmed|\/med\/)\D{0,30}(\d{5,9})\b/))) return { asked: found[1] };
    if ((found = text.match(/\b([a-z]{3,9})[\s:#-]{0,2}(\d{8,14})\b/))) return { asked: found[1] + found[2] };
    if ((found = text.match(/^https?:\/\/(?:www\.)?(\S+?)\/*$/))) return { asked: found[1] };
    if (/^\d{4,9}$/.test(text)) return { asked: text, perhaps: true };
    return null;
  }
  // A sentence goes by its place, whatever stands beside it: "6.1", "sentence 6.1", "what does 6,1 say". An amount, with
  // its unit behind it, is no place; with a blank between, only where nothing else is asked or the word for it stands.
  function place(typed) {
    var text = fold(typed.trim()), called = fold(kinds.sentence);
    var found = text.match(/(?:^|[^\p{L}\d.,/-])s?(\d{1,3})[.,](\d{1,3})(?![\d/-]|[.,]\d|\s*(?:%|[µm]?[glm]\b|mcg\b|kg\b|m?mol|meq\b|tim|hours?|points?|poang))/u)
      || text.match(/^(\d{1,3})[\s-]+(\d{1,3})$/) || text.match(new RegExp("\\b" + called + "\\p{L}*\\s+(\\d{1,3})[\\s-]+(\\d{1,3})$", "u"));
    return found ? found[1] + "." + found[2] + " " : "";
  }
  function putFirst(found, typed) {
    var at = place(typed);
    function isThere(entry) { return entry.kind === "sentence" && entry.title.indexOf(at) === 0; }
    var there = at ? entries.filter(isThere).map(function (e) { return { entry: e }; }) : [];
    return there.length ? there.concat(found.filter(function (f) { return !isThere(f.entry); })) : found;
  }
  function isNumbered(entry, number) {
    return entry.numbers.some(function (one) {
      if (one === number.asked || !number.open) return one === number.asked;
      // Still being typed; or what an address has behind it, or a bracket.
      return (number.asked.length > 8 && one.indexOf(number.asked) === 0) || (number.asked.indexOf(one) === 0 && /^[/?#&)]/.test(number.asked.slice(one.length)));
    });
  }
  function cut(text, asked) {
    var low = text.toLowerCase(), at = -1;
    asked.forEach(function (word) { var p = low.indexOf(word); if (p >= 0 && (at < 0 || p < at)) at = p; });
    var from = at > 80 ? text.lastIndexOf(" ", at - 50) + 1 : 0;
    return (from ? "… " : "") + text.slice(from, from + 180) + (text.length > from + 180 ? " …" : "");
  }
  // The question stands in the address: the way back from a hit leads to its list, and a list can be passed on.
  function keep(typed) {
    try { window.history.replaceState(null, "", window.location.pathname + (typed ? "?q=" + encodeURIComponent(typed) : "")); }
    catch (_) { /* a browser that allows no such thing for files loses the way back alone */ }
  }
  function show(exactly) {
    var asked = split(field.value);
    list.dataset.asked = field.value;  // which words the list answers: typing goes on while it is made
    list.textContent = "";
    told.textContent = "";
    strict.hidden = true;
    keep(field.value.trim());
    if (!asked.length || asked.join("").length < 2) {
      told.textContent = field.value.trim() ? box.dataset.short : "";
      return;
    }
    var number = identify(field.value), found = [], said = [];
    if (number) found = entries.filter(function (e) { return isNumbered(e, number); }).map(function (e) { return { entry: e }; });
    if (!number || (number.perhaps && !found.length)) {
      var question = ask(field.value), answer = find(question, exactly);
      found = exactly ? answer.found : putFirst(answer.found, field.value);
      said = exactly ? [] : notes(field.value, question, answer);
      number = null;
    }
    said.push(found.length === 1 ? box.dataset.foundOne : found.length ? box.dataset.found.replace("{n}", found.length) : number ? tell("unknown", { typed: number.asked }) : box.dataset.none);
    told.textContent = (found.length ? said : said.slice(-1)).join(" ");
    if (said.length > 1 && found.length) {
      strict.hidden = false;
      strict.textContent = box.dataset.exactly.replace("{typed}", function () { return field.value.trim(); });
    }
    found.slice(0, 30).forEach(function (f) {
      var item = document.createElement("li"), link = document.createElement("a");
      var kind = document.createElement("span"), text = document.createElement("p");
      link.href = f.entry.path;
      link.textContent = f.entry.title;
      kind.className = "tag";
      kind.textContent = kinds[isClaim(f.entry) ? "claim" : f.entry.kind];
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
