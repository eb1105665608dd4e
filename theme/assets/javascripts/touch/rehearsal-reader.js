// A digit that the reader draws, read by the network that each framework trained.

import { button, element, set, shape, TITLES, VOICES, words } from "./parts.js";
import { chancesOf, DARKEST, pixelsOf, SIDE } from "./reading.js";

export const invitation = "Load the two trained networks";

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function draw(stage, data) {
  let pixels = new Array(SIDE * SIDE).fill(0);
  const answers = VOICES.map((voice) => answer(voice, data[voice].layers));
  const paper = sheet((strokes) => take(pixelsOf(strokes)));
  const seen = grid((at) => take(pixels.with(at, pixels[at] ? 0 : DARKEST)));
  const digits = data.pytorch.digits.map((digit, number) =>
    button(String(number), () => {
      paper.clear();
      take(digit);
    }),
  );
  const clear = button("Clear", () => {
    paper.clear();
    take(new Array(SIDE * SIDE).fill(0));
  });
  stage.append(
    element("div", { class: "controls" },
      element("span", { class: "buttons", role: "group", ariaLabel: "A digit that was held out" },
        element("span", {}, "Held out:"), ...digits), clear),
    element("div", { class: "reader" },
      element("div", {}, element("p", { class: "told" }, "Draw here"), paper.svg),
      element("div", {}, element("p", { class: "told" }, "What they get"), seen.svg),
      element("div", { class: "answers", ariaLive: "polite" }, ...answers.map((each) => each.box))),
  );

  function take(fresh) {
    pixels = fresh;
    seen.show(pixels);
    answers.forEach((each) => each.show(pixels));
  }
  take(pixels);
}

// The square to draw on, for mouse, pen and finger.
function sheet(drawn) {
  const svg = shape("svg", { viewBox: "0 0 32 32", class: "sheet", role: "img", "aria-label": "A square to draw a digit on" });
  let strokes = [];
  let line;
  const point = ({ clientX, clientY }) => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    return [((clientX - left) / width) * 32, ((clientY - top) / height) * 32];
  };
  const extend = (event) => {
    strokes.at(-1).push(point(event));
    set(line, { points: strokes.at(-1).map((pair) => pair.join(",")).join(" ") });
    drawn(strokes);
  };
  svg.addEventListener("pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    strokes.push([]);
    line = svg.appendChild(shape("polyline", { class: "stroke" }));
    extend(event);
    event.preventDefault();
  });
  svg.addEventListener("pointermove", (event) => {
    if (line) {
      extend(event);
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, () => (line = undefined));
  }
  return {
    svg,
    clear() {
      strokes = [];
      svg.replaceChildren();
    },
  };
}

// The sixty-four pixels. By keyboard: the arrow keys choose one, the space bar fills or empties it.
function grid(pressed) {
  const svg = shape("svg", {
    viewBox: `0 0 ${SIDE} ${SIDE}`, class: "pixels", tabindex: 0, role: "application",
    "aria-label": "64 pixels: choose one with the arrow keys, fill or empty it with the space bar",
  });
  const cells = Array.from({ length: SIDE * SIDE }, (_, at) =>
    shape("rect", { x: at % SIDE, y: Math.floor(at / SIDE), width: 1, height: 1 }),
  );
  const cursor = shape("rect", { class: "chosen", width: 1, height: 1 });
  let [column, row] = [0, 0];
  svg.append(...cells, cursor);
  svg.addEventListener("keydown", (event) => {
    const [across, down] = MOVES[event.key] ?? [0, 0];
    if (event.key === " ") {
      pressed(row * SIDE + column);
    } else if (!MOVES[event.key]) {
      return;
    }
    event.preventDefault();
    column = (column + across + SIDE) % SIDE;
    row = (row + down + SIDE) % SIDE;
    set(cursor, { x: column, y: row });
  });
  return {
    svg,
    show: (pixels) => pixels.forEach((level, at) => set(cells[at], { "fill-opacity": level / DARKEST })),
  };
}

function answer(voice, layers) {
  const said = element("p", { class: "told" });
  const bars = Array.from({ length: 10 }, () => element("span", { class: "bar" }));
  const numbers = bars.map(() => element("td", { class: "right" }));
  const rows = bars.map((bar, digit) =>
    element("tr", {}, element("th", { scope: "row" }, String(digit)), element("td", { class: "wide" }, bar), numbers[digit]),
  );
  const box = element("div", { class: `panel ${voice}` },
    element("p", { class: "caption" }, TITLES[voice]), said, element("table", { class: "chances" }, element("tbody", {}, ...rows)));
  return {
    box,
    show(pixels) {
      const empty = pixels.every((level) => level === 0);
      const chances = chancesOf(layers, pixels);
      said.textContent = empty ? "nothing to read yet" : `reads a ${chances.indexOf(Math.max(...chances))}`;
      chances.forEach((chance, digit) => {
        bars[digit].style.width = empty ? 0 : `${100 * chance}%`;
        numbers[digit].textContent = empty ? "" : words(chance);
      });
    },
  };
}
