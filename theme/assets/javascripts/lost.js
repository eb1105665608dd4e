// On the page for an address that does not exist: says what was asked for, and asks the search for its words.
addEventListener("load", () => {
  const asked = decodeURIComponent(location.pathname.slice(__md_scope.pathname.length));
  const words = asked.replace(/\.(html?|md|py|ipynb)$|\bindex\b/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const search = document.querySelector(".md-search__input");
  if (!words || !search) {
    return;
  }
  const said = document.createElement("p");
  said.append("You asked for ", Object.assign(document.createElement("code"), { textContent: asked }), ". The search shows what comes nearest.");
  document.querySelector(".lost-words").before(said);
  search.focus();
  search.value = words;
  search.dispatchEvent(new Event("input", { bubbles: true }));
});
