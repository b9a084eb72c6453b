"use strict";
// The report's only script. Every name in the data is somebody else's text: it enters the page as text, never as markup.
const $ = (id) => document.getElementById(id);
const make = (space) => (tag, attributes, ...children) => {
  const node = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value == "function") node["on" + name] = value;
    else if (value != null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
};
const el = make("http://www.w3.org/1999/xhtml");
const draw = make("http://www.w3.org/2000/svg");
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
let data;

// Figures of the leaderboard travel as thousandths, those of single pages as hundredths: see cells.py.
const figure = (value) => (value == null ? "-" : (value / 1e3).toFixed(3));
const rough = (value) => (value == null ? "-" : (value / 100).toFixed(2));
const cell = (page, e, name) => {
  const code = data.cells[name]?.[e]?.charCodeAt(page.n);
  return code > 32 ? 135 - code : null;
};
const called = (name) => data.figures.find((one) => one.k == name);
const percent = (value) => (value < 1 ? "<1%" : value + "%");
const time = (ms) => (ms == null ? "-" : ms < 100 ? ms.toFixed(1) : ms);
const marked = (place) => data.name[place] + (data.control.includes(place) ? " *" : "");
const many = (count, noun) => count + " " + noun + (count == 1 ? "" : "s");
const link = (page, who, text) =>
  el("a", { href: "#page=" + encodeURIComponent(page) + "&extractor=" + encodeURIComponent(who) }, text);

// Tables: headings sort, by number where both cells begin with one, what does not apply always last.
function sortable(table, low = []) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const sort = () => {
      const before = head.ariaSort;
      const up = before ? before == "descending" : low.includes(column) || !head.classList.contains("n");
      const key = (row) => row.cells[column].dataset.v ?? row.cells[column].textContent;
      const order = (a, b) => {
        const [one, two] = [key(a), key(b)];
        const blank = (one == "-") - (two == "-");
        const size = parseFloat(one) - parseFloat(two);
        return blank || (up ? 1 : -1) * (isNaN(size) ? one.localeCompare(two) : size);
      };
      table.tBodies[0].append(...[...table.tBodies[0].rows].sort(order));
      heads.forEach((other) => (other.ariaSort = null));
      head.ariaSort = up ? "ascending" : "descending";
    };
    head.replaceChildren(el("button", { type: "button", click: sort }, ...head.childNodes));
  });
  return table;
}

// Columns are {h: heading, t: left-aligned text, low: best is low, cell: row => content or element}.
function table(caption, columns, rows) {
  const head = (column) => el("th", { scope: "col", class: column.t ? null : "n", title: column.hint }, column.h);
  const cell = (column, i, row) => {
    const content = column.cell(row);
    if (content?.tagName == "TD" || content?.tagName == "TH") return content;
    return el(i ? "td" : "th", { scope: i ? null : "row", class: column.t ? null : "n" }, content);
  };
  const body = rows.map((row) => el("tr", { class: row?.kind }, ...columns.map((column, i) => cell(column, i, row))));
  return el(
    "div",
    { class: "wide", tabindex: 0, role: "region", "aria-label": caption },
    el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...columns.map(head))), el("tbody", {}, ...body)),
  );
}
function sorted(caption, columns, rows) {
  const box = table(caption, columns, rows);
  sortable(box.firstChild, columns.flatMap((column, i) => (column.low ? [i] : [])));
  return box;
}
function bar(value, low, high, text) {
  const track = el("span", { class: "track", "aria-hidden": "true" });
  const whole = { "--p": value, "--l": low ?? 0, "--h": high ?? value };
  for (const name in whole) track.style.setProperty(name, Math.max(0, Math.min(100, whole[name] / 10)) + "%");
  if (low == null) track.classList.add("plain");
  return el("td", { class: "n bar", "data-v": value ?? "-" }, value == null ? null : track, text);
}
function options(select, names, chosen) {
  select.append(...names.map((name, i) => el("option", { value: i, selected: i === chosen }, name)));
}

