// Runs before the page is painted: opens in each set the tab that the reader chose last, and the one that the address
// names.
for (const set of document.querySelectorAll(".tabbed-set")) {
  const labels = [...set.querySelector(".tabbed-labels").children];
  const wanted = (__md_get("__tabs") ?? []).find((name) => labels.some((label) => label.innerText.trim() === name));
  const label = labels.find((each) => each.innerText.trim() === wanted);
  if (label) {
    document.getElementById(label.htmlFor).checked = true;
  }
}

const named = document.getElementById(location.hash.slice(1));
if (named instanceof HTMLInputElement && named.name.startsWith("__tabbed_")) {
  named.checked = true;
}
