// Walks through expressions: what each is worth, and the calls in it. The twin of
// counterpoint/source/reading/values.py and calls.py.

import { ANYTHING, givenIn, readArguments } from "./arguments.js";
import { CONTAINER, FOREIGN, LIBRARY, OWN, TENSORS, UNKNOWN, isFramework, withoutCall } from "./knowledge.js";
import { children, isAttribute, split, unwrapped } from "./nodes.js";
import { Classes, Scope } from "./scopes.js";

const SELF = "super";
const FIRM = [FOREIGN, LIBRARY, UNKNOWN, CONTAINER];
const READ = {
  VariableName: "ofName",
  MemberExpression: "ofMember",
  CallExpression: "ofCall",
  BinaryExpression: "ofBinary",
  UnaryExpression: "ofUnary",
  ConditionalExpression: "ofConditional",
  NamedExpression: "ofNamed",
  LambdaExpression: "ofLambda",
  FormatString: "ofText",
  ContinuedString: "ofText",
  ...Object.fromEntries(["Number", "String", "Boolean", "Ellipsis"].map((name) => [name, "ofConstant"])),
  ...Object.fromEntries(["ParenthesizedExpression", "AwaitExpression"].map((name) => [name, "ofInner"])),
  ...Object.fromEntries(
    ["ArrayExpression", "TupleExpression", "SetExpression", "DictionaryExpression"].map((name) => [name, "ofContainer"]),
  ),
  ...Object.fromEntries(
    ["Array", "Set", "Dictionary", ""].map((name) => [`${name}ComprehensionExpression`, "ofComprehension"]),
  ),
};

export class Expressions {
  constructor(known, text) {
    Object.assign(this, { known, text, classes: new Classes(known), sites: [], roots: [], string: null });
  }

  value(node, scope) {
    const read = node && READ[node.name];
    return read ? this[read](node, scope) : node ? this.ofOthers(node, scope) : UNKNOWN;
  }

  each(nodes, scope) {
    return nodes.map((node) => this.value(node, scope));
  }

  ofOthers(node, scope) {
    this.each(children(node), scope);
    return UNKNOWN;
  }

  ofConstant() {
    return FOREIGN;
  }

  ofText(node, scope) {
    const outer = this.string;
    this.string ??= this.text.place(node.from);
    this.ofOthers(node, scope);
    this.string = outer;
    return FOREIGN;
  }

  ofName(node, scope) {
    const name = this.text.of(node);
    return scope.found(name) ?? (this.known.builtins.has(name) ? FOREIGN : UNKNOWN);
  }

  ofInner(node, scope) {
    const parts = children(node).filter((child) => !["(", ")", "await"].includes(child.name));
    return this.each(parts, scope)[0] ?? UNKNOWN;
  }

  ofContainer(node, scope) {
    this.ofOthers(node, scope);
    return CONTAINER;
  }

  ofMember(node, scope) {
    const of = this.value(node.firstChild, scope);
    if (isAttribute(node)) {
      return this.attribute(of, this.text.of(node.lastChild));
    }
    this.each(children(node).slice(1), scope);
    return of === FOREIGN || TENSORS.includes(this.known.base(withoutCall(of))) ? of : UNKNOWN;
  }

  attribute(of, name) {
    if (FIRM.includes(of) || of.startsWith(SELF)) {
      return of === CONTAINER ? UNKNOWN : of;
    }
    if (of.startsWith(OWN)) {
      if (this.classes.has(of, name)) {
        return OWN;
      }
      return this.classes.attribute(of, name) || this.known.attribute(this.classes.frameworkBase(of), name);
    }
    return of.endsWith("()") ? this.known.attribute(this.known.base(withoutCall(of)), name) : this.known.spelt(`${of}.${name}`);
  }

