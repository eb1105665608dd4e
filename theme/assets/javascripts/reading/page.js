// The reader of code in the page: a box to paste into, and below it the lines with their notes. The code stays in this
// page: only the dictionary's own files are asked for, once somebody begins.

import { element, show } from "./notes.js";

const SITE = new URL("../../../", import.meta.url);
const EXAMPLE = "training_step/training_step_pytorch.py"; // a program of this site
const MOST = 500_000; // letters
const PAUSE = 250; // milliseconds without a key

const place = document.querySelector(".code-reader");
const code = element("textarea", { rows: 12, spellcheck: false, wrap: "off", placeholder: "import torch …" });
code.ariaLabel = "Your code";
const file = element("input", { type: "file", accept: ".py,.ipynb", ariaLabel: "Open a file" });
const example = element("button", { type: "button", textContent: "Try an example" });
const traps = element("input", { type: "checkbox" });
const status = element("output", {});
const lines = element("ol", { className: "reader-lines" });
let explain = null;
let latest = 0;

place.replaceChildren(code, bar(), status, lines);
code.addEventListener("input", () => later(PAUSE));
code.addEventListener("focus", () => ready().catch(() => {}), { once: true });
traps.addEventListener("change", () => lines.classList.toggle("traps", traps.checked));
example.addEventListener("click", async () => put(await (await fetch(new URL(EXAMPLE, SITE))).text()));
file.addEventListener("change", async () => file.files[0] && put(await file.files[0].text()));

function bar() {
  const opener = element("label", { className: "reader-file", textContent: "Open a file " });
  opener.append(file);
  const only = element("label", {});
  only.append(traps, " only what differs");
  const box = element("div", { className: "reader-bar" });
  box.append(opener, example, only);
  return box;
}

function put(text) {
  code.value = text;
  later(0);
}

function later(pause) {
  latest += 1;
  const mine = latest;
  setTimeout(() => mine === latest && read(), pause);
}

async function read() {
  const text = code.value;
  if (text.length > MOST) {
    status.textContent = `This is longer than ${MOST} letters: read it with the command.`;
    return;
  }
  try {
    const reader = await ready();
    const told = reader(text);
    lines.replaceChildren(...show(told, SITE));
    status.textContent = text.trim() ? summary(told) : "";
  } catch (error) {
    status.textContent = `The dictionary could not be read: ${error.message}`;
  }
}

function ready() {
  explain ??= load().catch((error) => {
    explain = null;
    throw error;
  });
  return explain;
}

async function load() {
  const get = async (name) => (await fetch(new URL(`dictionary/${name}`, SITE))).json();
  const [{ explainer }, { Knowledge }, rows, tables] = await Promise.all([
    import("./explain.js"),
    import("./knowledge.js"),
    get("rows.json"),
    get("reading.json"),
  ]);
  return explainer(rows, new Knowledge(tables));
}

function summary({ counts, unread, unresolved }) {
  const parts = Object.entries(counts).map(([words, count]) => `${count} ${words}`);
  const at = ([cell, line]) => (cell ? `cell ${cell}, line ${line}` : `line ${line}`);
  const names = [...new Set(unresolved.map((one) => one.name))];
  return [
    `${parts.join(", ")}.`,
    names.length ? `Not resolved: ${names.join(", ")}.` : "",
    unread.length ? `Something there isn't Python as this page knows it: ${unread.map(at).join("; ")}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
