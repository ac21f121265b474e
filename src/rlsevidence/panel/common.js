// What both panels are drawn with; it stands before each of them in one module.
// Text goes in through textContent only: nothing in a record can become markup.

function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

// A name and its control, which no end of a line parts.
const paired = (...parts) => node("span", { class: "rev-pair" }, ...parts);

// One field for as long as the panel lives: letters outlive an answer that draws what is around them anew.
// `ask` hears the words that are looked for; `show` gives those that the list answers.
function searchField(attributes, ask) {
  let asked = "";
  const go = () => {
    if (field.value === asked) return;
    asked = field.value;
    ask(field.value);
  };
  const field = node("input", { type: "search", ...attributes, onchange: go, onkeydown: (e) => { if (e.key === "Enter") go(); } });
  const show = (words) => {
    if (document.activeElement !== field || field.value === asked) field.value = words;
    asked = words;
  };
  return { field, show };
}

