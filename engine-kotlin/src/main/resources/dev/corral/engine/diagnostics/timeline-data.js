"use strict";
// The page is made by dev.corral.engine.diagnostics.Timeline. Everything in the data is a stranger's text: it is only
// ever set as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);

// ---- what is shown -------------------------------------------------------------------------------------------------

const SIGNS = { COMPLETED: "✓", FAILED: "✗", CANCELLED: "⊘", RUNNING: "…", CANCELLING: "…", "": "?" };
const WORDS = {
  COMPLETED: "completed", FAILED: "failed", CANCELLED: "cancelled",
  RUNNING: "had not ended", CANCELLING: "asked to stop, had not ended", "": "not recorded",
};
const rows = data.rows.map(([id, parent, depth, kind, name, state, start, end, pending, thread, failureClass,
  failureMessage, failedFirst, found, site], index) => ({
  index, id, parent, depth, kind, name, state, start, end, pending, thread, failureClass, failureMessage,
  failedFirst, found, site, waits: [], cancels: [], timeouts: [], interrupts: [], parts: 0, place: 1,
}));
const named = (kind, row, at) => row >= 0 && rows[row][kind].push(at);
data.waits.forEach(([row, start, end, subject, holder, holderName, holders, thread, over]) =>
  named("waits", row, { start, end, subject, holder, holderName, holders, thread, over }));
const cancels = data.cancels.map(([row, at, asked, askedName, failed, failureClass, failureMessage]) =>
  ({ row, at, asked, askedName, failed, failureClass, failureMessage }));
cancels.forEach((cancel) => named("cancels", cancel.row, cancel));
data.timeouts.forEach(([row, at, message]) => named("timeouts", row, { at, message }));
data.interrupts.forEach(([row, at, thread]) => named("interrupts", row, { at, thread }));
let outermost = 0;
rows.forEach((row) => {
  row.place = row.parent < 0 ? ++outermost : ++rows[row.parent].parts;
  row.waits.sort((a, b) => a.start - b.start);
});

function duration(nanos) {
  const sign = nanos < 0 ? "−" : "";
  const n = Math.abs(nanos);
  const digits = (value, unit) => sign + (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)) + " " + unit;
  if (n < 1e3) return sign + n.toFixed(0) + " ns";
  if (n < 1e6) return digits(n / 1e3, "µs");
  if (n < 1e9) return digits(n / 1e6, "ms");
  if (n < 120e9) return digits(n / 1e9, "s");
  return sign + Math.floor(n / 60e9) + " min " + Math.round((n % 60e9) / 1e9) + " s";
}

const called = (row) => row.kind.toLowerCase() + " '" + row.name + "'";

function described(row) {
  const parts = [called(row), WORDS[row.state], duration(row.end - row.start)];
  if (row.waits.length) parts.push("waits for " + row.waits[row.waits.length - 1].subject);
  if (row.failureClass) parts.push(row.failureClass);
  return parts.join(", ");
}

// ---- which part of it is shown -------------------------------------------------------------------------------------

const byId = (id) => document.getElementById(id);
const tree = byId("tree"), space = byId("space"), axis = byId("axis"), detail = byId("detail");
const margin = Math.max(1, data.length * 0.01);
const view = { from: -margin, to: data.length + margin };
const collapsed = new Set();
let lines = [];          // indices of the rows that are not inside a collapsed one
let lineOf = [];         // where each row is among them; -1 if it is not
let selected = 0;
let matches = [];
let matched = new Set();
let rowHeight = 28;
let width = 1;
let drawing = 0;

function arrange() {
  lines = [];
  lineOf = new Array(rows.length).fill(-1);
  let hiddenBelow = Infinity;
  for (const row of rows) {
    if (row.depth > hiddenBelow) continue;
    hiddenBelow = collapsed.has(row.index) ? row.depth : Infinity;
    lineOf[row.index] = lines.length;
    lines.push(row.index);
  }
  space.style.height = lines.length * rowHeight + "px";
}

const x = (time) => ((time - view.from) / (view.to - view.from)) * width;

function look(from, to) {
  const shortest = Math.max(100, data.length / 1e7);
  const length = Math.min(Math.max(to - from, shortest), (data.length + 2 * margin) * 2);
  const middle = Math.min(Math.max((from + to) / 2, 0), data.length);
  view.from = middle - length / 2;
  view.to = middle + length / 2;
  draw();
}

function zoom(factor, at = (view.from + view.to) / 2) {
  look(at - (at - view.from) * factor, at + (view.to - at) * factor);
}

const pan = (share) => look(view.from + (view.to - view.from) * share, view.to + (view.to - view.from) * share);
const showAll = () => look(-margin, data.length + margin);
