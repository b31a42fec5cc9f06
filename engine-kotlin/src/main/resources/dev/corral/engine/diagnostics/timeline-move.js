// Part of the page: see timeline-data.js.

// ---- the details ---------------------------------------------------------------------------------------------------

function link(index, text) {
  if (index < 0) return document.createTextNode(text);
  const button = make("button", "link", text);
  button.type = "button";
  button.addEventListener("click", () => select(index));
  return button;
}

function showDetail(row) {
  const list = make("dl");
  const line = (term, ...what) => {
    const value = make("dd");
    value.append(...what);
    list.append(make("dt", "", term), value);
  };
  line("Kind", row.kind ? row.kind.toLowerCase() : "?");
  line("State", WORDS[row.state]);
  if (row.parent >= 0) line("Part of", link(row.parent, rows[row.parent].name));
  line("Began", duration(row.start) + (row.found ? ", or before: it was there when it was first recorded" : ""));
  line(row.state === "RUNNING" || row.state === "CANCELLING" ? "Until" : "Ended", duration(row.end));
  line("Took", duration(row.end - row.start));
  line("Pending", row.pending < 0 ? (row.found ? "not known" : "its body did not begin") : duration(row.pending));
  if (row.thread) line("Thread", row.thread);
  if (row.parts) line("Parts", String(row.parts));
  if (row.failureClass) line("Failure", row.failureClass + (row.failureMessage ? ": " + row.failureMessage : ""));
  if (row.failedFirst >= 0 && row.failedFirst !== row.index) line("It was of", link(row.failedFirst, rows[row.failedFirst].name));
  const parts = [make("h2", "", called(row)), list];
  const section = (title, items) => {
    if (!items.length) return;
    const all = make("ol");
    items.slice(0, 100).forEach((item) => {
      const entry = make("li");
      entry.append(...item);
      all.append(entry);
    });
    parts.push(make("h3", "", title + (items.length > 100 ? " (the first 100 of " + items.length + ")" : "")), all);
  };
  section("Asked to stop", row.cancels.map((cancel) => {
    const text = ["at " + duration(cancel.at) + ", by a request to ", link(cancel.asked, cancel.askedName || "?")];
    if (cancel.failureClass) text.push(", because of " + cancel.failureClass + (cancel.failureMessage ? ": " + cancel.failureMessage : ""));
    if (cancel.failed >= 0) text.push(" in ", link(cancel.failed, rows[cancel.failed].name));
    return text;
  }));
  section("Time-outs", row.timeouts.map((timeout) => ["at " + duration(timeout.at) + ": " + (timeout.message || "")]));
  section("Interrupts", row.interrupts.map((interrupt) => ["at " + duration(interrupt.at) + ", thread '" + interrupt.thread + "'"]));
  section("Waits", row.waits.map((wait) => {
    const text = [wait.subject, ", " + duration(wait.end - wait.start) + (wait.over ? "" : " and on") + " from " + duration(wait.start)];
    if (wait.thread) text.push(", on thread '" + wait.thread + "'");
    if (wait.holderName) text.push(", had by ", link(wait.holder, wait.holderName));
    if (wait.holders > 1) text.push(" and " + (wait.holders - 1) + " more");
    return text;
  }));
  if (row.site.length) parts.push(make("h3", "", "Begun at"), make("pre", "", row.site.map((at) => data.frames[at]).join("\n")));
  detail.replaceChildren(...parts);
  detail.scrollTop = 0;
}

// ---- moving about --------------------------------------------------------------------------------------------------

function unfold(index) {
  let changed = false;
  for (let at = rows[index].parent; at >= 0; at = rows[at].parent) changed = collapsed.delete(at) || changed;
  if (changed) arrange();
}

function select(index, isQuiet) {
  unfold(index);
  selected = index;
  const top = lineOf[index] * rowHeight;
  if (top < tree.scrollTop) tree.scrollTop = top;
  else if (top + rowHeight > tree.scrollTop + tree.clientHeight) tree.scrollTop = top + rowHeight - tree.clientHeight;
  showDetail(rows[index]);
  if (!isQuiet) byId("announced").textContent = described(rows[index]) + ", level " + (rows[index].depth + 1);
  draw();
}

function move(by) {
  const line = Math.min(Math.max(lineOf[selected] + by, 0), lines.length - 1);
  select(lines[line]);
}

function fold(index, isFolded) {
  if (!rows[index].parts) return;
  if (isFolded) collapsed.add(index);
  else collapsed.delete(index);
  arrange();
  if (lineOf[selected] < 0) select(index);
  byId("announced").textContent = called(rows[index]) + (isFolded ? " collapsed" : " expanded");
  draw();
}

function focusOn(row) {
  const room = Math.max((row.end - row.start) * 0.05, 50);
  look(row.start - room, row.end + room);
}

function left() {
  const row = rows[selected];
  if (row.parts && !collapsed.has(selected)) fold(selected, true);
  else if (row.parent >= 0) select(row.parent);
}

function right() {
  if (collapsed.has(selected)) fold(selected, false);
  else if (rows[selected].parts) select(selected + 1);
}

