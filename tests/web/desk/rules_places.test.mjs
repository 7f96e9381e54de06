// Where an error stands, and where it stands after more was written.

import assert from "node:assert/strict";
import { test } from "node:test";

import { changedLines, inOrder, moved, placeOf, whereWords } from "../../../web/desk/rules/places.js";

const selected = (text, place) => {
  const { line, start, end } = placeOf(text, place);
  return [line, text.slice(start, end)];
};

test("a column selects the word that begins there", () => {
  const text = '[[limit]]\nmetric = "linkz"\n  over = 2';
  assert.deepEqual(selected(text, { line: 2, column: 11 }), [2, "linkz"]);
  assert.deepEqual(selected(text, { line: 2, column: 10 }), [2, '"']);
  assert.deepEqual(selected(text, { line: 1, column: 1 }), [1, "["]);
});

test("no column is the line without the white space around it", () => {
  assert.deepEqual(selected("a\n  over = 2 \nb", { line: 2, column: 0 }), [2, "over = 2"]);
  assert.deepEqual(selected("a\n   \nb", { line: 2, column: 0 }), [2, ""]);
});

test("columns count code points", () => {
  assert.deepEqual(selected("😀😀 casino", { line: 1, column: 4 }), [1, "casino"]);
  assert.deepEqual(selected("😀😀", { line: 1, column: 2 }), [1, "😀"]);
});

test("what lies behind the end is at the end; line 0 is the whole file", () => {
  assert.deepEqual(selected("a\nb", { line: 9, column: 1 }), [2, "b"]);
  assert.deepEqual(selected("a\nb", { line: 1, column: 9 }), [1, ""]);
  assert.deepEqual(placeOf("a", { line: 0, column: 0 }), { line: 0, start: 0, end: 0 });
});

test("errors are walked file by file and line by line; what is about all of them first", () => {
  const at = (file, line, column = 1) => ({ file, line, column });
  const errors = [at("b", 2), at("c", 1), at("a", 9), at("", 0), at("b", 2, 0), at("a", 1)];
  assert.deepEqual(inOrder(errors, ["a", "b"]), [at("", 0), at("a", 1), at("a", 9), at("b", 2, 0), at("b", 2), at("c", 1)]);
});

test("which lines differ", () => {
  assert.equal(changedLines(["a", "b"], ["a", "b"]), null);
  assert.deepEqual(changedLines(["a", "b", "c"], ["a", "x", "y", "c"]), { at: 2, gone: 1, come: 2 });
  assert.deepEqual(changedLines(["a", "a"], ["a"]), { at: 2, gone: 1, come: 0 });
  assert.deepEqual(changedLines(["a"], ["b", "a"]), { at: 1, gone: 0, come: 1 });
});

test("errors move with their lines", () => {
  const lines = (change) => moved([{ line: 0 }, { line: 2 }, { line: 5 }, { line: 6 }, { line: 9 }], change).map(({ line }) => line);
  assert.deepEqual(lines({ at: 3, gone: 0, come: 4 }), [0, 2, 9, 10, 13]);
  assert.deepEqual(lines({ at: 5, gone: 2, come: 1 }), [0, 2, 5, 5, 8]);
  assert.deepEqual(lines({ at: 5, gone: 2, come: 0 }), [0, 2, 5, 5, 7]);
});

test("a place in words", () => {
  assert.equal(whereWords({ file: "rules.d/a.toml", line: 3 }), "rules.d/a.toml, line 3");
  assert.equal(whereWords({ file: "rules.d/a.toml", line: 0 }), "rules.d/a.toml");
  assert.equal(whereWords({ file: "", line: 0 }), "All files");
});
