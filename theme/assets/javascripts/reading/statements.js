// Walks through a program's statements: what they bind, and the calls on the way. The twin of
// counterpoint/source/reading/statements.py.

import { Calls } from "./calls.js";
import { Imports } from "./imports.js";
import { CONTAINER, OWN, UNKNOWN, isFramework } from "./knowledge.js";
import { Text, asItem, children, isAttribute, isNumber, parse, split } from "./nodes.js";
import { Scope } from "./scopes.js";

const FIRST = ["__init__", "build", "setup"]; // they keep what the other methods call
const STATIC = ["staticmethod", "classmethod"];
const READ = {
  ImportStatement: "ofImport",
  AssignStatement: "ofAssign",
  UpdateStatement: "ofUpdate",
  ForStatement: "ofFor",
  WithStatement: "ofWith",
  TryStatement: "ofTry",
  DeleteStatement: "ofDelete",
  MatchClause: "ofMatchClause",
  DecoratedStatement: "ofDecorated",
  FunctionDefinition: "ofFunction",
  ClassDefinition: "ofClass",
  ScopeStatement: "ofNothing",
};
const BLOCKS = /^(Body|StatementGroup|MatchBody|MatchClause|.*Statement|.*Definition)$/;

// Every call of a program, by line and column; and the lines that could not be read.
export function callSites(program, known) {
  const text = new Text(program);
  const tree = parse(program);
  const reader = new Statements(known, text);
  reader.program(tree);
  const sites = reader.expressions.sites.sort((one, other) => one.line - other.line || one.column - other.column);
  return { sites, unread: [...new Set(faults(tree).map((node) => text.place(node.from)[0]))] };
}

// Places where the parser found something else than it expected. It doesn't know a bare `yield`, `1.` and
// `with (a as b):`, and yet reads them well enough.
function faults(node) {
  if (node.type.isError || node.name === "PrintStatement") {
    return [node];
  }
  if (isNumber(node)) {
    return [];
  }
  const brackets = node.name === "WithStatement" && node.getChild("ParenthesizedExpression");
  const parts = children(node).filter((child) => !brackets || child.name === "Body");
  return node.name === "YieldStatement" && parts.length === 2 && parts[1].type.isError ? [] : parts.flatMap(faults);
}

class Statements extends Imports {
  constructor(known, text) {
    const expressions = new Calls(known, text);
    super(known, text, expressions.roots);
    Object.assign(this, { expressions, later: [] });
  }

  program(tree) {
    this.body(tree, new Scope());
    while (this.later.length) {
      const [body, scope] = this.later.shift();
      this.body(body, scope);
    }
  }

  body(node, scope) {
    for (const child of children(node)) {
      this.statement(child, scope);
    }
  }

  statement(node, scope) {
    const read = READ[node.name];
    if (read) {
      this[read](node, scope);
    } else if (BLOCKS.test(node.name)) {
      this.body(node, scope);
    } else {
      this.expressions.value(node, scope);
    }
  }

  ofNothing() {}

  ofAssign(node, scope) {
    const parts = children(node);
    const definition = parts.find((part) => part.name === "TypeDef");
    const sides = split(parts.filter((part) => part !== definition), "AssignOp").map(asItem);
    if (definition) {
      const value = sides.length > 1 ? this.worth(sides[1], scope) : UNKNOWN;
      this.target(sides[0], value || this.annotated(definition.lastChild, scope), scope);
      return;
    }
    const [first, value] = [sides[0], sides.at(-1)];
    if (first.items && value.items && first.items.length === value.items.length) {
      value.items.forEach((item, place) => this.target(first.items[place], this.worth(item, scope), scope));
      return;
    }
    const worth = this.worth(value, scope);
    for (const target of sides.slice(0, -1)) {
      this.target(target, worth, scope);
    }
  }

  worth(item, scope) {
    if (!item.items) {
      return this.expressions.value(item.node, scope);
    }
    item.items.forEach((one) => this.worth(one, scope));
    return CONTAINER;
  }

  // Binds a name or an attribute of `self`; what is unpacked isn't known.
  target(item, value, scope) {
    const { node } = item;
    if (item.items) {
      item.items.forEach((one) => this.target(one, UNKNOWN, scope));
    } else if (node.name === "VariableName") {
      scope.names.set(this.text.of(node), item.star ? UNKNOWN : value);
    } else if (isAttribute(node)) {
      const own = this.expressions.classes.of(this.expressions.value(node.firstChild, scope));
      const name = this.text.of(node.lastChild);
      own?.attributes.set(name, value || (own.attributes.get(name) ?? UNKNOWN));
    } else if (node.name === "ArrayExpression") {
      this.target(asItem(children(node)), UNKNOWN, scope);
    } else {
      this.expressions.value(node, scope);
    }
  }

