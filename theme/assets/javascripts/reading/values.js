// Walks through expressions: what each is worth. The twin of counterpoint/source/reading/values.py.

import { CONTAINER, FOREIGN, LIBRARY, OWN, TENSORS, UNKNOWN, withoutCall } from "./knowledge.js";
import { children, isAttribute, split } from "./nodes.js";
import { Classes, Scope } from "./scopes.js";

export const SELF = "super";
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

export class Values {
  constructor(known, text) {
    Object.assign(this, { known, text, classes: new Classes(known), string: null });
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
}

function isBehindIn(node) {
  for (let before = node.prevSibling; before && before.name !== "for"; before = before.prevSibling) {
    if (before.name === "in") {
      return true;
    }
  }
  return false;
}
