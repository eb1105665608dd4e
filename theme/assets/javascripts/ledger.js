// The filter of the ledger: by words, verdict, part and page. Without this script each part opens by itself.
(() => {
  const parts = [...document.querySelectorAll("details.claims")].map((part) => ({
    part,
    heading: part.previousElementSibling,
    name: part.previousElementSibling.firstChild.textContent.replace(/^(Article \w+):.*/, "$1"), // the title is long
    rows: [...part.querySelectorAll("tbody tr")].map((row) => ({
      row,
      text: row.textContent.toLowerCase(),
      verdict: row.cells[1].textContent,
      pages: [...row.cells[2].querySelectorAll("a")].map((link) => link.textContent),
    })),
  }));
  const rows = parts.flatMap((one) => one.rows);

  const words = element("input", { type: "search", placeholder: "LSTM, torch.load, S2 …", ariaLabel: "Filter by words" });
  const verdict = choice("Verdict", "all verdicts", rows.map((one) => one.verdict));
  const part = choice("Article or page of its own", "all articles", parts.map((one) => one.name).filter(isArticle), "this site's own");
  const page = choice("Page", "all pages", rows.flatMap((one) => one.pages).sort());
  const count = element("output", {});
  const box = element("div", { className: "claims-filter" });
  box.append(words, verdict, part, page, count);
  parts[0]?.heading.before(box);

  function apply() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = wanted.length > 0 || verdict.value || part.value || page.value;
    let shown = 0;
    for (const one of parts) {
      let here = 0;
      for (const { row, text, verdict: its, pages } of one.rows) {
        const fits =
          wanted.every((word) => text.includes(word)) &&
          (!verdict.value || its === verdict.value) &&
          (!part.value || (isArticle(part.value) ? one.name === part.value : !isArticle(one.name))) &&
          (!page.value || pages.includes(page.value));
        row.hidden = !fits;
        here += fits;
      }
      one.heading.hidden = one.part.hidden = !here;
      one.part.open = asked ? here > 0 : one.part.querySelector("tr:target") !== null;
      shown += here;
    }
    count.textContent = `${shown} of ${rows.length} claims`;
  }

  function isArticle(name) {
    return name.startsWith("Article ");
  }

  function element(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  function choice(label, all, values, ...more) {
    const select = element("select", { ariaLabel: label });
    select.append(new Option(all, ""));
    for (const value of [...new Set(values), ...more]) {
      select.append(new Option(value, value));
    }
    return select;
  }

  // An address such as ledger/#s2 opens the part in which that claim stands.
  function open() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const around = row?.closest("details.claims");
    if (around) {
      around.open = true;
      row.scrollIntoView();
    }
  }

  box.addEventListener("input", apply);
  addEventListener("hashchange", open);
  apply();
  open();
})();
