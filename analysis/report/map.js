/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map: nodes and links once, then mobile nodes, radio links and tunnels
   for each instant. */
"use strict";

const MAP_WIDTH = 960;
const MAP_MARGIN = 56;
const NAMED_MOBILES = 12; /* with more, names would hide the map */

/* All that has a place: nodes, and corners of the mobile nodes' ways. */
function extentOfScene() {
  const box = { left: Infinity, right: -Infinity, low: Infinity, high: -Infinity };
  const take = (x, y) => {
    if (x === null || y === null) return;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.low = Math.min(box.low, y);
    box.high = Math.max(box.high, y);
  };
  for (const node of scene.map.nodes) take(node.x, node.y);
  for (const mobile of scene.mobile)
    for (let i = 0; i < mobile.path.length; i += 3)
      take(mobile.path[i + 1], mobile.path[i + 2]);
  return box;
}

/* From metres, y upwards, to the drawing.  A long narrow scene is stretched,
   at most by four. */
function projectionOf(box) {
  const wide = Math.max(box.right - box.left, 1);
  const high = Math.max(box.high - box.low, 1);
  const room = MAP_WIDTH - 2 * MAP_MARGIN;
  const scale = Math.min(room / wide, 380 / high);
  const sx = Math.min(room / wide, 4 * scale);
  const sy = Math.min(380 / high, 4 * scale);
  const left = MAP_MARGIN + (room - sx * wide) / 2;
  const height = Math.max(sy * high, 60) + 2 * MAP_MARGIN;
  return {
    height,
    x: (x) => left + sx * (x - box.left),
    y: (y) => height - MAP_MARGIN - sy * (y - box.low),
  };
}