function board() {
  const peers = data.peers;
  const select = $("protocol");
  if (!select.length) options(select, [...(data.f1 ? ["scraper-harness"] : []), ...peers.map((one) => one.t)]);
  const peer = peers[select.value - (data.f1 ? 1 : 0)];
  $("metric").disabled = !!peer;
  const box = peer ? given(peer) : own();
  if (box) $("board").replaceChildren(box, ...(peer?.n ? [el("p", { class: "note" }, peer.n)] : []));
  sieve();
}
function own() {
  const chosen = data.figures[$("metric").value || 0];
  if (!chosen) return null;
  const first = chosen.k == "f1";
  const plain = (name) => {
    const one = called(name);
    return one && one != chosen && { h: one.s || one.h, hint: one.h, low: one.low, cell: (i) => figure(one.v[i]) };
  };
  const columns = [
    { h: "extractor", t: true, cell: (i) => el("th", { scope: "row" }, el("bdi", {}, marked(i))) },
    { h: "rank", low: true, hint: "places that these pages leave open", cell: (i) => data.rank[i] ?? "-" },
    {
      h: chosen.h,
      low: chosen.low,
      cell: (i) => {
        const [low, high] = chosen.i?.slice(2 * i) || [];
        const box = bar(chosen.v[i], low, high, figure(chosen.v[i]));
        if (low != null) box.title = "95 % interval " + figure(low) + "–" + figure(high);
        return box;
      },
    },
    ...data.board.map(plain).filter(Boolean),
    { h: "fail", low: true, cell: (i) => data.fail[i] },
    ...(data.same ? [{ h: "same", hint: "pages answered the same each time", cell: (i) => (data.same[i] == null ? "-" : (Math.floor(data.same[i] / 10) / 10) + "%") }] : []),
    { h: "ms", low: true, hint: "median of a page", cell: (i) => time(data.ms[i]) },
    ...(data.range ? [{ h: "from–to", low: true, hint: "ms of a page's fastest and slowest answer, medians", cell: (i) => data.range[i].map(time).join("–") }] : []),
    { h: "cpu ms", low: true, hint: "median of the processor's time for a page", cell: (i) => time(data.cpu[i]) },
    { h: "MiB", low: true, hint: "most memory held", cell: (i) => data.mb[i] ?? "-" },
    { h: "version", t: true, cell: (i) => data.version[i] ?? "-" },
  ];
  const order = [...data.name.keys()];
  const side = chosen.low ? 1 : -1;
  if (!first) order.sort((a, b) => (chosen.v[a] == null) - (chosen.v[b] == null) || side * (chosen.v[a] - chosen.v[b]));
  const box = sorted("Leaderboard by " + chosen.h, columns, order);
  all("tbody tr", box).forEach((row, at) => {
    const i = order[at];
    row.className = data.control.includes(i) ? "control" : data.tied.includes(i) ? "tied" : "";
  });
  box.querySelectorAll("thead th")[2].ariaSort = chosen.low ? "ascending" : "descending";
  return box;
}
// A table as the leaderboard's data has it: columns [heading, kind, digits, unit], cells by column.
function given(one, bars) {
  const write = (value, [, kind, digits, unit]) => {
    const number = (some) => (some == null ? "-" : some.toFixed(digits) + unit);
    if (value == null || !kind) return value ?? "-";
    if (kind == 1) return number(value);
    return value[0] == null ? "-" : number(value[0]) + (kind == 2 ? " ± " : "–") + number(value[1]);
  };
  const columns = one.c.map((column, at) => ({
    h: column[0],
    t: column[1] < 1,
    cell: (row) => {
      const value = one.r[at][row];
      if (column[1] < 0) return el("bdi", {}, marked(value));
      return bars && column[1] ? bar(value == null ? null : value * 1e3, null, null, write(value, column)) : write(value, column);
    },
  }));
  return sorted(one.t, columns, [...one.r[0].keys()]);
}
function sieve() {
  const wanted = $("filter").value.toLowerCase();
  const rows = all("#board tbody tr");
  rows.forEach((row) => (row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted)));
  $("found").textContent = wanted ? rows.filter((row) => !row.hidden).length + " of " + many(rows.length, "row") : "";
}