// ---- search --------------------------------------------------------------------------------------------------------

const search = byId("search");

function find() {
  const wanted = search.value.trim().toLowerCase();
  matches = wanted ? rows.filter((row) => row.name.toLowerCase().includes(wanted)).map((row) => row.index) : [];
  matched = new Set(matches);
  byId("matches").textContent = !wanted ? "" : matches.length === 0 ? "none" : matches.length + " found";
  draw();
}

function nextMatch(by) {
  if (!matches.length) return;
  const after = by > 0 ? matches.findIndex((index) => index > selected) : matches.findLastIndex((index) => index < selected);
  const at = after >= 0 ? after : by > 0 ? 0 : matches.length - 1;
  select(matches[at]);
  byId("matches").textContent = at + 1 + " of " + matches.length;
}

search.addEventListener("input", find);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") nextMatch(event.shiftKey ? -1 : 1);
  else if (event.key === "Escape") tree.focus();
  else return;
  event.preventDefault();
});
byId("next").addEventListener("click", () => nextMatch(1));

// ---- keys, wheel, pointer ------------------------------------------------------------------------------------------

const page = () => Math.max(Math.floor(tree.clientHeight / rowHeight) - 1, 1);
const help = () => {
  const keys = byId("keys");
  keys.hidden = !keys.hidden;
  byId("help").setAttribute("aria-expanded", !keys.hidden);
  draw();
};
const KEYS = {
  ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1),
  ArrowLeft: left, ArrowRight: right, h: () => pan(-0.1), l: () => pan(0.1),
  Home: () => move(-Infinity), End: () => move(Infinity), PageDown: () => move(page()), PageUp: () => move(-page()),
  "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: showAll,
  Enter: () => focusOn(rows[selected]), n: () => nextMatch(1), N: () => nextMatch(-1),
  "/": () => search.focus(), "?": help,
  f: () => {
    const row = rows[selected];
    const first = row.failedFirst >= 0 ? row.failedFirst : (row.cancels.find((cancel) => cancel.failed >= 0) || { failed: -1 }).failed;
    if (first >= 0) select(first);
  },
};
const PANS = { ArrowLeft: -0.1, ArrowRight: 0.1 };

tree.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.shiftKey && PANS[event.key]) pan(PANS[event.key]);
  else if (Object.hasOwn(KEYS, event.key)) KEYS[event.key]();
  else return;
  event.preventDefault();
});

const timeAt = (clientX) => view.from + ((clientX - axis.getBoundingClientRect().left) / width) * (view.to - view.from);

tree.addEventListener("wheel", (event) => {
  const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? tree.clientHeight : 1;
  if (event.ctrlKey) zoom(Math.exp(event.deltaY * unit * 0.002), timeAt(event.clientX));
  else if (event.shiftKey) pan(((event.deltaX || event.deltaY) * unit) / width);
  else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan((event.deltaX * unit) / width);
  else return;
  event.preventDefault();
}, { passive: false });

let drag = null;
tree.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || !event.target.closest(".track")) return;
  drag = { x: event.clientX, y: event.clientY, from: view.from, to: view.to, top: tree.scrollTop, moved: false };
});
window.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
  if (!drag.moved && Math.hypot(dx, dy) < 4) return;
  drag.moved = true;
  const by = (dx / width) * (drag.to - drag.from);
  tree.scrollTop = drag.top - dy;
  look(drag.from - by, drag.to - by);
});
let justDragged = false;
const drop = () => {
  justDragged = drag !== null && drag.moved;
  drag = null;
};
window.addEventListener("pointerup", drop);
window.addEventListener("pointercancel", drop);

tree.addEventListener("click", (event) => {
  const element = event.target.closest(".row");
  if (!element || justDragged) return;
  const index = Number(element.dataset.row);
  if (event.target.closest(".twisty") && rows[index].parts) fold(index, !collapsed.has(index));
  else select(index);
});
tree.addEventListener("dblclick", (event) => {
  const element = event.target.closest(".row");
  if (element) focusOn(rows[Number(element.dataset.row)]);
});
tree.addEventListener("scroll", draw, { passive: true });

byId("zoom-in").addEventListener("click", () => zoom(0.5));
byId("zoom-out").addEventListener("click", () => zoom(2));
byId("zoom-all").addEventListener("click", showAll);
byId("help").addEventListener("click", help);

// ---- light and dark ------------------------------------------------------------------------------------------------

const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
const sayTheme = () => byId("theme").setAttribute("aria-pressed", isDark());
byId("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  sayTheme();
});
system.addEventListener("change", sayTheme);

// ---- to begin with -------------------------------------------------------------------------------------------------

const count = (state) => rows.filter((row) => row.state === state).length;
const live = count("RUNNING") + count("CANCELLING");
byId("summary").textContent =
  rows.length + " rows over " + duration(data.length) + " from " + new Date(data.start).toLocaleString() + ": " +
  count("COMPLETED") + " completed, " + count("FAILED") + " failed, " + count("CANCELLED") + " cancelled, " + live + " had not ended";
sayTheme();
arrange();
select(0, true);
new ResizeObserver(draw).observe(tree);
drawNow();
