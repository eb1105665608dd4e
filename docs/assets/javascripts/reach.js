// Two things that the theme's script builds and no style sheet can mend: each
// copy button stands in a navigation landmark without a name, and a table wider
// than the page scrolls in a box that the keyboard does not reach.

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