// Speed against quality: logarithmic time, and the front that nobody beats in both.
function scatter() {
  const points = data.f1.map((value, i) => [data.ms[i], value, i]).filter(([ms, value, i]) => ms && value != null && !data.control.includes(i));
  if (points.length < 2) return;
  $("speed").hidden = false;
  const width = 640, height = 346, left = 44, low = 42;
  const logs = points.map(([ms]) => Math.log10(ms));
  const from = Math.floor(Math.min(...logs)), to = Math.max(from + 1, Math.ceil(Math.max(...logs)));
  const values = points.map((point) => point[1] / 100);
  const top = Math.min(1, Math.ceil(Math.max(...values) + 0.3) / 10), bottom = Math.max(0, Math.floor(Math.min(...values) - 0.3) / 10);
  const x = (ms) => left + ((Math.log10(ms) - from) / (to - from)) * (width - left - 34);
  const y = (value) => 12 + ((top - value / 1e3) / (top - bottom)) * (height - low - 12);
  const parts = [];
  const write = (text, at, down, anchor) => draw("text", { x: at, y: down, "text-anchor": anchor }, text);
  for (let value = bottom; value <= top + 1e-9; value += 0.1) {
    const at = y(value * 1e3);
    parts.push(draw("path", { class: "rule", d: `M${left} ${at}H${width - 34}` }), write(value.toFixed(1), left - 6, at + 4, "end"));
  }
  for (let power = from; power <= to; power++) {
    const at = x(10 ** power);
    parts.push(draw("path", { class: "rule", d: `M${at} 12V${height - low}` }), write(10 ** power >= 1e3 ? 10 ** (power - 3) + " s" : 10 ** power + " ms", at, height - 8, "middle"));
  }
  const front = data.front.map((i) => [data.ms[i], data.f1[i], i]).filter(([ms]) => ms);
  parts.push(draw("path", { class: "front", d: front.map(([ms, value], n) => (n ? `H${x(ms)}V` : `M${x(ms)} `) + y(value)).join("") }));
  for (const [ms, value, i] of points) {
    const best = data.front.includes(i);
    const title = draw("title", {}, `${data.name[i]}: F1 ${figure(value)}, ${ms} ms`);
    parts.push(draw("circle", { class: best ? "best" : "dot", cx: x(ms), cy: y(value), r: best ? 5 : 4 }, title));
  }
  const taken = [];
  front.forEach(([ms, value], n) => {
    const free = [[-9, -8], [9, 14], [-9, 14], [9, -8], [0, -16], [0, 24]];
    const spots = free.map(([dx, dy]) => [x(ms) + dx, y(value) + dy]);
    const spot = spots.find(([a, b]) => taken.every(([c, d]) => Math.abs(a - c) > 12 || Math.abs(b - d) > 12)) || spots[0];
    taken.push(spot);
    parts.push(draw("text", { class: "number", x: spot[0], y: spot[1], "text-anchor": "middle" }, n + 1));
  });
  const label = `F1 against milliseconds a page of ${points.length} extractors; the numbered ones, in the table, are beaten by nobody in both.`;
  $("scatter").append(
    draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...parts),
    table("Beaten by nobody in both", [
      { h: "no.", cell: (n) => n + 1 },
      { h: "extractor", t: true, cell: (n) => el("bdi", {}, data.name[front[n][2]]) },
      { h: "ms", cell: (n) => time(front[n][0]) },
      { h: "F1", cell: (n) => figure(front[n][1]) },
    ], [...front.keys()]),
  );
}

function strata() {
  const every = data.strata;
  $("strata").hidden = !every.length;
  if (!every.length) return;
  const select = $("stratum");
  if (!select.length) options(select, every.map((one) => one.t));
  const one = every[select.value];
  $("groups").replaceChildren(given(one, true), el("p", { class: "note" }, one.n));
}

