// What an editor has written, beside the version that she began with.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Draft, FILES_MAX, merged } from "../../../web/desk/rules/draft.js";

const base = { version: 7, hash: "abc", files: { "rules.d/a.toml": "a", "words/b.txt": "b" } };

test("nothing differs until something is written", () => {
  const draft = new Draft(base);
  assert.equal(draft.isChanged, false);
  draft.write("rules.d/a.toml", "A");
  assert.equal(draft.state("rules.d/a.toml"), "changed");
  assert.equal(draft.isChanged, true);
  draft.write("rules.d/a.toml", "a");
  assert.equal(draft.isChanged, false, "written back by hand");
  assert.deepEqual(base.files, { "rules.d/a.toml": "a", "words/b.txt": "b" }, "the version itself is left alone");
});

test("files are added, renamed, removed and brought back", () => {
  const draft = new Draft(base);
  draft.write("words/c.txt", "");
  assert.equal(draft.state("words/c.txt"), "new");
  draft.rename("words/c.txt", "words/d.txt");
  draft.remove("words/b.txt");
  assert.deepEqual(draft.names, ["rules.d/a.toml", "words/d.txt"]);
  assert.deepEqual(draft.gone, ["words/b.txt"]);
  draft.restore("words/b.txt");
  draft.remove("words/d.txt");
  assert.equal(draft.isChanged, false);
});

test("what is kept is what differs, and fits its version alone", () => {
  const draft = new Draft(base);
  draft.write("rules.d/a.toml", "A");
  draft.write("words/c.txt", "c");
  draft.remove("words/b.txt");
  const kept = JSON.parse(JSON.stringify(draft.toKeep));
  assert.deepEqual(kept.changed, { "rules.d/a.toml": "A", "words/c.txt": "c" });
  assert.deepEqual(Draft.kept(base, kept).files, draft.files);
  assert.equal(Draft.kept({ ...base, hash: "def" }, kept), null);
  assert.equal(Draft.kept(base, null), null);
});

test("a name has its kind's folder and ending, plain letters, and is free", () => {
  const draft = new Draft(base);
  for (const name of ["rules.d/links.toml", "words/my_words-2.txt", `words/${"x".repeat(90)}.txt`]) assert.equal(draft.whyNot(name), "", name);
  for (const name of ["rules.d/.toml", "rules.d/a b.toml", "words/ä.txt", "rules.d/../a.toml", "a.toml", "rules.d/a.txt", "words/sub/a.txt"])
    assert.match(draft.whyNot(name), /letters/, name);
  assert.match(draft.whyNot(`words/${"x".repeat(91)}.txt`), /at most 100/);
  assert.match(draft.whyNot("words/b.txt"), /already/);
});

test("a set has so many files at most", () => {
  const files = Object.fromEntries(Array.from({ length: FILES_MAX - 1 }, (_, n) => [`words/${n}.txt`, ""]));
  const draft = new Draft({ ...base, files });
  assert.equal(draft.whyNot("words/new.txt"), "");
  draft.write("words/new.txt", "");
  assert.match(draft.whyNot("words/more.txt"), /at most 200/);
});

test("another's version and mine become one; what both changed is named", () => {
  const was = { same: "1", mine: "1", theirs: "1", both: "1", alike: "1", gone: "1", dropped: "1" };
  const mine = { same: "1", mine: "2", theirs: "1", both: "2", alike: "2", dropped: "1", added: "2" };
  const theirs = { same: "1", mine: "1", theirs: "3", both: "3", alike: "2", gone: "1", extra: "3" };
  assert.deepEqual(merged(was, mine, theirs), {
    files: { same: "1", mine: "2", theirs: "3", both: "2", alike: "2", added: "2", extra: "3" },
    both: ["both"],
  });
});
