// The rehearsal epoch by epoch: both curves, and the held-out digits that are still read wrongly.

import { chart } from "./chart.js";
import { element, KINDS, shape, slider, TITLES, VOICES, words } from "./parts.js";
import { DARKEST, SIDE } from "./reading.js";

export function draw(stage, data) {
  const rows = data.pytorch.table.rows;
  const last = rows.length;
  const heldOut = data.pytorch.held_out;
  const shared = { x: [1, last], xTicks: [1, 4, 8, 12], xLabel: "epoch", height: 160 };
  const loss = chart({ ...shared, title: "The loss of each epoch", y: [0, 1.8], yTicks: [0, 0.6, 1.2, 1.8] });
  const right = chart({ ...shared, title: "Digits read correctly", y: [180, heldOut], yTicks: [180, 220, heldOut] });
  const values = VOICES.map(() => element("dd"));
  VOICES.forEach((voice) => {
    const column = (place) => data[voice].table.rows.map((row) => [row[0], row[place]]);
    loss.line(`${voice} ${KINDS[voice]}`)(column(1));
    right.line(`${voice} ${KINDS[voice]}`)(column(2));
  });
  const legend = element("dl", { class: "legend" }, ...VOICES.map((voice, place) =>
    element("div", { class: `${voice} ${KINDS[voice]}` }, element("dt", {}, TITLES[voice]), values[place]),
  ));
  const digits = everWrong(data).map(digit);
  const count = element("p", { class: "said-last", ariaLive: "polite" });
  const epoch = slider({ label: "Epoch", least: 1, most: last, told: (at) => `${at} of ${last}`, moved: (at) => show(at) });

  stage.append(
    element("div", { class: "controls" }, epoch.box),
    legend,
    element("div", { class: "pair" }, titled("Loss", loss.svg), titled("Right, of those held out", right.svg)),
    count,
    element("ul", { class: "digits", tabIndex: 0, ariaLabel: "Digits that were misread" }, ...digits.map((each) => each.box)),
  );

  function show(at) {
    loss.point(at);
    right.point(at);
    VOICES.forEach((voice, place) => {
      const [, lost, correct] = data[voice].table.rows[at - 1];
      values[place].textContent = `loss ${words(lost)}, right ${correct} of ${heldOut}`;
    });
    const wrong = digits.filter((each) => each.show(at)).length;
    count.textContent = `Still wrong after epoch ${at}: ${wrong}`;
  }
  epoch.tell();
}

const titled = (title, svg) => element("div", {}, element("p", { class: "told" }, title), svg);

// The digits that either framework ever read wrongly, those first that stay wrong longest.
function everWrong(data) {
  const found = new Map();
  for (const voice of VOICES) {
    for (const { place, written, read, pixels } of data[voice].wrong) {
      const one = found.get(place) ?? { written, pixels, read: {} };
      one.read[voice] = read;
      found.set(place, one);
    }
  }
  const lastWrong = ({ written, read }) =>
    Math.max(...Object.values(read).map((answers) => answers.findLastIndex((answer) => answer !== written)));
  return [...found.values()].sort((one, other) => lastWrong(other) - lastWrong(one));
}

function digit({ written, pixels, read }) {
  const cells = pixels.flatMap((level, place) =>
    level
      ? [shape("rect", { x: place % SIDE, y: Math.floor(place / SIDE), width: 1.05, height: 1.05, opacity: level / DARKEST })]
      : [],
  );
  const svg = shape("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" }, ...cells);
  const said = element("span");
  const box = element("li", {}, svg, said);
  return {
    box,
    /** Show how it is read after this epoch; return whether that is wrong. */
    show(epoch) {
      const answers = VOICES.map((voice) => read[voice]?.[epoch - 1] ?? written);
      const wrong = answers.some((answer) => answer !== written);
      const both = answers[0] === answers[1];
      box.className = wrong ? "wrong" : "";
      said.textContent = wrong ? `${written} → ${both ? answers[0] : answers.join(" or ")}` : String(written);
      box.ariaLabel = wrong ? `a written ${written}, read as ${both ? answers[0] : answers.join(" or ")}` : `a ${written}, right`;
      box.role = "listitem";
      return wrong;
    },
  };
}
