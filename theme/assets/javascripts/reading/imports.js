// Binds what a program's imports bring. The twin of counterpoint/source/reading/imports.py.

import { LIBRARY, isFramework, root } from "./knowledge.js";
import { children, split } from "./nodes.js";

export class Imports {
  constructor(known, text, roots) {
    Object.assign(this, { known, text, roots });
  }

  ofImport(node, scope) {
    const parts = children(node);
    const place = parts.findIndex((part) => part.name === "import");
    const names = split(parts.slice(place + 1).filter((part) => !["(", ")"].includes(part.name)), ",");
    if (parts[0].name === "from") {
      this.importFrom(parts.slice(1, place), names, scope);
      return;
    }
    for (const nodes of names) {
      const alias = nodes.at(-2)?.name === "as" ? this.text.of(nodes.at(-1)) : "";
      const dotted = this.dotted(alias ? nodes.slice(0, -2) : nodes);
      this.bind(alias || root(dotted), this.known.imported(alias ? dotted : root(dotted)), scope);
    }
  }

  importFrom(source, names, scope) {
    const relative = source[0]?.name.startsWith(".");
    const module = relative ? LIBRARY : this.known.imported(this.dotted(source));
    for (const nodes of names) {
      const name = this.text.of(nodes[0]);
      if (name === "*") {
        for (const one of Object.keys(this.known.modules[module] ?? {})) {
          this.bind(one, this.known.spelt(`${module}.${one}`), scope);
        }
      } else {
        this.bind(this.text.of(nodes.at(-1)), isFramework(module) ? this.known.spelt(`${module}.${name}`) : module, scope);
      }
    }
  }

  dotted(nodes) {
    return nodes.filter((node) => node.name === "VariableName").map((node) => this.text.of(node)).join(".");
  }

  bind(name, value, scope) {
    scope.names.set(name, value);
    if (isFramework(value)) {
      const family = ["tf", "keras"].includes(root(value)) ? ["tf", "keras"] : [root(value)];
      this.roots.push(...family.filter((one) => !this.roots.includes(one)));
    }
  }
}