// Heat maps by kind. A cell opens the pages that it is made of.
function heat() {
  const every = data.heat.filter((one) => one.kinds.length);
  $("kinds").hidden = !every.length;
  if (!every.length) return;
  const select = $("heat");
  if (!select.length) options(select, every.map((one) => one.title));
  const one = every[select.value];
  const columns = [{ h: "extractor", t: true, cell: (e) => el("bdi", {}, marked(e)) }];
  one.kinds.forEach((kind, k) => {
    const cell = (e) => {
      const share = one.cells[k][e];
      const box = el("td", { class: "heat", "data-v": share ?? "-" });
      if (share) {
        const label = `${percent(share)}: ${kind}, ${data.name[e]}`;
        box.append(el("button", { type: "button", "aria-label": label, click: () => behind(one, k, e) }, percent(share)));
        box.style.setProperty("--p", share * 0.62 + "%");
      } else if (share == null) box.append("-");
      return box;
    };
    columns.push({ h: one.words ? `${kind} (${one.words[k]})` : kind, cell });
  });
  const box = sorted(one.title, columns, [...one.cells[0].keys()]);
  box.classList.add("slanted");
  $("cells").replaceChildren(el("p", {}, one.note), box);
}
// Pages that have a kind, with the share of its words that an extractor leaks or loses there in sixtieths.
function* pieces(one, k, e) {
  let n = 0;
  for (let i = 0; i < k; i++) n += one.on[i].length;
  let number = 0;
  for (const [i, gap] of one.on[k].entries()) {
    const page = data.pages[(number += gap)];
    const level = one.hits[e].charCodeAt(n + i) - 35, words = one.size?.[k][i];
    if (level) yield [page, level < 60 ? Math.max(1, Math.round((level * words) / 60)) : words, words];
  }
}
function behind(one, k, e) {
  const found = [];
  for (const [page, hits, words] of pieces(one, k, e)) {
    const f1 = cell(page, e, "f1");
    found.push(words ? [page, hits, `${words > 60 && hits < words ? "about " : ""}${hits} of ${many(words, "word")}`] : [page, 100 - f1, "F1 " + rough(f1)]);
  }
  found.sort((a, b) => b[1] - a[1]);
  const left = found.length > 500 ? el("p", {}, `And ${found.length - 500} more.`) : null;
  show(
    `${one.kinds[k]}, ${data.name[e]}`,
    el("p", {}, `${one.title}, on ${many(found.length, "page")}.`),
    el("ul", {}, ...found.slice(0, 500).map(([page, , text]) => el("li", {}, link(page.id, data.name[e], page.id), " " + text))),
    left,
  );
}

function failures() {
  if (!$("failed") || !data.failures.length) return;
  const columns = [
    { h: "extractor", t: true, cell: ([e]) => el("bdi", {}, marked(e)) },
    { h: "page", t: true, cell: ([e, p]) => link(data.pages[p].id, data.name[e], data.pages[p].id) },
    { h: "outcome", t: true, cell: ([e, p]) => data.pages[p].bad[e] },
    { h: "message", t: true, cell: ([, , message]) => el("bdi", {}, message) },
  ];
  $("failed").replaceChildren(sorted("The first " + many(data.failures.length, "failure"), columns, data.failures));
}

function show(title, ...content) {
  $("title").textContent = title;
  $("content").replaceChildren(...content.filter(Boolean));
  if (!$("dialog").open) $("dialog").showModal();
  $("dialog").scrollTop = 0;
}

