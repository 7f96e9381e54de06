// Where the words stand that were a reason.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pieces } from "../../../web/desk/marks.js";

const hit = (...spans) => ({ spans: spans.map(([start, end, field = "text"]) => ({ field, start, end })) });

test("nothing is marked where there is no reason", () => {
  assert.deepEqual(pieces("plain", []), [{ hit: 0, words: "plain" }]);
  assert.deepEqual(pieces("", [hit([0, 3])]), []);
});

test("a span counts code points", () => {
  assert.deepEqual(pieces("😀 Casino!", [hit([2, 8])]), [
    { hit: 0, words: "😀 " },
    { hit: 1, words: "Casino" },
    { hit: 0, words: "!" },
  ]);
});

test("the first of several reasons has the words; spans may touch and overlap", () => {
  assert.deepEqual(pieces("abcdef", [hit([1, 3]), hit([2, 5], [5, 6])]), [
    { hit: 0, words: "a" },
    { hit: 1, words: "bc" },
    { hit: 2, words: "def" },
  ]);
});

test("other fields and what lies outside mark nothing", () => {
  assert.deepEqual(pieces("abc", [hit([0, 2, "author"]), hit([2, 99], [-5, 0], [2, 1])]), [
    { hit: 0, words: "ab" },
    { hit: 2, words: "c" },
  ]);
  assert.deepEqual(pieces("abc", [{}]), [{ hit: 0, words: "abc" }]);
});
