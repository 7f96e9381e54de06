// Figures of a back-test in words, and in order.

import assert from "node:assert/strict";
import { test } from "node:test";

import { blockedWords, caughtWords, liveWords, microseconds, precisionWords, shadowWords, shareWords, sortedBy } from "../../../web/desk/rules/figures.js";

const words = (share, low, high) => Object.values(shareWords({ share, low, high })).join(", ");

test("a share is told of as many as tell its ends apart", () => {
  assert.equal(words(0.004, 0.002, 0.007), "about 4 in 1,000, between 2 and 7");
  assert.equal(words(0.83, 0.8, 0.86), "about 83 in 100, between 80 and 86");
  assert.equal(words(0.03, 0.01, 0.09), "about 3 in 100, between 1 and 9");
  assert.equal(words(0.004, 0.0007, 0.022), "about 4 in 1,000, between 1 and 22", "not “about 0 in 100”");
  assert.equal(words(0.0004, 0.0002, 0.0007), "about 4 in 10,000, between 2 and 7");
  assert.equal(words(0.998, 0.996, 0.999), "about 998 in 1,000, between 996 and 999");
  assert.equal(words(0.5, 0.499999, 0.500001), "about 50,000 in 100,000, between 50,000 and 50,000");
});

test("none and all promise no more than was seen", () => {
  assert.equal(words(0, 0, 0.012), "none, in the long run at most 12 in 1,000");
  assert.equal(words(1, 0.72, 1), "all, in the long run at least 72 in 100");
});

test("what becomes of wanted and unwanted ones", () => {
  const blocked = { total: 3014, blocked_then: 15, blocked_now: 12, share_now: 0.004, low: 0.002, high: 0.007 };
  assert.deepEqual(blockedWords(blocked), {
    words: "About 4 in 1,000 wanted comments would be held back, between 2 and 7.",
    counts: "12 of 3,014; by the rules then: 15",
  });
  assert.match(blockedWords({ ...blocked, blocked_now: 0, share_now: 0, low: 0, high: 0.0013 }).words, /^No wanted comment would be held back; in the long run at most 13 in 10,000\.$/);
  const caught = { total: 912, caught_then: 702, caught_now: 757, share_now: 0.83, low: 0.8, high: 0.86 };
  assert.equal(caughtWords(caught).words, "About 83 in 100 unwanted comments would be caught, between 80 and 86.");
  assert.match(caughtWords({ ...caught, share_now: 1, low: 0.9, high: 1 }).words, /^All unwanted comments would be caught, /);
});

test("of nothing nothing is said", () => {
  const none = { total: 0, share_now: 0, low: 0, high: 1 };
  assert.match(blockedWords(none).words, /nothing can be said about wanted ones/);
  assert.match(caughtWords(none).words, /nothing can be said about spam/);
});

const rule = (name, more) => ({ rule: name, shadow: false, hits: 0, wanted: 0, unwanted: 0, precision: null, ...more });

test("rules in shadow, a sentence each", () => {
  const rules = [rule("acts", { hits: 9 }), rule("a", { shadow: true }), rule("b", { shadow: true, hits: 34, unwanted: 31, wanted: 1 }), rule("c", { shadow: true, hits: 1, unwanted: 1 })];
  assert.deepEqual(shadowWords(rules), [
    "a would have hit nothing.",
    "b would have hit 34 comments: 31 unwanted, 1 wanted, 2 undecided.",
    "c would have hit 1 comment: 1 unwanted, 0 wanted.",
  ]);
});

test("sorted by any column, what has no figure last, equal ones by name", () => {
  const rules = [rule("b", { hits: 2 }), rule("c", { hits: 5, precision: 0.5 }), rule("a", { hits: 2, precision: 0.9 })];
  const order = (column, isDown) => sortedBy(rules, column, isDown).map((one) => one.rule).join("");
  assert.equal(order("hits", true), "cab");
  assert.equal(order("hits", false), "abc");
  assert.equal(order("precision", true), "acb");
  assert.equal(order("precision", false), "cab");
  assert.equal(order("rule", true), "cba");
});

test("percent and microseconds", () => {
  assert.deepEqual([0.974, 1, 0, null].map(precisionWords), ["97 %", "100 %", "0 %", "–"]);
  assert.deepEqual([0.04, 1.84, 14.2, null].map(microseconds), ["0.0", "1.8", "14", "–"]);
});

test("what a rule has hit lately is said with what people made of it", () => {
  const rule = { hits: 31, approved: 1, refused: 30, precision: 0.967742, low: 0.838057, high: 0.994289 };
  assert.equal(liveWords(rule, 7), "hit 31 comments in 7 days; people refused 30 and approved 1: precision 97 % (83–100).");
  assert.equal(liveWords({ ...rule, hits: 1, approved: 0, refused: 0, precision: null }, 1), "hit 1 comment in 1 day; people have decided none of them yet.");
  assert.equal(liveWords({ ...rule, hits: 0, precision: null }, 30), "hit nothing in 30 days.");
});
