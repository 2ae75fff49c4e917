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

  const press = (inside, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...inside);
    button.addEventListener("click", act);
    return button;
  };
  const show = (nodes, shown) => {
    for (const node of nodes) {
      node.row.hidden = !shown;
      show(node.below, shown && node.open);
    }
  };
  const turn = (node, open) => {
    node.open = open;
    node.button?.setAttribute("aria-expanded", open);
    show(node.below, open);
  };
  const each = (nodes, act) => nodes.forEach((node) => { each(node.below, act); act(node); });
  const fold = (table, roots) => {
    const { opens, open, close } = table.dataset;
    const parents = [];
    each(roots, (node) => node.below.length && parents.push(node));
    if (!parents.length) return;
    const closed = () => parents.some((node) => !node.open);
    const all = press([], () => {
      const whole = closed();
      parents.forEach((node) => turn(node, whole || node.depth < opens));
      say();
    });
    const say = () => { all.textContent = closed() ? open : close; };
    for (const node of parents) {
      const head = node.row.cells[0];
      node.button = press([...head.childNodes], () => { turn(node, !node.open); say(); });
      head.append(node.button);
      turn(node, node.depth < opens);
    }
    say();
    all.className = "levels";
    table.closest(".scroll").before(all);
  };

  for (const table of document.querySelectorAll("table[id^=table-]")) {
    const body = table.tBodies[0], original = [...body.rows];
    if (table.dataset.opens !== undefined) fold(table, nest(original));
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      head.append(press([...head.childNodes], () => {
        const first = head.classList.contains("num") ? "descending" : "ascending";
        const second = first === "descending" ? "ascending" : "descending";
        const now = head.getAttribute("aria-sort");
        const next = now === null ? first : now === first ? second : null;
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        if (next) head.setAttribute("aria-sort", next);
        const order = compare(at, next === "ascending" ? 1 : -1);
        body.append(...(next ? flat(nest(original), order) : original));
      }));
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
