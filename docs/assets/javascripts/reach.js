// Three things that the theme's script does and no style sheet can mend: each
// copy button stands in a navigation landmark without a name, a table wider
// than the page scrolls in a box that the keyboard does not reach, and the
// search hears keys alone, so that a message pasted with the mouse finds nothing.

function mend() {
  for (const nav of document.querySelectorAll(".md-code__nav")) {
    nav.role = "none";
  }
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) {
    box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
  }
}

document$.subscribe(() => requestAnimationFrame(mend));
addEventListener("resize", mend);

document.querySelector(".md-search__input")?.addEventListener("input", ({ target }) => {
  target.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
});
