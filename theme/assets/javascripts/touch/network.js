// The small network as a drawing: columns of nodes with a value in each circle and its gradient below, lines between.

import { set, shape, words } from "./parts.js";

const COLUMNS = { x: 24, z: 84, hidden: 144, logits: 204, p: 264, loss: 316 };
const WORDS = { x: "input", z: "z", hidden: "hidden", logits: "logits", p: "p", loss: "loss" };
const HEIGHT = 262;
const RADIUS = 20;
const SPREAD = 84; // between two nodes of a column

/** Return the drawing of a network whose layers have these sizes. */
export function network(sizes) {
  const svg = shape("svg", { viewBox: `0 0 340 ${HEIGHT}`, role: "img", "aria-label": "The network with its values" });
  const middle = (layer, place) => HEIGHT / 2 + 8 + (place - (sizes[layer] - 1) / 2) * SPREAD;
  const lines = [];
  const nodes = {};
  const layers = Object.keys(COLUMNS);

  layers.slice(1).forEach((layer, place) => {
    const before = layers[place];
    for (let from = 0; from < sizes[before]; from += 1) {
      for (let to = 0; to < sizes[layer]; to += 1) {
        if (layer !== "hidden" || from === to) {
          const ends = { x1: COLUMNS[before], y1: middle(before, from), x2: COLUMNS[layer], y2: middle(layer, to) };
          const line = shape("line", { class: "edge", ...ends });
          lines.push({ line, before, from, layer, to });
          svg.append(line);
        }
      }
    }
  });
  for (const layer of layers) {
    svg.append(shape("text", { class: "axis", x: COLUMNS[layer], y: 14, "text-anchor": "middle" }, WORDS[layer]));
    nodes[layer] = Array.from({ length: sizes[layer] }, (_, place) => node(COLUMNS[layer], middle(layer, place)));
    svg.append(...nodes[layer].map(({ group }) => group));
  }

  return {
    svg,
    /** Write a node's value and gradient, nothing for what isn't known yet; `state` is its class. */
    write(layer, place, value, gradient, state) {
      const { group, number, slope } = nodes[layer][place];
      number.textContent = value === undefined ? "" : words(value);
      slope.textContent = gradient === undefined ? "" : words(gradient);
      group.setAttribute("class", `node ${state}`);
    },
    /** Show the lines by which a step takes its numbers. */
    light({ way, layer, place, sources }) {
      for (const { line, before, from, layer: after, to } of lines) {
        const into = before === sources && after === layer && to === place;
        const backTo = way === "back" && before === layer && after === sources && from === place;
        set(line, { class: into || backTo ? `edge lit ${way}` : "edge" });
      }
    },
  };
}

function node(x, y) {
  const number = shape("text", { class: "number", x, y: y + 4, "text-anchor": "middle" });
  const slope = shape("text", { class: "slope", x, y: y + RADIUS + 14, "text-anchor": "middle" });
  const group = shape("g", { class: "node" }, shape("circle", { cx: x, cy: y, r: RADIUS }), number, slope);
  return { group, number, slope };
}
