// Boxes show and hide verdicts; without scripts everything is shown.
document.querySelectorAll("fieldset input").forEach(function (box) {
  box.addEventListener("change", function () {
    var on = {};
    document.querySelectorAll("fieldset input").forEach(function (b) { on[b.value] = b.checked; });
    document.querySelectorAll("[data-verdict]").forEach(function (e) {
      e.classList.toggle("off", on[e.dataset.verdict] === false);
    });
    document.querySelectorAll("mark").forEach(function (e) {
      e.style.borderBottomStyle = on[e.dataset.of] === false ? "none" : "solid";
    });
  });
});