// Pages against extractors, on a canvas that draws what is in sight.
const SIDE = 18, LABEL = 210, HEAD = 150;
const grid = { order: [], row: 0, column: 0, drawn: false };
// What the grid shows: mean and standard deviation of those that compete, and who is best.
function measure() {
  grid.figure = called($("shade").value);
  const { k, low } = grid.figure;
  for (const page of data.pages) {
    const all = [];
    let best = null;
    data.name.forEach((_, e) => {
      const value = cell(page, e, k);
      if (value == null || data.control.includes(e)) return;
      all.push(value);
      if (best == null || (low ? value < best : value > best)) [best, page.best] = [value, e];
    });
    if (best == null) page.best = null;
    page.mean = all.length ? all.reduce((a, b) => a + b) / all.length : null;
    page.spread = all.length ? Math.sqrt(all.reduce((a, b) => a + (b - page.mean) ** 2, 0) / all.length) : null;
  }
  arrange();
}
function arrange() {
  const wanted = $("find").value.toLowerCase();
  const by = $("order").value, side = grid.figure.low ? -1 : 1;
  const keys = { difficulty: (p) => (p.mean == null ? 1e3 : side * p.mean), disagreement: (p) => -(p.spread ?? -1) };
  grid.order = data.pages.filter((page) => (page.id + " " + page.about).toLowerCase().includes(wanted));
  if (keys[by]) grid.order.sort((a, b) => keys[by](a) - keys[by](b));
  grid.row = grid.column = 0;
  const across = data.name.length;
  $("sheet").style.width = LABEL + across * SIDE + "px";
  $("sheet").style.height = HEAD + grid.order.length * SIDE + "px";
  $("pane").style.height = `min(70vh, ${HEAD + grid.order.length * SIDE + 20}px)`;
  $("pane").scrollTop = 0;
  $("listed").textContent = many(grid.order.length, "page");
  const most = 200;
  $("rows").replaceChildren(
    sorted("Pages", [
      { h: "page", t: true, cell: (p) => link(p.id, data.name[p.best], p.id) },
      { h: "mean " + grid.figure.h, cell: (p) => rough(p.mean) },
      { h: "disagreement", cell: (p) => rough(p.spread) },
      { h: "best", t: true, cell: (p) => (p.best == null ? "-" : data.name[p.best]) },
      { h: "about", t: true, cell: (p) => p.about },
    ], grid.order.slice(0, most)),
    grid.order.length > most ? `The first ${most} of ${grid.order.length}.` : "",
  );
  paint();
}
function short(text, most) {
  return text.length <= most ? text : text.slice(0, most / 2 - 1) + "…" + text.slice(-most / 2);
}
function paint() {
  const pane = $("pane"), canvas = $("grid"), scale = devicePixelRatio || 1;
  const wide = pane.clientWidth, high = pane.clientHeight;
  canvas.width = wide * scale;
  canvas.height = high * scale;
  canvas.style.width = wide + "px";
  canvas.style.height = high + "px";
  const style = getComputedStyle(canvas);
  const ink = style.caretColor, ground = style.backgroundColor, hot = style.color;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, wide, high);
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  const right = pane.scrollLeft, down = pane.scrollTop;
  const label = wide < 600 ? 130 : LABEL;
  grid.label = label;
  const first = Math.floor(down / SIDE), last = Math.min(grid.order.length, Math.ceil((down + high) / SIDE));
  const start = Math.floor(right / SIDE), end = Math.min(data.name.length, Math.ceil((right + wide) / SIDE));
  for (let r = first; r < last; r++) {
    const page = grid.order[r], y = HEAD + r * SIDE - down;
    for (let c = start; c < end; c++) {
      const x = label + c * SIDE - right, value = cell(page, c, grid.figure.k);
      if (value != null) {
        pen.globalAlpha = 0.04 + 0.0096 * (grid.figure.low ? value : 100 - value);
        pen.fillStyle = hot;
        pen.fillRect(x, y, SIDE - 1, SIDE - 1);
        pen.globalAlpha = 1;
      }
      if (page.bad[c]) {
        pen.fillStyle = ink;
        pen.fillText("×", x + 5, y + SIDE / 2);
      }
    }
  }
  pen.fillStyle = ground;
  pen.fillRect(0, 0, label, high);
  pen.fillStyle = ink;
  for (let r = first; r < last; r++) pen.fillText(short(grid.order[r].id, label / 7), 4, HEAD + (r + 0.5) * SIDE - down, label - 8);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, wide, HEAD);
  pen.fillStyle = ink;
  for (let c = start; c < end; c++) {
    pen.save();
    pen.translate(label + (c + 0.5) * SIDE - right, HEAD - 6);
    pen.rotate(-Math.PI / 2);
    if (label + c * SIDE - right >= label - 2) pen.fillText(short(marked(c), 22), 0, 0, HEAD - 10);
    pen.restore();
  }
  pen.fillStyle = ground;
  pen.fillRect(0, 0, label, HEAD);
  if (document.activeElement == pane && grid.order.length) {
    const x = label + grid.column * SIDE - right, y = HEAD + grid.row * SIDE - down;
    pen.strokeStyle = ink;
    pen.lineWidth = 2;
    if (x >= label && y >= HEAD) pen.strokeRect(x, y, SIDE - 1, SIDE - 1);
  }
  grid.drawn = true;
}
function at(event) {
  const box = $("pane").getBoundingClientRect();
  const x = event.clientX - box.left, y = event.clientY - box.top;
  const column = Math.floor((x - grid.label + $("pane").scrollLeft) / SIDE), row = Math.floor((y - HEAD + $("pane").scrollTop) / SIDE);
  return x > grid.label && y > HEAD && grid.order[row] && column < data.name.length ? [row, column] : null;
}
function told(row, column) {
  const page = grid.order[row];
  if (!page) return "";
  return `${page.id}, ${data.name[column]}: ${grid.figure.h} ${rough(cell(page, column, grid.figure.k))}${page.bad[column] ? ", " + page.bad[column] : ""}`;
}
function walk(event) {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-20, 0], PageDown: [20, 0] };
  const step = steps[event.key];
  if (event.key == "Enter" || event.key == " ") open(grid.order[grid.row], grid.column);
  else if (!step) return;
  else {
    const within = (value, size) => Math.max(0, Math.min(size - 1, value));
    grid.row = within(grid.row + step[0], grid.order.length);
    grid.column = within(grid.column + step[1], data.name.length);
    const pane = $("pane"), high = pane.clientHeight - HEAD - SIDE, wide = pane.clientWidth - grid.label - SIDE;
    pane.scrollTop = Math.min(grid.row * SIDE, Math.max(pane.scrollTop, grid.row * SIDE - high));
    pane.scrollLeft = Math.min(grid.column * SIDE, Math.max(pane.scrollLeft, grid.column * SIDE - wide));
    $("cell").textContent = told(grid.row, grid.column);
    paint();
  }
  event.preventDefault();
}
function open(page, who) {
  if (page) location.hash = link(page.id, data.name[who], "").hash;
}

