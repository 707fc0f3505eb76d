/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recorded run, and what it says of an instant.  Times are seconds. */
"use strict";

const scene = JSON.parse(document.getElementById("scene").textContent);

/* How many of the n times are not after t: timeOf(i) ascends. */
function countUntil(n, timeOf, t) {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(middle) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Where a mobile node is; null while it is out of the area or has no
   coordinates. */
function positionAt(mobile, t) {
  const path = mobile.path;
  const n = path.length / 3;
  const i = countUntil(n, (k) => path[3 * k], t) - 1;
  if (i < 0 || path[3 * i + 1] === null) return null;
  const here = { x: path[3 * i + 1], y: path[3 * i + 2] };
  if (i + 1 >= n || path[3 * i + 4] === null) return here;
  const span = path[3 * i + 3] - path[3 * i];
  const part = span > 0 ? (t - path[3 * i]) / span : 1;
  return {
    x: here.x + part * (path[3 * i + 4] - here.x),
    y: here.y + part * (path[3 * i + 5] - here.y),
  };
}

/* {router, last}: whom it is attached to (null: nobody), and was before. */
function attachmentAt(mobile, t) {
  const i = countUntil(mobile.at.length, (k) => mobile.at[k][0], t) - 1;
  if (i < 0) return { router: null, last: null };
  let last = null;
  for (let k = i; k >= 0 && last === null; k--) last = mobile.at[k][1];
  return { router: mobile.at[i][1], last };
}

function tunnelsAt(t) {
  return scene.tunnels.filter(
    (tunnel) => tunnel.from <= t && (tunnel.to === null || t < tunnel.to));
}

/* Faults that hold at some time from t to end; their ends, too. */
function faultsWithin(t, end) {
  return scene.events.filter((event) => event.t <= end &&
    (event.kind === "fault" ? event.until === null || event.until >= t
      : event.kind === "mended" && event.t >= t));
}

/* Index of the latest handover that has begun, -1 before the first. */
function handoverAt(t) {
  return countUntil(scene.handovers.length, (i) => scene.handovers[i].t, t) - 1;
}

/* "Handover 2 of mn: ar1 to ar2, completed" */
function handoverText(handover) {
  const name = scene.mobile[handover.mobile].name;
  if (handover.number === 0)
    return `Attachment of ${name} to ${handover.to}, ${handover.outcome}`;
  return `Handover ${handover.number} of ${name}: ` +
    `${handover.from ?? "nowhere"} to ${handover.to ?? "nowhere"}, ` +
    handover.outcome;
}

/* An SVG element with attributes and text. */
function svgElement(name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes))
    element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}
