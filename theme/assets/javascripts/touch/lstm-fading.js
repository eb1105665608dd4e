// What a fresh layer keeps of its cell state over twelve steps, at the forget bias that the reader sets.

import { chart } from "./chart.js";
import { element, KINDS, slider, TITLES, VOICES, words } from "./parts.js";

const DEFAULTS = { 0: "0, about what PyTorch draws", 1: "1, as Keras sets it" };

export function draw(stage, data) {
  const biases = data.pytorch.table.head.slice(1); // a column for each, behind the number of steps
  const last = data.pytorch.table.rows.length - 1;
  const drawing = chart({
    title: "How much of the cell state is left, step by step",
    x: [0, last],
    y: [0, 100],
    xTicks: [0, 3, 6, 9, 12],
    yTicks: [0, 50, 100],
    xLabel: "steps after the stroke",
    tell: (value) => `${value} %`,
  });
  for (const place of biases.keys()) {
    for (const voice of VOICES) {
      drawing.line(`${voice} ghost`)(column(data[voice], place));
    }
  }
  const lines = Object.fromEntries(VOICES.map((voice) => [voice, drawing.line(`${voice} ${KINDS[voice]}`)]));
  const left = Object.fromEntries(VOICES.map((voice) => [voice, element("dd")]));
  const legend = element("dl", { class: "legend large" }, ...VOICES.map((voice) =>
    element("div", { class: `${voice} ${KINDS[voice]}` }, element("dt", {}, TITLES[voice]), left[voice]),
  ));
  const bias = slider({
    label: "Forget bias",
    most: biases.length - 1,
    start: biases.indexOf("1"),
    told: (place) => DEFAULTS[biases[place]] ?? biases[place].replace("-", "−"),
    moved(place) {
      for (const voice of VOICES) {
        const points = column(data[voice], place);
        lines[voice](points);
        left[voice].textContent = `${words(points[last][1], 2)} % left after twelve steps`;
      }
      drawing.point(last);
    },
  });
  stage.append(
    element("div", { class: "controls" }, bias.box),
    element("div", { class: "pair" }, drawing.svg, legend),
  );
  bias.tell();
}

const column = ({ table }, place) => table.rows.map((row) => [row[0], row[place + 1]]);
