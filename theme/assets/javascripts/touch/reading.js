// The trained network's forward pass, and what turns strokes of a pen into the sixty-four numbers that it reads.

export const SIDE = 8; // pixels of a digit
export const DARKEST = 16;
const DOTS = 32; // as the data set was made: 32 × 32 dots, counted in blocks of 4 × 4
const BLOCK = DOTS / SIDE;
const PEN = 1.8; // half the width of a stroke, in dots

/** Return the ten probabilities for these pixels of 0 to 16: two layers, a ReLU between, a softmax behind. */
export function chancesOf(layers, pixels) {
  const logits = layers.reduce((inputs, [kernel, bias], place) => {
    const outputs = bias.map((start, unit) => inputs.reduce((sum, input, at) => sum + input * kernel[at][unit], start));
    return place < layers.length - 1 ? outputs.map((output) => Math.max(output, 0)) : outputs;
  }, pixels.map((level) => level / DARKEST));
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Return the strokes as pixels: as tall as the square and in its middle, as the digits of the data set are. */
export function pixelsOf(strokes) {
  const points = strokes.flat();
  if (points.length === 0) {
    return new Array(SIDE * SIDE).fill(0);
  }
  const [left, right] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
  const [top, bottom] = [Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([, y]) => y))];
  const scale = (DOTS - 2 * PEN) / Math.max(right - left, bottom - top, 1e-9);
  const place = ([x, y]) => [
    (x - (left + right) / 2) * scale + DOTS / 2,
    (y - (top + bottom) / 2) * scale + DOTS / 2,
  ];
  const lines = strokes.flatMap((stroke) => {
    const placed = stroke.map(place);
    return placed.map((point, at) => [placed[Math.max(at - 1, 0)], point]);
  });
  const pixels = new Array(SIDE * SIDE).fill(0);
  for (let row = 0; row < DOTS; row += 1) {
    for (let column = 0; column < DOTS; column += 1) {
      if (lines.some((line) => distance([column + 0.5, row + 0.5], line) <= PEN)) {
        pixels[Math.floor(row / BLOCK) * SIDE + Math.floor(column / BLOCK)] += 1;
      }
    }
  }
  return pixels;
}

function distance([x, y], [[fromX, fromY], [toX, toY]]) {
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const length = alongX ** 2 + alongY ** 2;
  const share = length ? Math.min(1, Math.max(0, ((x - fromX) * alongX + (y - fromY) * alongY) / length)) : 0;
  return Math.hypot(x - fromX - share * alongX, y - fromY - share * alongY);
}