  ofUpdate(node, scope) {
    const [target, , ...value] = children(node);
    this.expressions.each(value, scope);
    if (target.name !== "VariableName") {
      this.expressions.value(target, scope);
    }
  }

  ofFor(node, scope) {
    const parts = children(node);
    const [from, to] = ["in", "Body"].map((name) => parts.findIndex((part) => part.name === name));
    this.expressions.each(parts.slice(from + 1, to), scope);
    const targets = parts.slice(parts.findIndex((part) => part.name === "for") + 1, from);
    this.target(asItem(targets), UNKNOWN, scope);
    parts.slice(to).forEach((part) => this.statement(part, scope));
  }

  ofWith(node, scope) {
    let value = UNKNOWN;
    let bound = false;
    for (const part of children(node)) {
      if (part.name === "Body") {
        this.body(part, scope);
      } else if (bound && part.name !== "as") {
        this.target(asItem([part]), value, scope);
        bound = false;
      } else if (part.name === "as") {
        bound = true;
      } else if (!["with", "async", ",", "⚠"].includes(part.name)) {
        value = this.expressions.value(part, scope);
      }
    }
  }

  ofTry(node, scope) {
    const parts = children(node);
    for (const [place, part] of parts.entries()) {
      if (part.name === "as") {
        scope.names.set(this.text.of(parts[place + 1]), UNKNOWN);
      } else if (part.name === "Body") {
        this.body(part, scope);
      }
    }
  }

  ofDelete(node, scope) {
    this.target(asItem(children(node).slice(1)), UNKNOWN, scope);
  }

  ofMatchClause(node, scope) {
    const parts = children(node);
    for (const part of parts.filter((one) => !["case", "Guard", "Body"].includes(one.name))) {
      this.captured(part, scope);
    }
    const guard = parts.find((part) => part.name === "Guard");
    if (guard) {
      this.expressions.value(guard.lastChild, scope);
    }
    parts.filter((part) => part.name === "Body").forEach((part) => this.body(part, scope));
  }

  captured(node, scope) {
    const isName = node.name === "CapturePattern" || (node.name === "VariableName" && node.parent.name === "AsPattern");
    if (isName && this.text.of(node) !== "_") {
      scope.names.set(this.text.of(node), UNKNOWN);
    }
    if (node.name !== "CapturePattern") {
      children(node).forEach((child) => this.captured(child, scope));
    }
  }

  ofDecorated(node, scope) {
    const decorators = node.getChildren("Decorator").map((one) => this.expressions.decorated(one, scope));
    const defined = node.lastChild;
    if (defined.name === "FunctionDefinition") {
      this.ofFunction(defined, scope, decorators.some((name) => STATIC.includes(name)));
    } else {
      this.statement(defined, scope);
    }
  }

  ofFunction(node, scope, isStatic = false) {
    const parts = children(node);
    const list = parts.find((part) => part.name === "ParamList");
    const parameters = list ? this.expressions.parameters(list) : [];
    this.expressions.each(parameters.map((one) => one.fallback).filter(Boolean), scope);
    const names = new Map(parameters.map((one) => [one.name, this.annotated(one.annotation, scope)]));
    const takesSelf = list && children(list)[1]?.name === "VariableName";
    if (scope.ofClass && !isStatic && takesSelf) {
      names.set(parameters[0].name, scope.own);
    }
    const name = this.text.of(node.getChild("VariableName"));
    scope.names.set(name, OWN);
    this.later.push([node.getChild("Body") ?? node, new Scope(scope, { names }), name]);
  }

  ofClass(node, scope) {
    const list = node.getChild("ArgList");
    const given = list ? split(children(list).slice(1, -1), ",") : [];
    const bases = given.filter((nodes) => nodes[1]?.name !== "AssignOp");
    const values = bases.map((nodes) => this.expressions.value(nodes.at(-1), scope));
    const [value, own] = this.expressions.classes.add(values.find(Boolean) ?? UNKNOWN);
    scope.names.set(this.text.of(node.getChild("VariableName")), value);
    const body = node.getChild("Body");
    const defined = children(body).map((one) => (one.name === "DecoratedStatement" ? one.lastChild : one));
    for (const one of defined.filter((part) => part.name === "FunctionDefinition")) {
      own.methods.add(this.text.of(one.getChild("VariableName")));
    }
    const before = this.later.length;
    this.body(body, new Scope(scope, { ofClass: true, own: `${value}()` }));
    const methods = this.later.splice(before);
    const isFirst = ([, , name]) => FIRST.includes(name);
    this.later.push(...methods.filter(isFirst), ...methods.filter((one) => !isFirst(one)));
  }

  annotated(annotation, scope) {
    const isName = annotation && (annotation.name === "VariableName" || isAttribute(annotation));
    const value = isName ? this.expressions.value(annotation, scope) : UNKNOWN;
    return isFramework(value) ? `${value}()` : UNKNOWN;
  }
}
