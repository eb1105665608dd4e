// Chooses the rows of the dictionary that tell of a call. The twin of counterpoint/recordings/rows_for_calls.py.

import { ANYTHING, readArguments } from "./arguments.js";
import { last, owner } from "./knowledge.js";
import { Text, children, isAttribute, parse, unwrapped } from "./nodes.js";
import { callSites } from "./statements.js";

const [TENSOR, MODULE] = ["torch.Tensor", "torch.nn.Module"];
const MOST_OTHERS = 3; // further rows that are named with the one chosen
const FAR = 6; // as far as a row is that doesn't call the name itself
const UNSURE = 0.25;
const CALLED = /(?<![\w.])([A-Za-z_][\w.]*)\(/g;
const SAME_ARGUMENT = new Map(Object.entries({ dim: "axis", dims: "axis", keepdim: "keepdims", input: "x" }));
export const OTHER = { pytorch: "tensorflow", tensorflow: "pytorch" };

export const voiceOf = (name) => (name.startsWith("torch.") ? "pytorch" : "tensorflow");

export class RowsForCalls {
  constructor(rows, known) {
    this.known = known;
    this.named = new Map();
    this.read = new Map();
    for (const row of rows) {
      const names = Object.keys(OTHER).flatMap((voice) => [...namesIn(row, voice, known)]);
      for (const name of new Set(names.map((one) => known.spelt(one)))) {
        this.named.set(name, [...(this.named.get(name) ?? []), row]);
      }
    }
  }

  chosen(site) {
    const ranked = this.keys(site.name).flatMap(([key, shift]) =>
      (this.named.get(key) ?? []).map((row) => this.rank(row, site, key, shift)),
    );
    if (!ranked.length) {
      return null;
    }
    const here = voiceOf(site.name);
    const plain = (row) => row.row.split("_").length;
    const order = ({ distance, row }) => [distance, plain(row), row[here].length];
    ranked.sort((one, other) => difference(order(one), order(other)));
    const { row, about, remedied, asWritten } = ranked[0];
    const others = new Map(
      ranked.slice(1).filter((one) => one.about && one.row !== row).map((one) => [one.row.address, one.row]),
    );
    return { row, about, remedied, asWritten, others: [...others.values()].slice(0, MOST_OTHERS) };
  }

  keys(name) {
    const [above, method] = [owner(name), last(name)];
    const keys = new Map([[name, 0]]);
    const tensor = `${name.startsWith("torch.") ? "torch" : "tf"}.Tensor`;
    const add = (key, shift) => keys.has(key) || keys.set(key, shift);
    if (/^\p{Lu}/u.test(last(above)) && (above === tensor || !this.known.owner(tensor, method))) {
      add(`${tensor}.${method}`, 0);
    }
    if (above === "torch") {
      add(`${tensor}.${method}`, -1);
    }
    if (above === "torch.Tensor") {
      add(`torch.${method}`, 1);
      if (method.endsWith("_")) {
        add(`${tensor}.${method.replace(/_+$/, "")}`, 0);
        add(`torch.${method.replace(/_+$/, "")}`, 1);
      }
    }
    return [...keys].map(([key, shift]) => [this.known.spelt(key), shift]);
  }

  rank(row, site, key, shift) {
    const here = voiceOf(site.name);
    const method = last(key);
    const calls = this.calls(row[here], method);
    const others = row[`${here}_calls`].length - 1;
    const named = letters(row.row).includes(letters(method));
    const outermost = calls.some((one) => one.outermost);
    const about = calls.length > 0 && (named || outermost || others === 0);
    const more = 2 * Math.min(others, 3) + (key !== site.name) + 2 * !named + !outermost;
    if (site.by === "instance") {
      const fewest = calls.length ? Math.min(...calls.map((one) => one.given.keywords.size)) : FAR;
      return { row, about, remedied: false, asWritten: true, distance: more + fewest };
    }
    const distances = calls.map((one) => apart(one.given, site.given, shift));
    const own = distances.length ? Math.min(...distances) : FAR;
    const remedies = this.calls(row[`${here}_as_${OTHER[here]}`], method).filter((one) => calls.length || one.outermost);
    const remedied = own > 0 && remedies.some((one) => apart(one.given, site.given, shift) === 0);
    const distance = more + (remedied ? 0 : own);
    return { row, about: about || remedied, remedied, asWritten: own === 0, distance };
  }

  // Each call in an expression whose name ends so.
  calls(expression, method) {
    if (!expression.includes(method)) {
      return [];
    }
    const key = `${method} ${expression}`;
    if (!this.read.has(key)) {
      this.read.set(key, callsIn(expression, method));
    }
    return this.read.get(key);
  }
}

function* namesIn(row, voice, known) {
  const text = voice === "pytorch" && row.pytorch_value.includes("'"); // no tensor of PyTorch holds one: a method of `str`
  for (const name of row[`${voice}_calls`]) {
    const ofModule = `${MODULE}.${last(name)}`;
    if (owner(name) !== TENSOR) {
      yield name;
    } else if (!text) {
      yield known.owner(MODULE, last(name)) && read(row[voice], known).has(ofModule) ? ofModule : name;
    }
  }
  for (const [, chain] of row[`${voice}_as_${OTHER[voice]}`].matchAll(CALLED)) {
    const [first, ...rest] = chain.split(".");
    const usual = known.usual(voice, first);
    if (usual) {
      yield [usual, ...rest].join(".");
    }
  }
}

// The names of an expression of PyTorch, its objects' classes told apart: rows list all as the tensor's.
function read(expression, known) {
  const { sites } = callSites(`import torch\nfrom torch import nn\n${expression}`, known);
  return new Set(sites.map((site) => site.name));
}

function callsIn(expression, method) {
  const text = new Text(expression);
  const tree = parse(expression);
  const first = children(tree)[0];
  const isOne = first?.name === "ExpressionStatement" && children(first).length === 1;
  const whole = isOne ? unwrapped(first.firstChild) : null;
  const outer = [whole, whole?.name === "CallExpression" ? unwrapped(whole.firstChild) : null].filter(Boolean);
  const found = [];
  tree.cursor().iterate((reference) => {
    if (reference.name !== "CallExpression") {
      return;
    }
    const { node } = reference;
    const callee = unwrapped(node.firstChild);
    if (text.of(isAttribute(callee) ? callee.lastChild : callee) === method) {
      const outermost = outer.some((one) => one.from === node.from && one.to === node.to && one.name === node.name);
      found.push({ outermost, given: readArguments(node.lastChild, text) });
    }
  });
  return found;
}

const difference = (one, other) => one.map((value, place) => value - other[place]).find(Boolean) ?? 0;
const letters = (name) => name.toLowerCase().replace(/^reduce_/, "").replaceAll("_", "").replace(/[123]d$/, "");

// Counts in how many arguments two calls differ; a name weighs more than a value.
function apart(row, call, shift) {
  const [one, other] = [row, call].map(
    ({ keywords }) => new Map([...keywords].map(([name, value]) => [SAME_ARGUMENT.get(name) ?? name, value])),
  );
  let found = 0;
  for (const [name, value] of one) {
    found += other.has(name) ? differ(value, other.get(name)) : 3;
  }
  found += 3 * [...other.keys()].filter((name) => !one.has(name)).length;
  found += Math.abs(row.positional.length - call.positional.length - shift);
  const given = call.positional.slice(Math.max(-shift, 0));
  for (const [place, value] of row.positional.slice(Math.max(shift, 0)).entries()) {
    found += place >= given.length || value.startsWith("int ") ? 0 : differ(value, given[place]);
  }
  return found;
}

// 1 where two arguments differ, and a little where the call's isn't known.
function differ(row, call) {
  if (call === ANYTHING && row !== ANYTHING) {
    return UNSURE;
  }
  return Number(row !== ANYTHING && row !== call);
}