const sceneMap = {
  svg: document.getElementById("map"),
  place: projectionOf(extentOfScene()),
  nodes: new Map(scene.map.nodes.map((node) => [node.name, node])),
  names: [], /* room that names take */

  point(node) {
    return { x: this.place.x(node.x), y: this.place.y(node.y) };
  },

  drawNode(layer, node) {
    const { x, y } = this.point(node);
    const shapes = {
      access: ["rect", { x: x - 7, y: y - 7, width: 14, height: 14 }],
      anchor: ["path", { d: `M${x} ${y - 9}L${x + 9} ${y}L${x} ${y + 9}L${x - 9} ${y}z` }],
    };
    const [name, attributes] =
      shapes[node.kind] ?? ["circle", { cx: x, cy: y, r: 6 }];
    layer.append(svgElement(name, { class: `node ${node.kind}`, ...attributes }));
    layer.lastChild.append(svgElement("title", {}, node.name));
    if (this.takeRoom(x, y - 17, node.name))
      layer.append(svgElement("text",
        { x, y: y - 13, "text-anchor": "middle", class: "halo" }, node.name));
  },

  /* Is there room for a name?  Those that come first have it. */
  takeRoom(x, y, name) {
    const half = 3.6 * name.length + 3;
    if (this.names.some((other) => Math.abs(other.y - y) < 13 &&
        Math.abs(other.x - x) < other.half + half)) return false;
    this.names.push({ x, y, half });
    return true;
  },

  drawGround() {
    const ground = svgElement("g", {});
    for (const [a, b] of scene.map.links) {
      const from = this.point(scene.map.nodes[a]);
      const to = this.point(scene.map.nodes[b]);
      ground.append(svgElement("line",
        { class: "link", x1: from.x, y1: from.y, x2: to.x, y2: to.y }));
    }
    for (const node of scene.map.nodes) this.drawNode(ground, node);
    this.tunnels = svgElement("g", { id: "tunnels" });
    this.mobiles = svgElement("g", { id: "mobiles" });
    this.svg.setAttribute("viewBox", `0 0 ${MAP_WIDTH} ${Math.round(this.place.height)}`);
    this.svg.replaceChildren(this.defs(), ground, this.tunnels, this.mobiles);
  },

  defs() {
    const defs = svgElement("defs", {});
    const head = svgElement("marker",
      { id: "tunnel-head", markerWidth: 12, markerHeight: 12, refX: 10,
        refY: 6, orient: "auto", markerUnits: "userSpaceOnUse" });
    head.append(svgElement("path", { class: "tunnel-head", d: "M0 1L11 6L0 11z" }));
    defs.append(head);
    return defs;
  },

  /* Beside its router if it has no coordinates. */
  mobilePoint(mobile, index, t) {
    const at = positionAt(mobile, t);
    if (at !== null) return this.point(at);
    const { last } = attachmentAt(mobile, t);
    const router = this.nodes.get(last);
    if (mobile.path.length > 0 || router === undefined) return null;
    const { x, y } = this.point(router);
    return { x: x + 17 * (index % 4) - 17, y: y + 30 + 15 * (Math.floor(index / 4) % 3) };
  },

  drawMobile(mobile, index, t) {
    const point = this.mobilePoint(mobile, index, t);
    if (point === null) return;
    const { x, y } = point;
    const { router } = attachmentAt(mobile, t);
    const group = svgElement("g", { "data-mobile": mobile.name, "data-router": router ?? "" });
    const gateway = this.nodes.get(router);
    if (gateway !== undefined) {
      const to = this.point(gateway);
      group.append(svgElement("line",
        { class: "radio", x1: x, y1: y, x2: to.x, y2: to.y }));
    }
    group.append(svgElement("path", {
      class: router === null ? "mobile away" : "mobile",
      d: `M${x} ${y - 7}L${x + 7} ${y + 6}L${x - 7} ${y + 6}z` }));
    group.append(svgElement("title", {},
      `${mobile.name}: ${router === null ? "not attached" : "at " + router}`));
    if (scene.mobile.length <= NAMED_MOBILES)
      group.append(svgElement("text", { x, y: y + 20, class: "halo", "text-anchor": "middle" },
        mobile.name));
    this.mobiles.append(group);
  },

  /* Tunnels between the same two are one line. */
  drawTunnels(t) {
    const pairs = new Map();
    for (const tunnel of tunnelsAt(t)) {
      const key = JSON.stringify([tunnel.anchor, tunnel.gateway]);
      if (!pairs.has(key)) pairs.set(key, []);
      pairs.get(key).push(tunnel);
    }
    for (const same of pairs.values()) this.drawTunnel(same);
  },

  /* Bent upwards, one way more than the other, so that both can be seen. */
  tunnelCurve(from, to) {
    const wide = to.x - from.x;
    const high = to.y - from.y;
    const length = Math.hypot(wide, high) || 1;
    const lift = Math.min(Math.max(0.2 * length, 24), 90) * (wide < 0 ? 1.4 : 1);
    const up = wide < 0 ? 1 : -1;
    const middle = {
      x: from.x + wide / 2 - up * lift * high / length,
      y: from.y + high / 2 + up * lift * wide / length,
    };
    const short = 11 / Math.hypot(to.x - middle.x, to.y - middle.y);
    const end = {
      x: to.x - (to.x - middle.x) * short,
      y: to.y - (to.y - middle.y) * short,
    };
    return { middle, end, length };
  },

  drawTunnel(same) {
    const from = this.point(this.nodes.get(same[0].anchor));
    const to = this.point(this.nodes.get(same[0].gateway));
    const { middle, end, length } = this.tunnelCurve(from, to);
    const group = svgElement("g", {
      "data-anchor": same[0].anchor, "data-gateway": same[0].gateway,
      "data-tunnels": same.length });
    const said = same.map((tunnel) =>
      `${tunnel.prefix} of ${scene.mobile[tunnel.mobile].name}`);
    group.append(svgElement("path", { class: "tunnel", "marker-end": "url(#tunnel-head)",
      d: `M${from.x} ${from.y}Q${middle.x} ${middle.y} ${end.x} ${end.y}` }));
    group.append(svgElement("title", {},
      `Tunnel ${same[0].anchor} to ${same[0].gateway}:\n${said.join("\n")}`));
    if (length > 120) group.append(svgElement("text",
      { class: "tunnel-name halo", x: (from.x + 2 * middle.x + to.x) / 4,
        y: (from.y + 2 * middle.y + to.y) / 4 + 4, "text-anchor": "middle" },
      same.length === 1 ? same[0].prefix : `${same.length} tunnels`));
    this.tunnels.append(group);
  },

  draw(t) {
    this.tunnels.replaceChildren();
    this.mobiles.replaceChildren();
    this.drawTunnels(t);
    scene.mobile.forEach((mobile, index) => this.drawMobile(mobile, index, t));
  },
};
