// What differs between two texts and two sets of files.

import assert from "node:assert/strict";
import { test } from "node:test";

import { changedFiles, countedLines, hunks, lineDiff } from "../../../web/desk/rules/diff.js";

const shown = (lines) => lines.map(({ kind, words }) => ({ same: " ", gone: "-", new: "+" })[kind] + words);
const numbers = (count) => Array.from({ length: count }, (_, n) => `${n + 1}`);

test("equal texts differ in nothing", () => {
  assert.deepEqual(hunks(lineDiff("a\nb", "a\nb")), []);
  assert.deepEqual(lineDiff("", ""), []);
});

test("lines come and go, with their numbers on both sides", () => {
  assert.deepEqual(lineDiff("a\nb\nc", "a\nx\nc\nd"), [
    { kind: "same", words: "a", before: 1, after: 1 },
    { kind: "gone", words: "b", before: 2, after: null },
    { kind: "new", words: "x", before: null, after: 2 },
    { kind: "same", words: "c", before: 3, after: 3 },
    { kind: "new", words: "d", before: null, after: 4 },
  ]);
});

test("a line that has moved leaves what is around it as it is", () => {
  const lines = lineDiff("head\na\nb\nc\nfoot", "head\nb\nc\na\nfoot");
  assert.deepEqual(shown(lines), [" head", "-a", " b", " c", "+a", " foot"]);
});

test("an empty text becomes one with lines; a last line without its end is told", () => {
  assert.deepEqual(shown(lineDiff("", "a\n")), ["+a"]);
  assert.deepEqual(shown(lineDiff("", "a")), ["+a"]);
  assert.deepEqual(shown(lineDiff("a\n", "a\nb\n")), [" a", "+b"]);
  assert.deepEqual(shown(lineDiff("a\n", "a")), [" a", "-"]);
});

test("groups have three lines around them and join where they touch", () => {
  const before = numbers(30);
  const changed = (...at) => hunks(lineDiff(before.join("\n"), before.map((line, n) => (at.includes(n) ? "x" : line)).join("\n")));
  assert.deepEqual(changed(10).map(shown), [[" 8", " 9", " 10", "-11", "+x", " 12", " 13", " 14"]]);
  assert.equal(changed(3, 10).length, 1, "six lines lie between them");
  assert.equal(changed(3, 11).length, 2, "seven do");
  assert.deepEqual(changed(0).map(shown), [["-1", "+x", " 2", " 3", " 4"]]);
});

test("both sides can be put together again, whatever differs", () => {
  const random = (seed) => () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const next = random(7);
  for (let round = 0; round < 500; round += 1) {
    const text = () => Array.from({ length: next() * 12 }, () => "abc"[Math.floor(next() * 3)]).join("\n");
    const [before, after] = [`${text()}\nx`, `${text()}\nx`];
    const lines = lineDiff(before, after);
    const side = (kind) => lines.filter((line) => line.kind !== kind).map(({ words }) => words).join("\n");
    assert.deepEqual([side("new"), side("gone")], [before, after]);
  }
});

test("with too many differences the whole block goes and comes", () => {
  const [before, after] = [numbers(5000), numbers(5000).map((line) => `${line}x`)];
  const lines = lineDiff([...before, "same"].join("\n"), [...after, "same"].join("\n"));
  assert.deepEqual(countedLines(lines), { come: 5000, gone: 5000 });
  assert.equal(lines.at(-1).kind, "same");
});

test("files are changed, new, gone or renamed", () => {
  const before = { "rules.d/a.toml": "a", "rules.d/b.toml": "b", "rules.d/c.toml": "c", "words/d.txt": "d" };
  const after = { "rules.d/a.toml": "a", "rules.d/b.toml": "B", "words/d.txt": "d", "words/e.txt": "e", "rules.d/z.toml": "c" };
  assert.deepEqual(changedFiles(before, after), [
    { name: "rules.d/b.toml", kind: "changed" },
    { name: "rules.d/z.toml", kind: "renamed", from: "rules.d/c.toml" },
    { name: "words/e.txt", kind: "new" },
  ]);
  assert.deepEqual(changedFiles({ a: "1" }, {}), [{ name: "a", kind: "gone" }]);
  assert.deepEqual(changedFiles({ a: "", b: "" }, { c: "" }), [
    { name: "b", kind: "gone" },
    { name: "c", kind: "renamed", from: "a" },
  ]);
});
