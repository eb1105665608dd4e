// What a call is given, as far as it is written out. The twin of counterpoint/source/reading/arguments.py.

import { children, isAttribute, isNumber, split, unwrapped } from "./nodes.js";

export const ANYTHING = "...";
const DTYPES = new Set(
  "float16 bfloat16 float32 float64 half float double int8 int16 int32 int64 uint8 long int bool complex64".split(" "),
);
const ESCAPES = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"', "\n": "" };

// The parts of an argument list: { star, name, nodes } each; a generator's parts are its nodes.
export function givenIn(list, text) {
  const inside = children(list).slice(1, -1);
  if (inside.some((node) => node.name === "for")) {
    return [{ star: "", name: "", nodes: inside }];
  }
  return split(inside, ",").map((nodes) => {
    const star = ["*", "**"].includes(nodes[0].name) ? nodes[0].name : "";
    const named = nodes[1]?.name === "AssignOp" && text.of(nodes[1]) === "=";
    return { star, name: named ? text.of(nodes[0]) : "", nodes: nodes.slice(star ? 1 : named ? 2 : 0) };
  });
}

export function readArguments(list, text) {
  const [positional, keywords] = [[], new Map()];
  for (const { star, name, nodes } of givenIn(list, text)) {
    const value = nodes.length === 1 ? literal(nodes[0], text) : ANYTHING;
    if (name) {
      keywords.set(name, value);
    } else if (!star) {
      positional.push(value);
    }
  }
  return { positional, keywords };
}

function literal(node, text) {
  node = unwrapped(node);
  if (node.name === "UnaryExpression" && text.of(node.firstChild) === "-") {
    const inner = unwrapped(node.lastChild);
    return isNumber(inner) ? number(text.of(inner), "-") : ANYTHING;
  }
  if (isNumber(node)) {
    return number(text.of(node), "");
  }
  if (node.name === "Boolean" || node.name === "None") {
    return text.of(node);
  }
  if (node.name === "String" || node.name === "ContinuedString") {
    return string(node, text);
  }
  if (isAttribute(node) && DTYPES.has(text.of(node.lastChild))) {
    return `name ${text.of(node.lastChild)}`;
  }
  return ANYTHING;
}

function number(written, sign) {
  written = written.replaceAll("_", "");
  if (/j$/i.test(written)) {
    return ANYTHING;
  }
  const whole = /^(\d+|0[xob].*)$/i.test(written);
  return `${whole ? "int" : "float"} ${sign}${Number(written)}`;
}

function string(node, text) {
  const parts = node.name === "String" ? [node] : children(node);
  if (parts.some((part) => part.name !== "String" || /^[a-z]*b/i.test(text.of(part)))) {
    return ANYTHING;
  }
  return `text ${parts.map((part) => content(text.of(part))).join("")}`;
}

function content(written) {
  const [, prefix, quote] = /^([a-z]*)("""|'''|"|')/i.exec(written);
  const inside = written.slice(prefix.length + quote.length, -quote.length);
  return /r/i.test(prefix) ? inside : inside.replace(/\\([ntr\\'"\n])/g, (_, letter) => ESCAPES[letter]);
}
