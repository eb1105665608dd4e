// What the other files ask of a syntax tree of Lezer.

import { parser } from "./vendor/lezer-python.js";

export const parse = (text) => parser.parse(text).topNode;

// A node's parts without comments.
export function children(node) {
  const found = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "Comment") {
      found.push(child);
    }
  }
  return found;
}

export function unwrapped(node) {
  while (node?.name === "ParenthesizedExpression") {
    node = children(node).find((child) => !"()".includes(child.name));
  }
  return node;
}

// Parts between commas, or another mark.
export function split(nodes, ...marks) {
  const parts = [[]];
  for (const node of nodes) {
    if (marks.includes(node.name)) {
      parts.push([]);
    } else {
      parts.at(-1).push(node);
    }
  }
  return parts.filter((part) => part.length);
}

export const isAttribute = (node) => node?.name === "MemberExpression" && node.lastChild.name === "PropertyName";

// A number. The grammar takes `1.` and `1.e5` for an attribute of 1.
export const isNumber = (node) =>
  node?.name === "Number" || (node?.name === "MemberExpression" && node.firstChild.name === "Number");

// One side of an assignment: { node }, or { items } where it is a tuple, with brackets or without.
export function asItem(nodes) {
  const inner = nodes.length === 1 ? unwrapped(nodes[0]) : null;
  if (inner?.name === "TupleExpression") {
    return { items: split(children(inner).slice(1, -1), ",").map(asItem) };
  }
  if (nodes[0].name === "[") {
    return { items: split(nodes.slice(1, -1), ",").map(asItem) };
  }
  if (nodes.some((node) => node.name === ",")) {
    return { items: split(nodes, ",").map(asItem) };
  }
  const star = nodes[0].name === "*";
  return { node: unwrapped(nodes[star ? 1 : 0]) ?? nodes[0], star };
}

export class Text {
  constructor(text) {
    this.text = text;
    this.starts = [0];
    for (let place = text.indexOf("\n"); place >= 0; place = text.indexOf("\n", place + 1)) {
      this.starts.push(place + 1);
    }
  }

  of(node) {
    return this.text.slice(node.from, node.to);
  }

  // Line and column of a place; a line's number is that of the last line that begins before it.
  place(offset) {
    let [low, high] = [0, this.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      [low, high] = this.starts[middle] <= offset ? [middle, high] : [low, middle];
    }
    return [low + 1, offset - this.starts[low]];
  }
}
