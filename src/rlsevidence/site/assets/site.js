// Draws the figures of a page and copies printable wordings. Works from a file: no modules, no requests.
(function () {
  "use strict";
  var CONFIG = { displayModeBar: false, displaylogo: false, showSendToCloud: false, responsive: true, scrollZoom: false };

  function draw(plot) {
    var data = document.getElementById(plot.id + "-data");
    if (!data || !window.Plotly || plot.dataset.drawn) return;
    plot.dataset.drawn = "1";
    var spec = JSON.parse(data.textContent);
    window.Plotly.newPlot(plot, spec.data, spec.layout, CONFIG).then(function () {
      plot.dataset.drawn = "done";
    });
  }

  function start() {
    var plots = Array.prototype.slice.call(document.querySelectorAll(".plot"));
    if (!window.Plotly) {
      // Without the drawing library the words and the table still say everything.
      plots.forEach(function (plot) { plot.style.display = "none"; });
      document.querySelectorAll("figure.chart details").forEach(function (d) { d.open = true; });
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
