// Part of the page: see timeline-data.js.

// ---- drawing: the rows on the screen only --------------------------------------------------------------------------

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function span(track, className, start, end, title) {
  const left = Math.max(x(start), -4), right = Math.min(x(end), width + 4);
  if (right < -3 || left > width + 3) return;
  const part = make("span", className);
  part.style.left = left + "px";
  part.style.width = Math.max(right - left, 0) + "px";
  if (title) part.title = title;
  track.append(part);
}

function mark(track, at, sign, title) {
  const left = x(at);
  if (left < -4 || left > width + 4) return;
  const part = make("span", "mark", sign);
  part.style.left = left + "px";
  part.title = title;
  track.append(part);
}

const look_of = (row) => !row.state ? "missing" : row.state === "CANCELLING" ? "running" : row.state.toLowerCase();

function drawRow(row) {
  const element = make("div", "row " + look_of(row));
  element.id = "row-" + row.index;
  element.dataset.row = row.index;
  element.setAttribute("role", "treeitem");
  element.setAttribute("aria-level", row.depth + 1);
  element.setAttribute("aria-posinset", row.place);
  element.setAttribute("aria-setsize", row.parent < 0 ? outermost : rows[row.parent].parts);
  element.setAttribute("aria-selected", row.index === selected);
  element.setAttribute("aria-label", described(row));
  if (row.parts) element.setAttribute("aria-expanded", !collapsed.has(row.index));
  if (matched.has(row.index)) element.classList.add("match");
  element.style.top = lineOf[row.index] * rowHeight + "px";

  const label = make("span", "label");
  label.style.paddingLeft = Math.min(row.depth, 24) * 0.8 + 0.2 + "rem";
  label.title = row.name;
  label.append(
    make("span", "twisty", row.parts ? (collapsed.has(row.index) ? "▸" : "▾") : ""),
    make("span", "sign", SIGNS[row.state]),
    make("span", "name", row.name),
    make("span", "kind", row.kind.toLowerCase()));

  const track = make("span", "track");
  const bodyAt = row.pending < 0 ? row.end : Math.min(row.start + row.pending, row.end);
  if (bodyAt > row.start && row.pending >= 0) span(track, "pending", row.start, bodyAt, "not begun for " + duration(row.pending));
  span(track, "bar " + look_of(row) + (row.kind === "GROUP" ? " group" : ""), row.pending < 0 ? row.start : bodyAt, row.end, described(row));
  let drawnTo = -Infinity;
  for (const wait of row.waits) {
    // What is no wider than a pixel and inside of what is drawn would cost, and show nothing.
    const right = x(wait.end);
    if (right < drawnTo + 1 || right < 0) continue;
    if (x(wait.start) > width) break;
    span(track, "wait", wait.start, wait.end, "waits for " + wait.subject + (wait.holderName ? ", which '" + wait.holderName + "' has" : "") + ", " + duration(wait.end - wait.start));
    drawnTo = right;
  }
  // One that failed stops its own parts too; its state says that already.
  row.cancels.filter((cancel) => cancel.failed !== row.index).forEach((cancel) => mark(track, cancel.at, "⊘", "asked to stop"));
  row.timeouts.forEach((timeout) => mark(track, timeout.at, "◷", timeout.message || "time-out"));
  row.interrupts.forEach((interrupt) => mark(track, interrupt.at, " ⚡", "thread '" + interrupt.thread + "' interrupted"));
  element.append(label, track);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
const MOST_ARROWS = 400;

function drawArrows(first, last) {
  const svg = document.createElementNS(SVG, "svg");
  svg.id = "arrows";
  svg.setAttribute("aria-hidden", "true");
  svg.style.top = tree.scrollTop + "px";
  svg.style.left = space.clientWidth - width + "px";
  svg.setAttribute("width", width);
  svg.setAttribute("height", tree.clientHeight);
  const y = (line) => (line + 0.5) * rowHeight - tree.scrollTop;
  let drawn = 0;
  const arrow = (kind, fromRow, fromTime, toRow, toTime, title) => {
    const from = fromRow < 0 ? -1 : lineOf[fromRow], to = toRow < 0 ? -1 : lineOf[toRow];
    if (from < 0 || to < 0 || from === to || drawn >= MOST_ARROWS) return;
    if (Math.max(from, to) < first || Math.min(from, to) > last) return;
    const x1 = x(fromTime), x2 = x(toTime), y1 = y(from), down = to > from ? 1 : -1, y2 = y(to) - down * 4;
    if (Math.max(x1, x2) < 0 || Math.min(x1, x2) > width) return;
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("class", kind);
    line.setAttribute("d", `M${x1} ${y1}L${x2} ${y1 + down * Math.min(8, Math.abs(y2 - y1))}V${y2 - down * 5}`);
    line.dataset.from = fromRow;
    line.dataset.to = toRow;
    const head = document.createElementNS(SVG, "path");
    head.setAttribute("class", "head " + kind);
    head.setAttribute("d", `M${x2} ${y2}l-4 ${-down * 7}h8z`);
    svg.append(line, head);
    drawn++;
  };
  for (const cancel of cancels) {
    if (drawn >= MOST_ARROWS) break;
    if (cancel.failed >= 0) arrow("failure", cancel.failed, Math.min(rows[cancel.failed].end, cancel.at), cancel.row, cancel.at);
    else arrow("asked", cancel.asked, cancel.at, cancel.row, cancel.at);
  }
  rows[selected].waits.forEach((wait) => arrow("held", selected, wait.start, wait.holder, wait.start));
  space.append(svg);
}

function drawAxis() {
  axis.replaceChildren();
  const goal = ((view.to - view.from) / Math.max(width, 1)) * 110;
  const power = 10 ** Math.floor(Math.log10(goal));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= goal);
  for (let at = Math.ceil(view.from / step) * step; at < view.to; at += step) {
    const tick = make("span", "", at === 0 ? "0" : duration(at));
    tick.style.left = x(at) + "px";
    axis.append(tick);
  }
}

function drawNow() {
  drawing = 0;
  rowHeight = parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.75;
  space.style.height = lines.length * rowHeight + "px";
  width = Math.max(axis.clientWidth - (tree.offsetWidth - tree.clientWidth), 1);
  const first = Math.max(Math.floor(tree.scrollTop / rowHeight) - 2, 0);
  const last = Math.min(Math.ceil((tree.scrollTop + tree.clientHeight) / rowHeight) + 2, lines.length - 1);
  const shown = [];
  for (let line = first; line <= last; line++) shown.push(drawRow(rows[lines[line]]));
  // The one that a screen reader is told of has to exist.
  const line = lineOf[selected];
  if (line < first || line > last) shown.push(drawRow(rows[selected]));
  space.replaceChildren(...shown);
  tree.setAttribute("aria-activedescendant", "row-" + selected);
  drawArrows(first, last);
  drawAxis();
}

const draw = () => { drawing = drawing || requestAnimationFrame(drawNow); };