// A page in full: #page=...&extractor=...
async function route() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  if (!wanted.has("page")) return;
  const page = data.pages.find((one) => one.id == wanted.get("page"));
  const who = data.name.indexOf(wanted.get("extractor"));
  if (!page) return show("No such page", el("p", {}, "This report has no page of that name, or left it out."));
  const select = el("select", { id: "who", change: () => open(page, select.value) });
  select.append(...data.name.map((_, i) => el("option", { value: i, selected: i == who }, `${marked(i)} (${rough(cell(page, i, "f1"))})`)));
  if (who < 0) select.prepend(el("option", { selected: true, disabled: true }, "choose"));
  const facts = [["page", page.about], ["mean " + grid.figure.h, rough(page.mean)]];
  if (who >= 0) {
    const kinds = (part) => {
      const one = data.heat.find((some) => some.part == part);
      const here = (k) => pieces(one, k, who).find(([other]) => other == page);
      const some = one.kinds.map((kind, k) => [kind, here(k)]).filter(([, found]) => found);
      return some.map(([kind, [, hits, words]]) => (words ? `${kind} ${hits} of ${words}` : kind)).join(", ");
    };
    const figures = Object.keys(data.cells).map((name) => [called(name)?.h, cell(page, who, name)]);
    facts.push(["figures", figures.filter((one) => one[1] != null).map(([name, value]) => name + " " + rough(value)).join(", ")], ["outcome", page.bad[who] || "ok"]);
    facts.push(["message", data.failures.find(([e, p]) => e == who && data.pages[p] == page)?.[2]]);
    facts.push(["leaked words", kinds("leaks")], ["lost words", kinds("losses")], ["defects", kinds("defects")]);
  }
  const list = el("dl", {}, ...facts.filter((fact) => fact[1]).flatMap(([word, text]) => [el("dt", {}, word), el("dd", {}, el("bdi", {}, text))]));
  const view = el("div", { class: "view" });
  show(page.id, el("p", {}, el("label", { for: "who" }, "extractor "), select), list, view);
  const packed = (key) => all("script[data-key]").find((one) => one.dataset.key == key);
  const found = who < 0 ? null : packed(page.id + "\n" + data.name[who]);
  if (!found) return who < 0 || view.append(el("p", { class: "note" }, "The words of this page are not here. " + $("views").content.textContent));
  const { html, style, turns } = JSON.parse(await unpack(found));
  if (!view.isConnected) return;
  // The fragment was escaped before it was packed, the page written anew; the policy lets nothing in either run.
  view.innerHTML = html;
  const drawn = packed(page.id);
  if (!drawn) return;
  const srcdoc = coloured((await unpack(drawn)).replace(data.styled, () => style), turns);
  const frame = el("iframe", { class: "pv-frame", sandbox: "", referrerpolicy: "no-referrer", title: "The page as captured", srcdoc });
  const key = "On green: found. Struck through: lost. Underlined twice: leaked. A solid line: expected; dotted: noise, by its kind; dashed: optional.";
  view.append(el("details", { open: true }, el("summary", {}, "The page as captured"), el("p", { class: "note" }, key), frame));
}
// Cut the marks of which some words are there and others are not: [mark, characters missed, hit, missed, ...], white
// space not counted. The document is parsed without being shown: nothing in it runs or loads, here as in the frame.
function coloured(text, turns) {
  const page = new DOMParser().parseFromString(text, "text/html");
  page.documentElement.style.colorScheme = document.documentElement.dataset.theme || "";
  for (const [mark, ...lengths] of turns) {
    let turn = 0, left = lengths[0];
    for (const span of all(".m" + mark, page)) {
      const signs = [...span.textContent];
      const parts = [];
      let run = "";
      const cut = () => {
        if (run) parts.push(el("span", { class: turn % 2 ? "hit" : "miss" }, run));
        run = "";
      };
      for (let i = 0; i < signs.length; i++) {
        // A character that would turn the text stands there as its number: it was one.
        const sign = signs.slice(i, i + 3).join("") == "[U+" && signs[i + 7] == "]" ? signs.slice(i, (i += 7) + 1).join("") : signs[i];
        if (sign.trim()) {
          for (; !left && turn < lengths.length - 1; left = lengths[++turn]) cut();
          left--;
        }
        run += sign;
      }
      cut();
      span.replaceChildren(...parts);
    }
  }
  return "<!DOCTYPE html>" + page.documentElement.outerHTML;
}

