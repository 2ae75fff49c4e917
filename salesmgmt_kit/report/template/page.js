(() => {
  "use strict";
  const key = (row, at) => row.cells[at].dataset.v ?? row.cells[at].textContent.trim();
  const numeric = (row, at) => row.cells[at].dataset.v !== undefined;
  const compare = (at, sign) => (a, b) => {
    const x = key(a.row, at), y = key(b.row, at);
    if (x === "" || y === "") return (x === "") - (y === "");
    return sign * (numeric(a.row, at) ? x - y : x.localeCompare(y, document.documentElement.lang));
  };
  const nest = (rows) => {
    const roots = [], path = [];
    for (const row of rows) {
      const depth = Number(row.dataset.depth ?? 0);
      const node = { row, depth, below: [] };
      while (path.length && path.at(-1).depth >= depth) path.pop();
      (path.at(-1)?.below ?? roots).push(node);
      path.push(node);
    }
    return roots;
  };
  const flat = (nodes, order) => [...nodes].sort(order).flatMap((n) => [n.row, ...flat(n.below, order)]);

  for (const table of document.querySelectorAll("table[id^=table-]")) {
    const body = table.tBodies[0], original = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const first = head.classList.contains("num") ? "descending" : "ascending";
        const second = first === "descending" ? "ascending" : "descending";
        const now = head.getAttribute("aria-sort");
        const next = now === null ? first : now === first ? second : null;
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        if (next) head.setAttribute("aria-sort", next);
        const order = compare(at, next === "ascending" ? 1 : -1);
        body.append(...(next ? flat(nest(original), order) : original));
      });
    });
  }

  const links = new Map([...document.querySelectorAll(".contents a")].map((a) => [a.hash.slice(1), a]));
  const headings = [...document.querySelectorAll("main > section > h2")];
  const mark = () => {
    const passed = headings.filter((h) => h.getBoundingClientRect().top < innerHeight / 3);
    const current = passed.at(-1)?.id;
    links.forEach((a, id) => {
      if (decodeURIComponent(id) === current) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    });
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
})();