  ofBinary(node, scope) {
    const [left, operator, ...rest] = children(node);
    const values = [this.value(left, scope), this.value(rest.at(-1), scope)];
    if (operator.name === "and" || operator.name === "or") {
      return UNKNOWN;
    }
    const tensor = values.find((value) => TENSORS.includes(this.known.base(withoutCall(value))));
    return tensor ?? (values.every((value) => value === FOREIGN) ? FOREIGN : UNKNOWN);
  }

  ofUnary(node, scope) {
    const value = this.value(node.lastChild, scope);
    return node.firstChild.name === "not" ? FOREIGN : value;
  }

  ofConditional(node, scope) {
    const [then, , test, , otherwise] = children(node);
    this.value(test, scope);
    const values = this.each([then, otherwise], scope);
    return values[0] || values[1];
  }

  ofNamed(node, scope) {
    const [target, , value] = children(node);
    scope.names.set(this.text.of(target), this.value(value, scope));
    return scope.names.get(this.text.of(target));
  }

  ofLambda(node, scope) {
    const parts = children(node);
    const list = parts.find((part) => part.name === "ParamList");
    const parameters = list ? this.parameters(list) : [];
    this.each(parameters.map((one) => one.fallback).filter(Boolean), scope);
    const names = new Map(parameters.map((one) => [one.name, UNKNOWN]));
    this.value(parts.at(-1), new Scope(scope, { names }));
    return OWN;
  }

  // A function's parameters: { name, annotation, fallback } each.
  parameters(list) {
    const inside = children(list).filter((node) => !["(", ")", "*", "**", "/"].includes(node.name));
    return split(inside, ",").map((nodes) => ({
      name: this.text.of(nodes[0]),
      annotation: nodes.find((node) => node.name === "TypeDef")?.lastChild,
      fallback: nodes.some((node) => node.name === "AssignOp") ? nodes.at(-1) : null,
    }));
  }

  ofComprehension(node, scope) {
    this.comprehension(children(node).slice(1, -1), scope);
    return CONTAINER;
  }

  // What is made of each stands first, and is read last: by then the names behind `for` are bound.
  comprehension(nodes, scope) {
    const inner = new Scope(scope);
    const first = nodes.findIndex((node) => node.name === "for" || node.name === "async");
    let targets = null;
    for (const node of nodes.slice(first)) {
      if (node.name === "for") {
        targets = [];
      } else if (node.name === "in") {
        continue;
      } else if (targets && !isBehindIn(node)) {
        targets.push(node);
      } else if (targets) {
        this.value(node, inner);
        inner.bindUnknown(targets.flatMap((one) => this.boundNames(one)));
        targets = null;
      } else {
        this.value(node, inner);
      }
    }
    this.each(nodes.slice(0, first), inner);
  }

  boundNames(node) {
    if (node.name === "VariableName") {
      return [this.text.of(node)];
    }
    return node.name === "MemberExpression" ? [] : children(node).flatMap((child) => this.boundNames(child));
  }

  ofCall(node, scope) {
    const callee = unwrapped(node.firstChild);
    const list = node.lastChild;
    const dotted = isAttribute(callee);
    const receiver = dotted ? this.value(callee.firstChild, scope) : UNKNOWN;
    const value = dotted ? this.attribute(receiver, this.text.of(callee.lastChild)) : this.value(callee, scope);
    return this.call(callee, receiver, value, list, scope);
  }

  call(callee, receiver, value, list, scope) {
    this.given(list, scope);
    const given = readArguments(list, this.text);
    const name = this.written(callee);
    if (callee.name === "VariableName" && !isPart(callee) && value === FOREIGN && this.known.builtins.has(name)) {
      this.note(callee, name, "other", given);
      return name === SELF ? `${SELF} ${scope.ofSelf()}` : this.known.holding.has(name) ? UNKNOWN : FOREIGN;
    }
    const dotted = isAttribute(callee) || isPart(callee);
    return dotted ? this.ofMethod(callee, name, receiver, value, given) : this.ofFunction(callee, name, value, given);
  }

