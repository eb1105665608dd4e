// Explains a program call by call. The twin of `explained` and `as_data` in counterpoint/commands/explain.py.

import { readProgram } from "./program.js";
import { OTHER, RowsForCalls, voiceOf } from "./rows.js";
import { callSites } from "./statements.js";

const FRAMEWORK = ["import", "made", "instance", "guess"];

export function explainer(rows, known) {
  const choose = new RowsForCalls(rows, known);
  return (text) => explained(readProgram(text), choose, known);
}

function explained({ text, place }, choose, known) {
  const { sites, unread } = callSites(text, known);
  const at = ({ line, name }) => ({ cell: place(line)[0], line: place(line)[1], name });
  const notes = sites.filter((site) => FRAMEWORK.includes(site.by)).map((site) => ({
    ...at(site),
    by: site.by,
    ...asData(choose.chosen(site), voiceOf(site.name)),
  }));
  const unresolved = sites.filter((site) => site.by === "unknown").map(at);
  const counts = {
    calls: sites.length,
    "of a framework": notes.length,
    "with a row": notes.filter((note) => note.row).length,
    "of the program's own or another library": sites.length - notes.length - unresolved.length,
    "not resolved": unresolved.length,
  };
  const lines = text.split("\n").map((code, before) => {
    const [cell, line] = place(before + 1);
    return { cell, line, text: code };
  });
  return { lines, notes, unresolved, unread: unread.map((line) => place(line)), counts };
}

function asData(chosen, here) {
  if (!chosen) {
    return { row: null };
  }
  const { about, remedied, asWritten: as_written } = chosen;
  return { row: asRow(chosen.row, here), about, remedied, as_written, others: chosen.others.map((row) => asRow(row, here)) };
}

function asRow(row, here) {
  const there = OTHER[here];
  return {
    row: `${row.area}: ${row.row}`,
    address: row.address,
    verdict: row.verdict,
    differs: row.differs,
    difference: row.difference,
    except_on: row.except_on,
    here: row[here],
    there: row[there],
    as_there: row[`${here}_as_${there}`],
    as_here: row[`${there}_as_${here}`],
    note: row.note,
  };
}
