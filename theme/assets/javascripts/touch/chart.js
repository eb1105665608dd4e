// A small chart of lines with a cursor that moves along its horizontal axis.

import { set, shape } from "./parts.js";

const WIDTH = 340;
const LEFT = 34;
const RIGHT = 10;
const TOP = 12;
const BOTTOM = 34;

/**
 * Return an empty chart. `x` and `y` are [least, most]; `ticks` name places on the axes; `band` shades part of `x`.
 * Its letters are as large as the page's small print, since it is drawn at about its own size.
 */
export function chart({ title, x, y, xTicks, yTicks, xLabel, height = 190, band, tell = String }) {
  const right = WIDTH - RIGHT;
  const bottom = height - BOTTOM;
  const across = (value) => LEFT + ((value - x[0]) / (x[1] - x[0])) * (right - LEFT);
  const up = (value) => bottom - ((value - y[0]) / (y[1] - y[0])) * (bottom - TOP);
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": title });
  if (band) {
    const [from, to] = band.map(across);
    svg.append(shape("rect", { class: "band", x: from, y: TOP, width: to - from, height: bottom - TOP }));
  }
  for (const value of yTicks) {
    svg.append(shape("line", { class: "grid", x1: LEFT, x2: right, y1: up(value), y2: up(value) }));
    svg.append(shape("text", { class: "tick", x: LEFT - 6, y: up(value) + 4, "text-anchor": "end" }, tell(value)));
  }
  for (const value of xTicks) {
    svg.append(shape("text", { class: "tick", x: across(value), y: bottom + 15, "text-anchor": "middle" }, String(value)));
  }
  svg.append(shape("text", { class: "axis", x: (LEFT + right) / 2, y: height - 4, "text-anchor": "middle" }, xLabel));
  const cursor = shape("line", { class: "cursor", y1: TOP, y2: bottom });
  const dots = [];
  svg.append(cursor);

  return {
    svg,
    /** Add a line through the points [x, y] and return a function that moves it. */
    line(className) {
      const path = shape("path", { class: `line ${className}` });
      const dot = shape("circle", { class: `dot ${className}`, r: 3.5 });
      svg.append(path, dot);
      let points = [];
      dots.push((place) => {
        const point = points.find(([at]) => at === place);
        set(dot, point ? { cx: across(point[0]), cy: up(point[1]), visibility: "visible" } : { visibility: "hidden" });
      });
      return (moved) => {
        points = moved;
        set(path, { d: `M${points.map(([at, value]) => `${across(at).toFixed(1)} ${up(value).toFixed(1)}`).join("L")}` });
      };
    },
    /** Move the cursor, and the dot of each line, to this place. */
    point(place) {
      set(cursor, { x1: across(place), x2: across(place) });
      for (const dot of dots) {
        dot(place);
      }
    },
  };
}
