// Runs before the page is painted. The theme's script looks these four names up: where the site begins, and what it
// keeps in this browser. Material writes them into every page; in a file they need no exception in the policy.
globalThis.__md_scope = new URL("../..", document.currentScript.src);
globalThis.__md_hash = (text) => [...text].reduce((sum, letter) => (31 * sum + letter.codePointAt(0)) | 0, 0);
globalThis.__md_get = (name, storage = localStorage, scope = __md_scope) =>
  JSON.parse(storage.getItem(`${scope.pathname}.${name}`));
globalThis.__md_set = (name, value, storage = localStorage, scope = __md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${name}`, JSON.stringify(value));
  } catch {
    // A browser may refuse to keep anything; the page works without it.
  }
};

{
  // The search's index is the largest file of a first view, and most readers search nothing: the theme's request for it
  // waits until the search is touched. Its request for the sitemap, which serves other languages, is never sent.
  const searched = new Promise((resolve) => {
    const begin = ({ target, key }) => {
      if (key ? ["f", "s", "/"].includes(key) : target instanceof Element && target.closest(".md-search, [for=__search]")) {
        resolve();
      }
    };
    for (const kind of ["focusin", "pointerdown", "keydown"]) {
      addEventListener(kind, begin, { capture: true });
    }
    if (new URLSearchParams(location.search).has("q")) {
      resolve();
    }
  });
  const mended = new URL("search.js", document.currentScript.src);
  // From a disk a browser loads no modules; the theme's own search works there.
  searched.then(() => location.protocol === "file:" || import(mended));
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    this.waits = String(address).endsWith("/search_index.json");
    this.idle = String(address).endsWith("/sitemap.xml");
    return open.call(this, method, address, ...rest);
  };
  XMLHttpRequest.prototype.send = function (...body) {
    if (this.waits) {
      searched.then(() => send.apply(this, body));
    } else if (!this.idle) {
      send.apply(this, body);
    }
  };

  // The colours that the reader chose, or those of the system.
  const chosen = __md_get("__palette")?.color;
  if (chosen) {
    let colours = chosen;
    if (chosen.media === "(prefers-color-scheme)") {
      const light = matchMedia("(prefers-color-scheme: light)").matches;
      const media = `(prefers-color-scheme: ${light ? "light" : "dark"})`;
      const { dataset } = document.querySelector(`[data-md-color-media='${media}']`);
      colours = { media, scheme: dataset.mdColorScheme, primary: dataset.mdColorPrimary, accent: dataset.mdColorAccent };
    }
    for (const [name, value] of Object.entries(colours)) {
      document.body.setAttribute(`data-md-color-${name}`, value);
    }
  }
}
