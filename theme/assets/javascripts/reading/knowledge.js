// What is known of names without a framework. The twin of counterpoint/source/reading/knowledge.py, where a value is
// explained; a list of cases holds the two equal.

export const FRAMEWORKS = ["torch", "tf", "keras"];
export const [UNKNOWN, FOREIGN, LIBRARY, CONTAINER, OWN] = ["", "~", "@", "[]", "own"];
export const TENSORS = ["torch.Tensor", "tf.Tensor", "tf.Variable"];

export const root = (name) => name.split(".", 1)[0];
export const last = (name) => name.slice(name.lastIndexOf(".") + 1);
export const owner = (name) => name.slice(0, Math.max(name.lastIndexOf("."), 0));
export const isFramework = (value) => FRAMEWORKS.includes(root(value));
export const withoutCall = (value) => (value.endsWith("()") ? value.slice(0, -2) : value);
const isClass = (name) => /^\p{Lu}/u.test(name);

export class Knowledge {
  constructor({ gives, methods, names }) {
    this.gives = gives;
    this.methods = new Map(Object.entries(methods).map(([kind, found]) => [kind, new Set(found)]));
    this.modules = names;
    this.first = new Map();
    for (const [module, found] of Object.entries(names)) {
      for (const [name, one] of Object.entries(found)) {
        if (one) {
          this.first.set(`${module}.${name}`, one);
        }
      }
    }
    const { "": builtins, "may hold tensors": holding, methods: ofPython } = gives.python;
    [this.builtins, this.holding, this.ofPython] = [builtins, holding, ofPython].map((words) => new Set(words.split(" ")));
  }

  imported(module) {
    const [top, ...rest] = module.split(".");
    const listed = own(this.gives.roots, top);
    if (listed) {
      return this.spelt([listed, ...rest].join("."));
    }
    return this.gives.libraries.split(" ").includes(top) ? FOREIGN : LIBRARY;
  }

  spelt(name) {
    for (const [written, listed] of this.gives.spellings) {
      if (name.startsWith(written) || `${name}.` === written) {
        name = listed.replace(/\.+$/, "") + name.slice(written.replace(/\.+$/, "").length);
      }
    }
    return this.first.get(name) ?? name;
  }

  usual(voice, alias) {
    return own(this.gives.usual[voice], alias) ?? UNKNOWN;
  }

  base(kind) {
    const fits = ([prefix]) => kind === prefix || (prefix.endsWith(".") && kind.startsWith(prefix));
    return this.gives.bases.find(fits)?.[1] ?? UNKNOWN;
  }

  owner(kind, method) {
    const base = this.base(kind);
    const above = [kind, base].flatMap((one) => own(this.gives.subclasses, one) ?? []);
    return [kind, base, ...above].find((one) => this.methods.get(one)?.has(method)) ?? UNKNOWN;
  }

  guessed(method, roots) {
    if (this.ofPython.has(method)) {
      return [];
    }
    const fits = [...this.methods].filter(([kind, found]) => found.has(method) && this.base(kind) === kind);
    return roots.flatMap((one) => fits.map(([kind]) => kind).filter((kind) => root(kind) === one));
  }

  attribute(base, name) {
    return own(own(this.gives.attributes, base) ?? {}, name) ?? UNKNOWN;
  }

  called(name) {
    const given = own(this.gives.functions, name);
    if (given !== undefined) {
      return given;
    }
    return isClass(last(name)) ? `${name}()` : (own(this.gives.modules, owner(name)) ?? UNKNOWN);
  }

  objectCalled(base) {
    return own(this.gives.called, base) ?? UNKNOWN;
  }

  returned(kind, method, receiver) {
    const table = own(this.gives.returns, this.base(kind)) ?? {};
    const found = own(table, method) ?? own(table, "") ?? UNKNOWN;
    return found === "=" ? receiver : found;
  }
}

// A name of the program may be `constructor`, which every object has.
export function own(table, name) {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
