/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts map, chart and player together. */
"use strict";

let shownHandover = -1;

function showHandover(index) {
  shownHandover = index;
  chart.show(index);
  chart.mark(player.at);
}

function tellNow(t) {
  const standing = tunnelsAt(t).length;
  const index = handoverAt(t);
  const latest = index < 0 ? "" : `${handoverText(scene.handovers[index])}. `;
  const faults = faultsWithin(t, t)
    .filter((event) => event.kind === "fault" && event.until !== t)
    .map((event) => `Fault: ${event.text}. `);
  document.getElementById("now").textContent = latest + faults.join("") +
    (standing === 1 ? "1 tunnel stands." : `${standing} tunnels stand.`);
}

function showTime(t) {
  sceneMap.draw(t);
  tellNow(t);
  if (shownHandover >= 0) chart.mark(t);
}

/* To the next handover that begins after the present one, or before it. */
function jump(step) {
  const begins = [...new Set(scene.handovers.map((handover) => handover.t))];
  const later = begins.filter((t) => t > player.at);
  const earlier = begins.filter((t) => t < player.at);
  const t = step > 0 ? later[0] : earlier.at(-1);
  if (t === undefined) return;
  player.go(t);
  showHandover(handoverAt(t));
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("select, button, summary, textarea")) return;
  const keys = {
    " ": () => player.button.click(),
    ",": () => jump(-1),
    ".": () => jump(1),
  };
  if (!Object.hasOwn(keys, event.key)) return;
  keys[event.key]();
  event.preventDefault();
}

function begin() {
  const leftOut = document.getElementById("left-out");
  for (const sentence of scene.left_out) {
    const item = document.createElement("li");
    item.textContent = sentence;
    leftOut.append(item);
  }
  sceneMap.drawGround();
  chart.list();
  player.begin();
  player.onTime = showTime;
  chart.onPick = (t) => player.go(t);
  chart.choice.addEventListener("change", () => {
    const index = Number(chart.choice.value);
    player.go(scene.handovers[index].t);
    showHandover(index);
  });
  document.getElementById("previous").addEventListener("click", () => jump(-1));
  document.getElementById("next").addEventListener("click", () => jump(1));
  document.addEventListener("keydown", pressed);
  player.go(0);
  const first = scene.handovers.findIndex((handover) => handover.number > 0);
  if (scene.handovers.length > 0) showHandover(Math.max(first, 0));
}

begin();
