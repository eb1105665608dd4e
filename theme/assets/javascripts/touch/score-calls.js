// Which graphs each call of a compiled function makes or runs, in the order that the reader chooses.

import { button, element, TITLES, VOICES, words } from "./parts.js";

const NOTHING = "no graph: it runs as plain Python";

export function draw(stage, data) {
  const inputs = data.pytorch.inputs;
  const panels = VOICES.map((voice) => panel(voice, data[voice].plays));
  const log = element("tbody");
  const last = element("p", { class: "said-last", ariaLive: "polite" });
  let calls = [];

  const again = button("Start over", () => {
    calls = [];
    log.replaceChildren();
    show();
  });
  const choices = inputs.map((input, place) =>
    button(`respond(${input})`, () => {
      calls.push(String(place));
      log.append(element("tr", {}, cell(calls.length), cell(input), ...panels.map((each) => cell(each.tell(calls)))));
      show();
    }),
  );
  stage.append(
    element("div", { class: "controls" },
      element("span", { class: "buttons", role: "group", ariaLabel: "Call the compiled function" }, ...choices), again),
    last,
    element("div", { class: "pair" }, ...panels.map((each) => each.box)),
    element("table", { class: "log" },
      element("thead", {}, element("tr", {}, ...["call", "input", ...Object.values(TITLES)].map(head))), log),
  );

  function show() {
    again.disabled = calls.length === 0;
    last.textContent = calls.length ? `Call ${calls.length}: respond(${inputs[calls.at(-1)]})` : "Compiled, and not called yet.";
    panels.forEach((each) => each.show(calls));
  }
  show();
}

const cell = (text) => element("td", {}, String(text));
const head = (text) => element("th", { scope: "col" }, text);

// What a call did, as it was recorded: the inputs so far, each at its first call, are the state that it meets.
function played(plays, calls) {
  const firsts = [...new Set(calls)].join("");
  const name = calls.at(-1);
  const isFirst = calls.indexOf(name) === calls.length - 1;
  const [answer, runs, makes] = isFirst ? plays[firsts].last : plays[firsts].again[name];
  return { answer, runs, makes };
}

function panel(voice, plays) {
  const told = element("p", { class: "told" });
  const shelf = element("ol", { class: "shelf" });
  const box = element("div", { class: `panel ${voice}` }, element("p", { class: "caption" }, TITLES[voice]), told, shelf);

  function graphsAfter(calls) {
    return calls.flatMap((_, place) => played(plays, calls.slice(0, place + 1)).makes);
  }

  return {
    box,
    tell(calls) {
      const { runs, makes } = played(plays, calls);
      if (runs.length === 0) {
        return "no graph";
      }
      const fresh = makes.length ? `, ${makes.length} new` : ", none new";
      return `runs ${runs.join(" and ")}${fresh}`;
    },
    show(calls) {
      const { answer, runs, makes } = calls.length ? played(plays, calls) : { runs: [], makes: [] };
      const graphs = graphsAfter(calls);
      const old = graphs.length - makes.length;
      told.textContent = calls.length ? `answers ${words(answer)}${runs.length ? "" : `, ${NOTHING}`}` : "no graph yet";
      shelf.replaceChildren(
        ...graphs.map((names, place) => {
          const marks = [place >= old ? "new" : "", runs.includes(place + 1) ? "runs" : ""].filter(Boolean);
          const card = element("li", { class: marks.join(" ") }, element("code", {}, names));
          if (marks.length) {
            card.append(element("span", { class: "marks" }, marks.join(", ")));
          }
          return card;
        }),
      );
    },
  };
}
