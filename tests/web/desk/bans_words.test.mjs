// Bans in words, and as the service takes them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asked, untilOf, whomWords } from "../../../web/desk/bans_words.js";

test("whom a ban covers, short enough to be read", () => {
  assert.equal(whomWords({ kind: "domain", value: "casino.example", comment: null }), "Domain casino.example");
  assert.equal(whomWords({ kind: "author", value: "3f9c1d7e5a20aaaa", comment: 12 }), "Author 3f9c1d7e…, of comment 12");
});

test("until when", () => {
  assert.equal(untilOf("", ""), null);
  assert.equal(untilOf("7", "", 0), "1970-01-08T00:00:00.000Z");
  assert.equal(untilOf("day", "2026-12-31"), new Date(2027, 0, 1).toISOString(), "to the end of that day");
});

test("what is typed is a value or a comment's number", () => {
  assert.deepEqual(asked({ choice: "name", value: "Bob*", until: null, reason: "" }), { kind: "name", value: "Bob*" });
  assert.deepEqual(asked({ choice: "author comment", value: "#12", until: "2027-01-01T00:00:00.000Z", reason: "threatens" }), {
    kind: "author",
    comment: 12,
    until: "2027-01-01T00:00:00.000Z",
    reason: "threatens",
  });
});
