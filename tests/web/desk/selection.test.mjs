// What is marked, and what goes with a rejection.

import assert from "node:assert/strict";
import { test } from "node:test";

import { REASONS, bansAsked, bytesOf, givenWith } from "../../../web/desk/reasons.js";
import { Selection, TOGETHER_MAX } from "../../../web/desk/selection.js";

const comment = (id, version = 1) => ({ id, version });

test("a comment stays marked as it was when it was marked", () => {
  const selection = new Selection();
  selection.toggle(comment(1));
  selection.toggle(comment(2, 4));
  assert.deepEqual(selection.all, [comment(1), comment(2, 4)]);
  assert.equal(selection.has(2), true);
  selection.toggle(comment(1, 2));
  assert.deepEqual(selection.all, [comment(2, 4)]);
});

test("no more are marked than can be decided together", () => {
  const selection = new Selection();
  for (let id = 1; id <= TOGETHER_MAX; ++id) assert.equal(selection.toggle(comment(id)), true);
  assert.equal(selection.toggle(comment(TOGETHER_MAX + 1)), false);
  assert.equal(selection.size, 100);
  assert.equal(selection.toggle(comment(5)), true);
  assert.equal(selection.toggle(comment(TOGETHER_MAX + 1)), true);
});

test("what is alike is marked together, or not at all", () => {
  const selection = new Selection();
  for (let id = 1; id < TOGETHER_MAX; ++id) selection.toggle(comment(id));
  assert.equal(selection.toggle(comment(200), comment(201)), false);
  assert.equal(selection.size, TOGETHER_MAX - 1);
  selection.clear();
  assert.equal(selection.toggle(comment(200), comment(201)), true);
  assert.deepEqual(selection.all, [comment(200), comment(201)]);
  selection.toggle(comment(1));
  selection.toggle(comment(200), comment(201), comment(202));
  assert.deepEqual(selection.all, [comment(1)], "marked again is marked no more");
});

test("what waits no more is let go of", () => {
  const selection = new Selection();
  for (const id of [1, 2, 3]) selection.toggle(comment(id));
  selection.keep((id, marked) => id !== 2 && marked.version === 1);
  assert.deepEqual(selection.all.map(({ id }) => id), [1, 3]);
  selection.clear();
  assert.equal(selection.size, 0);
});

test("eleven reasons, each with a key of its own", () => {
  assert.equal(REASONS.length, 11);
  assert.equal(new Set(REASONS.map(([, key]) => key)).size, 11);
});

test("own words stand for the code; nothing is left out as nothing", () => {
  assert.deepEqual(givenWith({ code: "ad", own: "", note: "" }), { reason: "ad" });
  assert.deepEqual(givenWith({ code: "ad", own: " sells watches ", note: " again " }), { reason: "sells watches", note: "again" });
  assert.deepEqual(givenWith({ code: "", own: " ", note: "" }), {});
  assert.equal(bytesOf("ä"), 2);
});

test("bans are of the comment, each kind by itself", () => {
  assert.deepEqual(bansAsked(7, ["author", "domain"], null, ""), [
    { kind: "author", comment: 7 },
    { kind: "domain", comment: 7 },
  ]);
  assert.deepEqual(bansAsked(7, ["pseudonym"], "2026-12-01T00:00:00.000Z", "ad"), [
    { kind: "pseudonym", comment: 7, until: "2026-12-01T00:00:00.000Z", reason: "ad" },
  ]);
});
