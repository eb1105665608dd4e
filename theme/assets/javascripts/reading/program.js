// Reads a text as a program: a module, or the code of a notebook's cells. The twin of
// counterpoint/source/reading/program.py.

const MAGIC = /^(?:(?<indent>\s*)[%!?].*|(?<deep>\s*)\S+\?+\s*)$/;
const CELLS_OF_PYTHON = ["%%time", "%%timeit", "%%capture", "%%prun"];

// { text, place }: `place` maps a line to the cell, or 0 in a module, and the line within it.
export function readProgram(text) {
  text = withPlainEnds(text);
  const sources = codeCells(text);
  if (!sources) {
    return { text, place: (line) => [0, line] };
  }
  const cells = sources.map(withoutMagics);
  let before = 0;
  const starts = cells.map((cell) => {
    const start = before;
    before += cell.split("\n").length;
    return start;
  });
  const place = (line) => {
    const number = starts.filter((start) => start < line).length;
    return [number, line - starts[number - 1]];
  };
  return { text: cells.join("\n"), place };
}

const withPlainEnds = (text) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");

function codeCells(text) {
  if (!text.trimStart().startsWith("{")) {
    return null;
  }
  try {
    const cells = JSON.parse(text).cells.filter((cell) => cell.cell_type === "code");
    return cells.map(({ source }) => withPlainEnds([source].flat().join("")));
  } catch {
    return null;
  }
}

function withoutMagics(source) {
  const lines = source.split("\n");
  if (lines[0].startsWith("%%") && !CELLS_OF_PYTHON.some((one) => lines[0].startsWith(one))) {
    return "\n".repeat(lines.length - 1);
  }
  return lines.map(withoutMagic).join("\n");
}

function withoutMagic(line) {
  const match = MAGIC.exec(line);
  if (!match) {
    return line;
  }
  return (match.groups.indent ?? match.groups.deep) ? `${match.groups.indent ?? match.groups.deep}pass` : "";
}
