(() => {
  "use strict";
  const rows = [...document.querySelectorAll("tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
  if (!rows.length) return;
  const form = document.createElement("div"), label = document.createElement("label");
  const input = document.createElement("input"), count = document.createElement("output");
  form.className = "filter";
  form.setAttribute("role", "search");
  label.htmlFor = input.id = "filter";
  label.textContent = "Filter 筛选";
  input.type = "search";
  form.append(label, input, count);
  document.querySelector("main").prepend(form);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    count.textContent = words.length ? `${shown} / ${rows.length}` : "";
  });
})();
