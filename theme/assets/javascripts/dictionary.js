// The filter of the dictionary's index. Without this script the page is the whole table.

// The page of silent differences has such a table too, without the names that the filter reads.
const table = document.querySelector("table.row-index tr[data-names]")?.closest("table");
if (table) build(table);

function build(table) {
  const rows = [...table.tBodies[0].rows].map((row) => ({
    row,
    text: `${row.textContent} ${row.dataset.names}`.toLowerCase(),
    verdict: row.querySelector(".verdict").textContent,
    area: row.querySelector("a").textContent.split(":")[0],
  }));
  const words = element("input", {
    type: "search",
    placeholder: "torch.std, reduce_mean, gather …",
    ariaLabel: "Filter by name",
  });
  const area = choice("Area", "all areas", rows, "area");
  const verdict = choice("Verdict", "all verdicts", rows, "verdict");
  const count = element("output", {});
  const box = element("div", { className: "row-filter" });
  box.append(words, area, verdict, count);
  table.parentElement.before(box);

  function apply() {
    const wanted = words.value.toLowerCase().split(/\s+/).map(bare).filter(Boolean);
    let shown = 0;
    for (const one of rows) {
      const fits =
        wanted.every((word) => one.text.includes(word)) &&
        (!area.value || one.area === area.value) &&
        (!verdict.value || one.verdict === verdict.value);
      one.row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${rows.length} rows`;
    const address = new URL(location);
    address.search = words.value ? `?name=${encodeURIComponent(words.value)}` : "";
    history.replaceState(null, "", address);
  }

  words.value = new URLSearchParams(location.search).get("name") ?? "";
  box.addEventListener("input", apply);
  apply();
}

// A name is found by its last part: rows write x.std() for torch.Tensor.std.
function bare(word) {
  return word.replace(/^(torch|tf|tensorflow|keras)\.(\w+\.)*(?=\w)/, "").replace(/[()]+$/, "");
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function choice(label, all, rows, key) {
  const select = element("select", { ariaLabel: label });
  select.append(new Option(all, ""));
  for (const value of [...new Set(rows.map((row) => row[key]))].sort()) {
    select.append(new Option(value, value));
  }
  return select;
}
