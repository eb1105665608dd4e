// Follows calls: the name of each, how it is known, and what it gives. The twin of counterpoint/source/reading/calls.py.

import { ANYTHING, givenIn, readArguments } from "./arguments.js";
import { CONTAINER, FOREIGN, OWN, UNKNOWN, isFramework, withoutCall } from "./knowledge.js";
import { children, isAttribute, unwrapped } from "./nodes.js";
import { SELF, Values } from "./values.js";

export class Calls extends Values {
  constructor(known, text) {
    super(known, text);
    Object.assign(this, { sites: [], roots: [] });
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
