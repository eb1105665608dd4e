// What names mean where they stand: scopes and classes. The twin of counterpoint/source/reading/scopes.py.

import { OWN, UNKNOWN, withoutCall } from "./knowledge.js";

export class Scope {
  constructor(outer = null, { names = new Map(), ofClass = false, own = "" } = {}) {
    Object.assign(this, { outer, names, ofClass, own });
  }

  found(name) {
    for (let scope = this; scope; scope = scope.outer) {
      if (scope.names.has(name) && (scope === this || !scope.ofClass)) {
        return scope.names.get(name);
      }
    }
    return undefined;
  }

  ofSelf() {
    let scope = this;
    while (scope && !scope.own) {
      scope = scope.outer;
    }
    return scope?.own ?? "";
  }

  bindUnknown(names) {
    for (const name of names) {
      this.names.set(name, UNKNOWN);
    }
  }
}

export class Classes {
  constructor(known) {
    this.known = known;
    this.all = [];
  }

  add(base) {
    const own = { base, methods: new Set(), attributes: new Map() };
    this.all.push(own);
    return [`${OWN} ${this.all.length - 1}`, own];
  }

  of(value) {
    const number = value.startsWith(OWN) ? withoutCall(value.slice(OWN.length)).trim() : "";
    return number ? this.all[Number(number)] : undefined;
  }

  line(value) {
    const line = [];
    for (let own = this.of(value); own && !line.includes(own); own = this.of(own.base)) {
      line.push(own);
    }
    return line;
  }

  frameworkBase(value) {
    const base = this.line(value).at(-1)?.base ?? value;
    return base && !base.startsWith(OWN) ? this.known.base(withoutCall(base)) : UNKNOWN;
  }

  has(value, method) {
    return this.line(value).some((own) => own.methods.has(method));
  }

  attribute(value, name) {
    return this.line(value).find((own) => own.attributes.has(name))?.attributes.get(name) ?? UNKNOWN;
  }
}
