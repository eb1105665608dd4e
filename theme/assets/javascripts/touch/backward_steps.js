// The steps of one pass through the small network, forward and back: at each the node, the rule, and the rule with the
// recorded numbers put in. No result is computed here: it is looked up behind them.

import { words } from "./parts.js";

const LAYERS = { z: "z", hidden: "hidden", logits: "logit", x: "x", p: "p" };
const DIGITS = "₀₁₂₃";
export const name = (layer, place) => `${LAYERS[layer]}${DIGITS[place + 1]}`;
const each = (values, step) => values.map((value, place) => step(value, place));
const sum = (terms) => terms.join(" + ");
const bracketed = (value) => (value < 0 ? `(${words(value)})` : words(value));
const product = (one, other) => `${words(one)} · ${bracketed(other)}`;

/** Return the steps for one example; `recorded` is one framework's `value` and `gradient`. */
export function stepsOf({ value, gradient }, example) {
  const [x, z, hidden, logits, p] = ["x", "z", "hidden", "logits", "p"].map((layer) => value[layer][example]);
  const [dx, dz, dHidden, dLogits] = ["x", "z", "hidden", "logits"].map((layer) => gradient[layer][example]);
  const label = value.label[example];
  const node = (way, layer, place, rule, filled) => ({ way, layer, place, title: name(layer, place), rule, filled });
  const whole = (layer, rule, why) => ({ way: "back", layer, title: `d ${layer}`, rule, filled: why, matrix: true });

  return [
    ...each(z, (_, unit) =>
      node("forward", "z", unit, "z = x W₁ + b₁",
        sum([...each(x, (input, place) => product(input, value.w1[place][unit])), bracketed(value.b1[unit])]))),
    ...each(hidden, (_, unit) => node("forward", "hidden", unit, "hidden = max(z, 0)", `max(${words(z[unit])}, 0)`)),
    ...each(logits, (_, k) =>
      node("forward", "logits", k, "logits = hidden W₂ + b₂",
        sum([...each(hidden, (unit, place) => product(unit, value.w2[place][k])), bracketed(value.b2[k])]))),
    ...each(p, (_, k) =>
      node("forward", "p", k, "p = exp(logit) / Σ exp(logits)",
        `exp(${words(logits[k])}) / (${logits.map((logit) => `exp(${words(logit)})`).join(" + ")})`)),
    { way: "forward", layer: "loss", place: 0, title: "loss", rule: "loss = −log p(label)",
      filled: `the label is ${label + 1}, so −log ${words(p[label])}` },
    ...each(dLogits, (_, k) =>
      node("back", "logits", k, "(p − one-hot) / B, softmax and logarithm together",
        `(${words(p[k])} − ${k === label ? 1 : 0}) / ${value.x.length}`)),
    whole("w2", "hiddenᵀ · d logits", "Each weight multiplied a hidden value. Both examples are summed."),
    whole("b2", "the sum of d logits", "It was added to every example, so it takes the sum over both."),
    ...each(dHidden, (_, unit) =>
      node("back", "hidden", unit, "d logits · W₂ᵀ", sum(each(dLogits, (d, k) => product(d, value.w2[unit][k]))))),
    ...each(dz, (_, unit) =>
      node("back", "z", unit, "d hidden where z > 0, else 0",
        z[unit] > 0 ? `z is ${words(z[unit])}, so ${words(dHidden[unit])} passes` : `z is ${words(z[unit])}: blocked`)),
    whole("w1", "xᵀ · d z", "As for W₂. A unit that was off in both examples has a column of zeros."),
    whole("b1", "the sum of d z", "As for b₂."),
    ...each(dx, (_, input) =>
      node("back", "x", input, "d z · W₁ᵀ", sum(each(dz, (d, unit) => product(d, value.w1[input][unit]))))),
  ].map((step) => ({ ...step, sources: sourcesOf(step) }));
}

// From which layer a step takes its numbers: the lines into the node, or those back to it.
function sourcesOf({ way, layer }) {
  const forward = { z: "x", hidden: "z", logits: "hidden", p: "logits", loss: "p" };
  const back = { logits: "p", hidden: "logits", z: "hidden", x: "z", w2: "logits", b2: "logits", w1: "z", b1: "z" };
  return (way === "forward" ? forward : back)[layer];
}
