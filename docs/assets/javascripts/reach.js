// What the theme's script does and no style sheet can mend: each copy button
// stands in a navigation landmark without a name and loses its own while it is
// pointed at, what is wider than the page scrolls in a box that the keyboard
// does not reach, and the closed drawer can be stepped into and its label cannot
// be pressed by a key.

function mend() {
  for (const nav of document.querySelectorAll(".md-code__nav")) {
    nav.role = "none";
  }
  for (const button of document.querySelectorAll(".md-code__button[title]")) {
    button.ariaLabel = button.title;
  }
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, figure.drawing")) {
    box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
  }
}

document$.subscribe(() => requestAnimationFrame(mend));
addEventListener("resize", mend);

const drawer = document.getElementById("__drawer");
const list = document.querySelector(".md-sidebar--primary");
const opener = document.querySelector("label.md-header__button[for=__drawer]");
const wide = matchMedia("(min-width: 76.25em)"); // where the theme shows the list beside the text

const key = document.createElement("span"); // within the label, which may not itself be a button

function close() {
  list.inert = !wide.matches && !drawer.checked;
  key.ariaExpanded = drawer.checked;
}

if (drawer && list && opener) {
  key.role = "button";
  key.tabIndex = 0;
  key.ariaLabel = "All pages";
  key.append(...opener.childNodes);
  opener.append(key);
  key.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      drawer.click();
    }
  });
  drawer.addEventListener("change", close);
  wide.addEventListener("change", close);
  close();
}

// What the line below a block offers, and what the form for a mistake learns, is fetched when a reader turns to one.
function prove({ target }) {
  if (target.closest?.("details.evidence, a.report")) {
    ["toggle", "focusin", "pointerdown"].forEach((kind) => removeEventListener(kind, prove, true));
    const script = document.createElement("script");
    script.src = new URL("assets/javascripts/proof.js", __md_scope);
    document.body.append(script);
  }
}

["toggle", "focusin", "pointerdown"].forEach((kind) => addEventListener(kind, prove, true));
