// What the theme's script does and no style sheet can mend: each copy button
// stands in a navigation landmark without a name and loses its own while it is
// pointed at, what is wider than the page scrolls in a box that the keyboard
// does not reach, the closed drawer can be stepped into and its label cannot be
// pressed by a key, and the search hears keys alone, so that a message pasted
// with the mouse finds nothing. It also takes the signs of a pasted message for
// its own operators.

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

const OPERATORS = /["'`+*~^:()[\]{}<>=|\\,;]|(?<!\w)-|-(?!\w)/g;
const MODULES = /\b(?:torch|tf|tensorflow|keras|nn|np|optim|layers|functional)\.(?=[a-z_])/gi;

// What a query asks for: the words of a pasted message, and of a name its last part, since every page says "torch".
const asked = (text) => text.replace(OPERATORS, " ").replace(MODULES, "").replace(/\s+/g, " ").trim();

const search = document.querySelector(".md-search__input");

function ask() {
  const typed = search.value;
  search.value = asked(typed);
  search.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })); // the theme reads the value at once
  search.value = typed;
}

if (search) {
  search.addEventListener("input", ask);
  addEventListener(
    "keyup",
    (event) => {
      if (event.isTrusted && event.target === search) {
        event.stopImmediatePropagation(); // it would hand over the text as it was typed
      }
    },
    { capture: true },
  );
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
