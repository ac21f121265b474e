// A list to choose from. What is chosen is Python's `value`; the cells below read it when they are run.
let lists = 0;

function render({ model, el }) {
  const strings = model.get("strings");
  const id = `choose-${++lists}`;
  const box = document.createElement("div");
  box.className = "choose";
  box.lang = model.get("lang");
  const label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = strings.claim;
  const select = document.createElement("select");
  select.id = id;
  select.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab's own keys are for cells
  for (const [value, name] of model.get("options")) select.append(new Option(name, value));
  select.value = model.get("value");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = strings.how;
  select.addEventListener("change", () => {
    model.set("value", select.value);
    model.save_changes();
    said.textContent = strings.chosen.replace("{name}", select.selectedOptions[0].textContent);
  });
  model.on("change:value", () => { select.value = model.get("value"); });
  select.style.cssText = "font:inherit;max-width:100%;min-height:2em;margin-left:.5em;color:var(--jp-ui-font-color0,inherit);background:var(--jp-layout-color1,Field);border:1px solid var(--jp-border-color0,#777)";
  said.style.cssText = "margin:.4em 0 0";
  box.append(label, select, said);
  el.append(box);
}

export default { render };
