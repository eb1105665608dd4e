// What the drawings share: elements, sliders, choices.

export const TITLES = { pytorch: "PyTorch", tensorflow: "TensorFlow" };
export const VOICES = Object.keys(TITLES);
export const KINDS = { pytorch: "full", tensorflow: "dashed" }; // of line: where the two meet, both are seen

const SVG = "http://www.w3.org/2000/svg";

/** Return an HTML element with these properties and children; a `class` may be given as such. */
export function element(name, { class: className, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  if (className) {
    made.className = className;
  }
  made.append(...children);
  return made;
}

/** Return an element of a drawing with these attributes and children. */
export function shape(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  set(made, attributes);
  made.append(...children);
  return made;
}

/** Give a shape these attributes. */
export function set(made, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
}

/** Return a number as the pages print it, with a real minus sign. */
export const words = (value, places = 3) => value.toFixed(places).replace(/^-(?=0\.?0*$)/, "").replace("-", "−");

/** Return a labelled slider over whole numbers. `told` says a place in words; `moved` hears of each. */
export function slider({ label, most, least = 0, start = least, told = String, moved }) {
  const input = element("input", { type: "range", min: least, max: most, step: 1, value: start });
  const output = element("output");
  const tell = () => {
    output.textContent = told(input.valueAsNumber);
    input.setAttribute("aria-valuetext", output.textContent);
    moved(input.valueAsNumber);
  };
  input.addEventListener("input", tell);
  const box = element("label", { class: "slider" }, element("span", {}, label), input, output);
  return {
    box,
    tell,
    move(place) {
      input.value = place;
      tell();
    },
    get place() {
      return input.valueAsNumber;
    },
  };
}

let groups = 0;

/** Return a set of radio buttons; `options` maps values to words. `chosen` hears of each choice. */
export function choice(label, options, chosen) {
  const name = `touch-${(groups += 1)}`;
  const box = element("fieldset", { class: "choice" }, element("legend", {}, label));
  Object.entries(options).forEach(([value, text], place) => {
    const radio = element("input", { type: "radio", name, value, checked: place === 0 });
    radio.addEventListener("change", () => chosen(value));
    box.append(element("label", {}, radio, element("span", {}, text)));
  });
  return box;
}

/** Return a button. */
export function button(text, pressed) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", pressed);
  return made;
}