  given(list, scope) {
    for (const { nodes } of givenIn(list, this.text)) {
      if (nodes.some((node) => node.name === "for")) {
        this.comprehension(nodes, scope);
      } else if (nodes[1]?.name === "AssignOp") {
        scope.names.set(this.text.of(nodes[0]), this.value(nodes[2], scope));
      } else {
        this.each(nodes, scope);
      }
    }
  }

  ofFunction(callee, name, value, given) {
    if (isFramework(value)) {
      const kind = withoutCall(value);
      const isObject = kind !== value;
      this.note(callee, kind, isObject ? "instance" : "import", given);
      return isObject ? this.known.objectCalled(this.known.base(kind)) : this.known.called(value);
    }
    if (value.startsWith(OWN)) {
      this.note(callee, name, "own", given);
      const isMaking = value !== OWN && !value.endsWith("()");
      return isMaking ? `${value}()` : this.known.objectCalled(this.classes.frameworkBase(value));
    }
    this.note(callee, name, value ? "other" : "unknown", given);
    return value === FOREIGN ? FOREIGN : UNKNOWN;
  }

  ofMethod(callee, name, receiver, value, given) {
    const isObject = receiver.endsWith("()") && !receiver.startsWith(SELF);
    if (value || !(isObject || receiver === UNKNOWN)) {
      if (receiver === CONTAINER || receiver.startsWith(SELF)) {
        this.note(callee, name, "other", given);
        return UNKNOWN;
      }
      return this.ofFunction(callee, name, value, given);
    }
    const guessed = receiver === UNKNOWN;
    const kind = receiver.startsWith(OWN) ? this.classes.frameworkBase(receiver) : withoutCall(receiver);
    // Of a class of the framework whose methods aren't listed, any method is taken for its own.
    const unlisted = !receiver.startsWith(OWN) && !this.known.base(kind) ? kind : UNKNOWN;
    const owners = guessed
      ? this.known.guessed(name, this.roots)
      : [this.known.owner(kind, name) || unlisted].filter(Boolean);
    if (!owners.length) {
      this.note(callee, name, "unknown", given);
      return UNKNOWN;
    }
    this.note(callee, `${owners[0]}.${name}`, guessed ? "guess" : "made", given);
    if (!guessed) {
      return this.known.returned(kind, name, receiver);
    }
    return owners.length === 1 ? this.known.returned(owners[0], name, `${owners[0]}()`) : UNKNOWN;
  }

  written(callee) {
    const named = isAttribute(callee) ? callee.lastChild : callee;
    return named.name === "VariableName" || named.name === "PropertyName" ? this.text.of(named) : "(…)";
  }

  note(callee, name, by, given) {
    const named = isAttribute(callee) ? callee.lastChild.from : callee.name === "VariableName" ? callee.from : callee.to;
    const [line, column] = this.string ?? this.text.place(named);
    this.sites.push({ line, column, name, by, given });
  }

  // A decorator's parts stand in a row: @ a . b (…).
  decorated(node, scope) {
    const parts = children(node).slice(1);
    const names = parts.filter((part) => part.name === "VariableName");
    const list = parts.find((part) => part.name === "ArgList");
    let [receiver, value] = [UNKNOWN, this.ofName(names[0], scope)];
    for (const name of names.slice(1)) {
      [receiver, value] = [value, this.attribute(value, this.text.of(name))];
    }
    if (list) {
      this.call(names.at(-1), receiver, value, list, scope);
    } else if (isFramework(value)) {
      this.note(names.at(-1), withoutCall(value), "import", { positional: [ANYTHING], keywords: new Map() });
    }
    return names.map((name) => this.text.of(name)).join(".");
  }
}

const isPart = (node) => node.parent?.name === "Decorator" && node.prevSibling?.name === ".";

function isBehindIn(node) {
  for (let before = node.prevSibling; before && before.name !== "for"; before = before.prevSibling) {
    if (before.name === "in") {
      return true;
    }
  }
  return false;
}