function theme() {
  const dark = getComputedStyle(document.body).colorScheme == "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  repaint();
}
function repaint() {
  if (grid.drawn) requestAnimationFrame(paint);
}
async function start() {
  $("theme").onclick = theme;
  all("table.sort").forEach((one) => sortable(one));
  all(".live").forEach((one) => (one.hidden = false));
  if (!$("data")) return;
  data = JSON.parse(await unpack($("data")));
  data.f1 = called("f1")?.v;
  // Columns in the file, a page here.
  const { id, about, bad } = data.pages;
  data.pages = id.map((name, n) => ({ n, id: name, about: about[n], bad: bad[n] }));
  $("words").textContent = $("views").content.textContent;
  options($("metric"), data.figures.map((one) => one.h));
  $("metric").onchange = $("protocol").onchange = board;
  $("filter").oninput = sieve;
  board();
  if (data.f1) scatter();
  $("dialog").onclose = () => history.replaceState(null, "", "#");
  $("close").onclick = () => $("dialog").close();
  strata();
  heat();
  failures();
  $("stratum").onchange = strata;
  $("heat").onchange = heat;
  $("pages").hidden = !data.pages.length;
  if (data.pages.length) {
    const shades = Object.keys(data.cells).filter(called);
    $("shade").append(...shades.map((name) => el("option", { value: name }, called(name).h)));
    measure();
    $("shade").onchange = measure;
    $("order").onchange = $("find").oninput = arrange;
    const pane = $("pane");
    pane.onscroll = onresize = pane.onfocus = pane.onblur = repaint;
    pane.onkeydown = walk;
    pane.onmousemove = (event) => {
      const found = at(event);
      pane.title = found ? told(...found) : "";
    };
    pane.onclick = (event) => {
      const found = at(event);
      if (found) open(grid.order[found[0]], found[1]);
    };
    matchMedia("(prefers-color-scheme: dark)").onchange = repaint;
  }
  onhashchange = route;
  performance.mark("ready");
  document.documentElement.dataset.ready = "";
  route();
}
start();
