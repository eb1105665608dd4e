// The lines in which two twins differ are marked; the counterpart lights up where one is pointed at, focused or touched.
// Within a block the arrow keys go from one marked line to the next, so that a block is one stop of the keyboard.

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

for (const duet of document.querySelectorAll(".duet[data-differ]")) {
  const sides = [...duet.querySelectorAll(".tabbed-block")].map((block) => [
    ...block.querySelector(".highlight").querySelectorAll(".hll"),
  ]);
  const groups = grouped(duet.dataset.differ, sides);
  let lit = [];

  const light = (line) => {
    const fresh = groups.find((group) => group.includes(line)) ?? [];
    lit.forEach((each) => each.classList.remove("lit"));
    fresh.forEach((each) => each.classList.add("lit"));
    lit = fresh;
  };
  const lineOf = ({ target }) => target.closest?.(".hll");

  duet.addEventListener("pointerover", (event) => light(lineOf(event)));
  duet.addEventListener("pointerleave", () => light(undefined));
  duet.addEventListener("focusin", (event) => light(lineOf(event)));
  duet.addEventListener("focusout", () => light(undefined));
  for (const lines of sides) {
    reachable(lines);
  }
}

// The attribute tells for each difference how many marked lines belong to it on each side.
function grouped(differ, sides) {
  const next = sides.map(() => 0);
  return differ.split(" ").map((pair) =>
    pair.split(":").flatMap((count, side) => {
      const start = next[side];
      next[side] += Number(count);
      return sides[side].slice(start, next[side]);
    }),
  );
}

function reachable(lines) {
  lines.forEach((line, place) => {
    line.tabIndex = place ? -1 : 0;
    line.role = "mark";
    line.addEventListener("keydown", (event) => {
      const other = lines[place + STEPS[event.key]];
      if (other) {
        event.preventDefault();
        line.tabIndex = -1;
        other.tabIndex = 0;
        other.focus();
      }
    });
  });
}
