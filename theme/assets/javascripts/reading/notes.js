// Shows an explanation: each line of code, and beside it what is told of its calls.

const CLASSES = {
  same: "same",
  "same after a conversion": "converted",
  "differs by default": "differs",
  "no counterpart": "absent",
  "same name, other meaning": "other-meaning",
};
const TITLES = { pytorch: "PyTorch", tensorflow: "TensorFlow" };
const KNOWN_BY = {
  guess: "if its object is one: known by the method's name alone",
  instance: "called is an object made from it",
};

export function show({ lines, notes }, site) {
  const told = new Map();
  const at = new Map();
  for (const note of notes) {
    const key = `${note.cell}:${note.line}`;
    at.set(key, [...(at.get(key) ?? []), one(note, told, site)]);
  }
  return lines.map(({ cell, line, text }) => {
    const found = at.get(`${cell}:${line}`) ?? [];
    const trap = found.some((note) => note.classList.contains("trap"));
    const item = element("li", { className: `${found.length ? "noted" : ""} ${trap ? "trap" : ""}`.trim() });
    const number = element("span", { className: "number", textContent: cell ? `${cell}:${line}` : line });
    const notesOfLine = element("div", { className: "reader-notes" });
    notesOfLine.append(...found);
    item.append(number, element("code", { textContent: text || " " }), notesOfLine);
    return item;
  });
}

function one(note, told, site) {
  const box = element("div", { className: "reader-note" });
  const head = element("p", {});
  head.append(element("code", { textContent: note.name }));
  if (KNOWN_BY[note.by]) {
    head.append(` (${KNOWN_BY[note.by]})`);
  }
  box.append(head);
  if (!note.row) {
    head.append(": no row of the dictionary yet");
    return box;
  }
  const key = [note.name, note.row.address, note.remedied, note.as_written].join(" ");
  const before = note.by === "instance" ? [...told.keys()].find((other) => other.startsWith(`${note.name} `)) : key;
  if (told.has(before)) {
    head.append(`: as in ${told.get(before)}`);
    return box;
  }
  told.set(key, note.cell ? `cell ${note.cell}, line ${note.line}` : `line ${note.line}`);
  describe(box, head, note, site);
  return box;
}

function describe(box, head, note, site) {
  const { row } = note;
  const there = TITLES[note.name.startsWith("torch.") ? "tensorflow" : "pytorch"];
  const link = element("a", { href: new URL(row.address, site), textContent: row.row });
  if (!note.about) {
    head.append(": a row on something else uses it, ", link);
    return;
  }
  head.append(" ", element("span", { className: `verdict ${CLASSES[row.verdict]}`, textContent: row.verdict }));
  if (note.remedied) {
    head.append(` by default; as it is written it agrees with ${there}`);
  } else if (row.differs.length) {
    head.append(` in ${row.differs.join(" and ")}`);
  }
  box.classList.toggle("trap", row.verdict !== "same" && !note.remedied);
  box.append(coded(`${there}: `, row.there, link));
  const more = [
    !note.as_written && !note.remedied && coded("the row has other arguments: ", row.here),
    !note.remedied && row.as_there && coded(`to get ${there}'s result here: `, row.as_there),
    !note.remedied && row.as_here && coded(`to get this result in ${there}: `, row.as_here),
    row.except_on.length && element("p", { textContent: `they part on ${row.except_on.join(", ")}` }),
    row.note && element("p", { textContent: row.note }),
    ...note.others.map((other) => coded(`${other.row}, ${other.verdict}: `, other.there)),
  ].filter(Boolean);
  if (more.length) {
    const folded = element("details", {});
    folded.append(element("summary", { textContent: "more" }), ...more);
    box.append(folded);
  }
}

// A function of several statements is left to the row.
function coded(words, text, ...after) {
  const line = element("p", {});
  const code = element("code", { textContent: text.split(/\s+/).join(" ") });
  line.append(words, text.startsWith("def ") ? "a function, which the row shows" : code, ...after.flatMap((one) => [" ", one]));
  return line;
}

/** Return an HTML element with these properties. */
export function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
