// One pass through the small network, node by node: forward to the loss, then the gradients back.

import { stepsOf } from "./backward_steps.js";
import { network } from "./network.js";
import { button, choice, element, slider, TITLES, VOICES, words } from "./parts.js";

const LAYERS = ["x", "z", "hidden", "logits", "p", "loss"];
const START = "The inputs are given. Press Next, or move the slider.";

export function draw(stage, data) {
  const { value, gradient } = data.pytorch;
  let example = 0;
  let steps = stepsOf(data.pytorch, example);
  const drawing = network({ ...sizesOf(value), loss: 1 });
  const said = element("div", { class: "said", ariaLive: "polite" });
  const back = button("Back", () => move.move(move.place - 1));
  const next = button("Next", () => move.move(move.place + 1));
  const move = slider({ label: "Step", most: steps.length, told: (place) => told(place, steps), moved: () => show() });
  const examples = choice("Example", { 0: "the first", 1: "the second" }, (chosen) => {
    example = Number(chosen);
    steps = stepsOf(data.pytorch, example);
    move.tell();
  });
  stage.append(
    element("div", { class: "controls" }, examples, move.box, element("span", { class: "buttons" }, back, next)),
    element("div", { class: "pair" }, drawing.svg, said),
  );

  function show() {
    const place = move.place;
    const step = steps[place - 1];
    const done = steps.slice(0, place);
    for (const layer of LAYERS) {
      listed(value[layer][example]).forEach((number, at) => {
        const known = layer === "x" || done.some((each) => passed(each, "forward", layer, at));
        const slope = done.some((each) => passed(each, "back", layer, at)) ? gradient[layer][example][at] : undefined;
        const now = step && !step.matrix && step.layer === layer && step.place === at;
        drawing.write(layer, at, known ? number : undefined, slope, now ? `now ${step.way}` : known ? "known" : "");
      });
    }
    drawing.light(step ?? {});
    back.disabled = place === 0;
    next.disabled = place === steps.length;
    said.replaceChildren(...(step ? spoken(step, data, example) : [element("p", {}, START)]));
  }
  move.tell();
}

const listed = (value) => [value].flat();
const passed = (step, way, layer, at) => step.way === way && step.layer === layer && step.place === at;
const sizesOf = (value) => Object.fromEntries(LAYERS.map((layer) => [layer, listed(value[layer][0]).length]));

function told(place, steps) {
  const step = steps[place - 1];
  return step ? `${place} of ${steps.length}: ${step.way === "back" ? "back to" : "forward to"} ${step.title}` : "start";
}

// What is said of a step: its rule, the rule with numbers, and what each framework recorded.
function spoken(step, data, example) {
  const results = VOICES.map((voice) => resultOf(step, data[voice], example));
  const same = results[0] === results[1];
  const lines = same ? [["both", "Both frameworks", results[0]]] : VOICES.map((voice, at) => [voice, TITLES[voice], results[at]]);
  const heading = step.way === "back" && !step.matrix ? `d ${step.title}` : step.title;
  return [
    element("p", { class: "heading" }, `${heading}, ${step.way === "back" ? "backward" : "forward"}`),
    element("p", {}, element("code", {}, step.rule)),
    element("p", { class: "filled" }, step.filled),
    ...lines.map(([voice, title, result]) =>
      element("p", { class: `result ${voice}` }, element("span", {}, title), element("code", {}, result)),
    ),
  ];
}

function resultOf({ way, layer, place, matrix }, { value, gradient }, example) {
  if (matrix) {
    return listed(gradient[layer].map((row) => listed(row).map((number) => words(number)).join("  "))).join("\n");
  }
  return words(listed((way === "back" ? gradient : value)[layer][example])[place]);
}
