// What is wanted of the queue, as the address says it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, fitting, isSearch } from "../../../web/desk/wanted.js";

const nothing = { order: "oldest", section: "", article: "", author: "", author_of: "", rule: "", q: "", campaign: "" };

test("what the service would not take is left out", () => {
  assert.deepEqual(fitting({}), nothing);
  assert.deepEqual(fitting({ order: "best", q: "a", rule: "Too many_links!" }), { ...nothing, rule: "toomany_links" });
  assert.equal(fitting({ q: "ab" }).q, "ab");
  assert.equal(fitting({ q: "x".repeat(101) }).q.length, 100);
  assert.equal(fitting({ order: "score" }).order, "score");
  for (const [id, taken] of [["12", "12"], ["0", ""], ["012", ""], ["-1", ""], ["1x", ""], ["9".repeat(15), "9".repeat(15)], ["9".repeat(16), ""]])
    assert.equal(fitting({ author_of: id }).author_of, taken, id);
  assert.equal(fitting({ campaign: "4503599627370495" }).campaign, "4503599627370495");
  for (const campaign of ["0", "-1", "1.5", "x", "12345678901234567"]) assert.equal(fitting({ campaign }).campaign, "");
});

test("the address has what is not usual, and keeps the rest", () => {
  assert.equal(addressOf("?site=post", nothing), "?site=post");
  assert.equal(addressOf("", nothing), "");
  const wanted = { ...nothing, order: "newest", q: "a b" };
  assert.equal(addressOf("?site=post&q=old", wanted), "?site=post&q=a+b&order=newest");
  assert.deepEqual(fitting(Object.fromEntries(new URLSearchParams(addressOf("", wanted)))), wanted);
});

test("order and section alone are no search", () => {
  assert.equal(isSearch({ ...nothing, order: "score", section: "sport" }), false);
  for (const name of ["rule", "article", "author", "author_of", "q", "campaign"]) assert.equal(isSearch({ ...nothing, [name]: "x" }), true);
});
