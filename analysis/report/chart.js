/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sequence chart of a handover: as dmmsim trace draws it. */
"use strict";

const CHART = { margin: 12, time: 92, way: 72, head: 62, row: 30, note: 22, letter: 6.3 };

const chart = {
  box: document.getElementById("chart"),
  choice: document.getElementById("handover"),
  onPick: () => {},

  list() {
    scene.handovers.forEach((handover, i) => {
      const option = new Option(
        `${handover.t.toFixed(3)} s  ${handoverText(handover)}`, String(i));
      this.choice.append(option);
    });
  },

  /* Columns are those who take part. */
  show(index) {
    const own = scene.events.filter((event) => event.handover === index);
    const faults = own.length === 0 ? [] : faultsWithin(
      Math.min(...own.map((event) => event.t)),
      Math.max(...own.map((event) => Math.max(event.t, event.until ?? event.t))));
    const shown = new Set([...own, ...faults]);
    this.events = scene.events.filter((event) => shown.has(event));
    const parts = new Set(own.flatMap((event) => [event.from, event.to]));
    this.columns = scene.entities.map((_, i) => i).filter((i) => parts.has(i));
    this.choice.value = String(index);
    const room = this.box.clientWidth - 2 * CHART.margin - CHART.time - CHART.way;
    this.pitch = Math.max(105, Math.min(190, Math.floor(room / this.columns.length)));
    this.width = 2 * CHART.margin + CHART.time + CHART.way +
      Math.max(this.columns.length, 1) * this.pitch;
    this.draw();
  },

  x(entity) {
    return CHART.margin + CHART.time +
      (this.columns.indexOf(entity) + 0.5) * this.pitch;
  },

  isArrow(event) {
    return event.to !== null && event.to !== event.from;
  },

  draw() {
    const rows = [];
    let y = CHART.head;
    for (const event of this.events) {
      const height = this.isArrow(event) ? CHART.row : CHART.note;
      rows.push(this.row(event, y, height));
      y += height;
    }
    const bottom = y + 10;
    const svg = svgElement("svg", {
      width: this.width, height: bottom + CHART.margin, role: "img",
      viewBox: `0 0 ${this.width} ${bottom + CHART.margin}`,
      "aria-label": "Message sequence chart of the chosen handover" });
    svg.append(...rows.map((row) => row.hit), ...this.heads(bottom),
      ...rows.map((row) => row.group));
    this.rows = rows;
    this.box.replaceChildren(svg);
  },

  heads(bottom) {
    const heads = [
      svgElement("text", { class: "scale", x: CHART.margin + CHART.time - 14, y: 46 }, "time/s"),
      svgElement("text", { class: "scale", x: this.width - CHART.margin, y: 46 }, "way/ms")];
    for (const entity of this.columns) {
      const x = this.x(entity);
      const { role, name } = scene.entities[entity];
      heads.push(
        svgElement("text", { class: "head", x, y: 30 }, role),
        svgElement("text", { class: "name", x, y: 46 }, name),
        svgElement("line", { class: "lifeline", x1: x, y1: 54, x2: x, y2: bottom }));
    }
    return heads;
  },

  row(event, top, height) {
    const y = top + height - 8;
    const group = svgElement("g", { class: "row", "data-kind": event.kind,
      "data-text": event.text, "data-time": event.t });
    const hit = svgElement("rect", { class: "hit", x: CHART.margin, y: y - height + 9,
      width: this.width - 2 * CHART.margin, height });
    const under = svgElement("g", { class: "row" });
    under.append(hit);
    group.append(svgElement("text",
      { class: "scale", x: CHART.margin + CHART.time - 14, y: y + 4 },
      event.t.toFixed(6)));
    if (event.from === null) this.divider(group, event, y);
    else if (this.isArrow(event)) this.arrow(group, event, y);
    else this.note(group, event, y);
    for (const part of [group, under])
      part.addEventListener("click", () => this.onPick(event.t));
    return { group, hit: under, t: event.t };
  },

  label(event) {
    if (event.lost === null) return event.text;
    return `${event.text}, ${event.until === null ? "" : "lost: "}${event.lost}`;
  },

  arrow(group, event, y) {
    const from = this.x(event.from);
    const to = this.x(event.to);
    const side = to > from ? 1 : -1;
    const lost = event.lost !== null || (event.kind === "message" && event.until === null);
    const end = lost ? (from + to) / 2 : to - side;
    const kind = lost ? "lost" : event.kind;
    group.append(svgElement("line",
      { class: `arrow ${kind}`, x1: from, y1: y, x2: lost ? end : end - side * 6, y2: y }));
    group.append(lost
      ? svgElement("path", { class: "cross",
        d: `M${end - 5} ${y - 5}L${end + 5} ${y + 5}M${end + 5} ${y - 5}L${end - 5} ${y + 5}` })
      : svgElement("path", { class: `tip ${kind}`,
        d: `M${end} ${y}L${end - side * 9} ${y - 4}L${end - side * 9} ${y + 4}z` }));
    const text = this.label(event);
    const half = text.length * CHART.letter / 2;
    const left = CHART.margin + CHART.time + half;
    const right = this.width - CHART.margin - CHART.way - half;
    const x = Math.max(left, Math.min(right, (from + to) / 2));
    group.append(svgElement("text", { class: `label halo ${kind}`, x, y: y - 6 }, text));
    if (event.kind === "message" && event.until !== null)
      group.append(svgElement("text", { class: "scale", x: this.width - CHART.margin, y: y + 4 },
        ((event.until - event.t) * 1e3).toFixed(3)));
  },

  note(group, event, y) {
    const x = this.x(event.from);
    const fits = x + 9 + event.text.length * CHART.letter <
      this.width - CHART.margin - CHART.way;
    group.append(svgElement("circle", { class: `dot ${event.kind}`, cx: x, cy: y, r: 4 }));
    group.append(svgElement("text", { class: "note halo", x: fits ? x + 9 : x - 9, y: y + 4,
      "text-anchor": fits ? "start" : "end" }, event.text));
  },

  /* Across all columns: what is about none of them. */
  divider(group, event, y) {
    const left = CHART.margin + CHART.time;
    const right = this.width - CHART.margin - CHART.way;
    group.append(svgElement("line", { class: "divider", x1: left, y1: y, x2: right, y2: y }),
      svgElement("text", { class: "label halo", x: (left + right) / 2, y: y + 4 }, event.text));
  },

  /* Marks the latest row that is not after t. */
  mark(t) {
    const i = countUntil(this.rows.length, (k) => this.rows[k].t, t + 1e-9) - 1;
    this.rows.forEach((row, k) => row.hit.classList.toggle("current", k === i));
  },
};
