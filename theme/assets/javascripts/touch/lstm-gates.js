// The LSTM's gates, cell and hidden state at each step, of one unit or the mean of all.

import { chart } from "./chart.js";
import { choice, element, slider, TITLES, VOICES, words } from "./parts.js";

const NAMES = ["input", "forget", "output", "cell", "hidden"]; // as the columns of the table behind the step
const GATES = 3;
const STROKE = [8, 15];
const KINDS = ["dashed", "full", "dotted", "full", "dashed"]; // as in the still picture
const VIEWS = { mean: "the mean of all units", one: "the unit that holds most" };

export function draw(stage, data) {
  const steps = data.pytorch.table.rows.length;
  const scores = Object.fromEntries(VOICES.map((voice) => [voice, scoreOf(data[voice])]));
  const reach = reachOf(Object.values(scores));
  const time = slider({ label: "Time step", most: steps - 1, start: STROKE[1], told: whatHappens, moved: () => show() });
  let view = "mean";

  const panels = VOICES.map((voice) => panel(voice, scores[voice], reach, steps));
  const views = choice("Show", VIEWS, (chosen) => {
    view = chosen;
    show();
  });
  stage.append(
    element("div", { class: "controls" }, views, time.box),
    element("div", { class: "pair" }, ...panels.map((each) => each.box)),
  );

  function show() {
    panels.forEach((each) => each.show(view, time.place));
  }
  time.tell();
}

const scoreOf = ({ table, unit, one }) => ({ unit, mean: table.rows.map((row) => row.slice(1)), one });

// From the lowest to the highest state, so that both frameworks and both views have one scale.
function reachOf(scores) {
  const states = scores.flatMap(({ mean, one }) => [...mean, ...one].flatMap((values) => values.slice(GATES)));
  return [Math.floor(Math.min(...states)), Math.ceil(Math.max(...states))];
}

function whatHappens(step) {
  if (step < STROKE[0]) {
    return `${step}: noise, before the stroke`;
  }
  return step > STROKE[1] ? `${step}: noise, ${step - STROKE[1]} after the stroke` : `${step}: the stroke`;
}

function panel(voice, score, reach, steps) {
  const shared = { x: [0, steps - 1], xTicks: [0, 8, 15, 27], band: STROKE, xLabel: "time step" };
  const title = TITLES[voice];
  const gates = chart({ ...shared, title: `${title}: three gates over time`, y: [0, 1], yTicks: [0, 0.5, 1] });
  const states = chart({
    ...shared,
    title: `${title}: cell and hidden state over time`,
    y: reach,
    yTicks: [...new Set([reach[0], 0, reach[1]])],
    tell: (value) => words(value, 0),
  });
  const lines = NAMES.map((name, place) => (place < GATES ? gates : states).line(`${voice} ${KINDS[place]}`));
  const values = NAMES.map(() => element("dd"));
  const legend = (from, to) =>
    element("dl", { class: "legend" }, ...NAMES.slice(from, to).map((name, place) =>
      element("div", { class: KINDS[from + place] }, element("dt", {}, name), values[from + place]),
    ));
  const caption = element("p", { class: "caption" });
  const box = element(
    "div",
    { class: `panel ${voice}` },
    caption, legend(0, GATES), gates.svg, legend(GATES), states.svg,
  );

  return {
    box,
    show(view, step) {
      const rows = score[view];
      caption.textContent = view === "one" ? `${title}, unit ${score.unit}` : title;
      lines.forEach((move, place) => move(rows.map((row, at) => [at, row[place]])));
      gates.point(step);
      states.point(step);
      values.forEach((value, place) => (value.textContent = words(rows[step][place])));
    },
  };
}
