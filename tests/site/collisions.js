/* What is wrong in the drawings of a page, one line each: words on words, a stroke through words, words that
   are cut off or too small.
   The box of words is their ink, as the browser measures it, with a little air at both ends; a stroke is a point at
   every second unit along a shape's outline. */
() => {
  const AIR = 3; // in a drawing's own units
  const SMALLEST = 11; // in pixels
  const pen = document.createElement("canvas").getContext("2d");

  function boxOf(text) {
    const style = getComputedStyle(text);
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ink = pen.measureText(text.textContent);
    const bounds = text.getBBox();
    const baseline = text.getStartPositionOfChar(0).y;
    const [left, right] = [bounds.x - AIR, bounds.x + bounds.width + AIR];
    const [top, bottom] = [baseline - ink.actualBoundingBoxAscent, baseline + ink.actualBoundingBoxDescent];
    const corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
    const places = corners.map(([x, y]) => new DOMPoint(x, y).matrixTransform(text.getCTM()));
    const [across, down] = [places.map(place => place.x), places.map(place => place.y)];
    const letters = parseFloat(style.fontSize) * text.getCTM().a;
    return {words: text.textContent, letters, left: Math.min(...across), right: Math.max(...across),
            top: Math.min(...down), bottom: Math.max(...down)};
  }

  function pointsOf(shape) {
    const places = [];
    const length = shape.getTotalLength();
    for (let way = 0; way <= length; way += 2) {
      places.push(shape.getPointAtLength(way).matrixTransform(shape.getCTM()));
    }
    return places;
  }

  const isSeen = shape => ["stroke", "fill"].some(paint => getComputedStyle(shape)[paint] !== "none");
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  const holds = (box, place) => box.left < place.x && place.x < box.right && box.top < place.y && place.y < box.bottom;

  function faultsOf(drawing) {
    const boxes = [...drawing.querySelectorAll("text")].map(boxOf);
    const {width, height} = drawing.getBoundingClientRect();
    const shapes = [...drawing.querySelectorAll(":is(path, rect, circle, ellipse, line, polyline, polygon)")]
      .filter(shape => isSeen(shape) && !shape.closest("defs, clipPath, marker"));
    const faults = [];
    boxes.forEach((box, place) => {
      boxes.slice(place + 1).filter(other => meet(box, other))
        .forEach(other => faults.push(`"${box.words}" meets "${other.words}"`));
      if (box.left < 0 || box.top < 0 || box.right > width || box.bottom > height) {
        faults.push(`"${box.words}" is cut off`);
      }
    });
    boxes.filter(box => box.letters < SMALLEST)
      .forEach(box => faults.push(`"${box.words}" has letters of ${box.letters.toFixed(1)} px`));
    shapes.forEach(shape => {
      const places = pointsOf(shape);
      boxes.filter(box => places.some(place => holds(box, place)))
        .forEach(box => faults.push(`a ${shape.tagName} runs through "${box.words}"`));
    });
    return faults;
  }

  return [...document.querySelectorAll("figure.drawing svg")].flatMap(faultsOf);
}
