// Where an error stands in the text: lines and columns count from 1, columns in code points, strings
// in UTF-16.

import { phrases } from "./phrases.js";

/** `{line, start, end}`: what is to be selected. An error of the whole file stands on no line (0);
    one behind the end stands at the end. */
export function placeOf(text, { line, column }) {
  if (line < 1) return { line: 0, start: 0, end: 0 };
  const lines = text.split("\n");
  const number = Math.min(line, lines.length);
  const words = lines[number - 1];
  const before = lines.slice(0, number - 1).reduce((sum, one) => sum + one.length + 1, 0);
  if (column < 1) {
    const start = words.length - words.trimStart().length;
    return { line: number, start: before + start, end: before + Math.max(start, words.trimEnd().length) };
  }
  const start = Array.from(words).slice(0, column - 1).join("").length;
  const [word] = /^([\w.-]+|[\uD800-\uDBFF][\uDC00-\uDFFF]|.|)/s.exec(words.slice(start));
  return { line: number, start: before + start, end: before + start + word.length };
}

/** In the order in which one walks through them: file by file, as `names` has them. */
export function inOrder(errors, names) {
  const place = ({ file }) => (names.indexOf(file) + 1 || names.length + 1) * (file === "" ? 0 : 1);
  return [...errors].sort((a, b) => place(a) - place(b) || a.line - b.line || a.column - b.column);
}

/** The errors after lines were changed: from line `at` on, `gone` lines became `come`. Those further
    down move along; those on the changed lines stay near. */
export function moved(errors, { at, gone, come }) {
  return errors.map((error) => {
    if (error.line < at) return error;
    if (error.line >= at + gone) return { ...error, line: error.line + come - gone };
    return { ...error, line: Math.min(error.line, at + Math.max(come, 1) - 1) };
  });
}

/** Which lines differ: `{at, gone, come}`, or null. */
export function changedLines(before, after) {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const tailMax = Math.min(before.length, after.length) - head;
  while (tail < tailMax && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const [gone, come] = [before.length - head - tail, after.length - head - tail];
  return gone + come === 0 ? null : { at: head + 1, gone, come };
}

/** "rules.d/links.toml, line 3" */
export function whereWords({ file, line }) {
  if (file === "") return phrases.files.all;
  return line < 1 ? file : phrases.files.line(file, line);
}
