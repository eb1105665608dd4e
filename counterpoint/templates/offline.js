// The search of a site that lies on a disk. The theme's own asks for its index and a worker, which a browser refuses
// there. Each word must occur; a title counts more than the text below it.
(() => {
  if (location.protocol !== "file:") return;
  const theirs = document.querySelector(".md-search__input");
  const field = theirs.cloneNode(true); // without what the theme hangs on it
  field.removeAttribute("data-md-component");
  theirs.replaceWith(field);
  const box = document.querySelector(".md-search");
  const reveal = () => (box.hidden = false); // the theme hides it where it gets no worker
  new MutationObserver(() => box.hidden && reveal()).observe(box, { attributeFilter: ["hidden"] });
  reveal();
  const list = document.querySelector(".md-search-result__list");
  const said = document.querySelector(".md-search-result__meta");
  const root = new URL("../../", document.currentScript.src);
  const entries = globalThis.searched.map((entry) => ({ ...entry, words: `${entry.title} ${entry.text}`.toLowerCase() }));
  const MOST = 20;

  const split = (text) => text.replace(/&(?:quot|lt|gt|amp|#39);/g, " ").toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

  function score(entry, words) {
    let sum = 0;
    for (const word of words) {
      if (entry.words.includes(word)) {
        sum += 10 + Math.min(entry.words.split(word).length - 1, 5) + (entry.title.toLowerCase().includes(word) ? 20 : 0);
      }
    }
    return sum;
  }

  function show() {
    const words = split(field.value);
    const found = entries
      .map((entry) => ({ entry, points: score(entry, words) }))
      .filter(({ points }) => points > 0)
      .sort((one, other) => other.points - one.points)
      .slice(0, words.length ? MOST : 0);
    list.replaceChildren(...found.map(({ entry }) => item(entry)));
    said.textContent = words.length ? `${found.length || "Not here: no"} ${found.length === 1 ? "place" : "places"}` : "Type to search";
  }

  function item({ to, title, text }) {
    const link = element("a", { className: "md-search-result__link", href: new URL(to, root).href });
    const article = element("article", { className: "md-search-result__article md-typeset" });
    article.append(element("h2", {}), element("p", {}));
    article.firstChild.append(decoded(title));
    article.lastChild.append(decoded(text.slice(0, 200)));
    link.append(article);
    const li = element("li", { className: "md-search-result__item" });
    li.append(link);
    return li;
  }

  // The index holds HTML's names for five signs; what they stand for is set as text.
  function decoded(text) {
    const signs = { quot: '"', lt: "<", gt: ">", amp: "&", "#39": "'" };
    return text.replace(/&(quot|lt|gt|amp|#39);/g, (_, name) => signs[name]);
  }

  function element(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  field.addEventListener("input", show);
  field.addEventListener("focus", () => {
    document.getElementById("__search").checked = true;
    show();
  });
})();
