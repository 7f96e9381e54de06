// Decisions on their way, against a service that answers as it is told.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Decisions } from "../../../web/desk/decisions.js";

const ann = { id: 1, version: 1, author: "Ann" };
const bob = { id: 2, version: 4, author: "Bob" };
const answer = (batch, status, more) => ({ batch, results: [{ status, ...more }] });

/** What was asked and told, in order. `answers`: one for each call, or what is thrown. */
function desk(answers) {
  const seen = [];
  const call = (name) => async (asked) => {
    seen.push([name, asked]);
    await new Promise((done) => setTimeout(done, 5));
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  const tell = (name) => (comment, more) => seen.push([name, comment, more]);
  const names = ["decided", "decidedMany", "kept", "conflict", "undone", "undoneMany", "failed", "failedMany", "idle"];
  const decisions = new Decisions(
    { decide: call("decide"), undo: call("undo") },
    Object.fromEntries(names.map((name) => [name, tell(name)])),
  );
  return { decisions, seen, names: () => seen.map(([name]) => name) };
}

test("they go one after the other, whatever the speed of the keys", async () => {
  const { decisions, seen, names } = desk([answer(7, 200), answer(8, 200)]);
  decisions.decide(ann, "approve");
  const last = decisions.decide(bob, "spam");
  assert.equal(decisions.waiting, 2);
  await last;
  assert.deepEqual(names(), ["decide", "decided", "decide", "decided"]);
  assert.deepEqual(seen[2], ["decide", [{ id: 2, version: 4, decision: "spam" }]]);
  assert.equal(decisions.waiting, 0);
});

test("the last is taken back first, and waits in its new version", async () => {
  const { decisions, seen } = desk([
    answer(7, 200), answer(8, 200), answer(9, 200, { version: 6 }), answer(10, 200, { version: 3 }),
  ]);
  decisions.decide(ann, "approve");
  decisions.decide(bob, "spam");
  decisions.undo();
  decisions.undo();
  await decisions.undo();
  assert.deepEqual(seen.slice(4).map(([name, what]) => [name, what]), [
    ["undo", 8], ["undone", { ...bob, version: 6 }],
    ["undo", 7], ["undone", { ...ann, version: 3 }],
    ["idle", undefined],
  ]);
});

test("what a colleague was faster with is told, and cannot be taken back here", async () => {
  const { decisions, names } = desk([answer(7, 409, { decided_by: "Flo" })]);
  decisions.decide(ann, "approve");
  await decisions.undo();
  assert.deepEqual(names(), ["decide", "conflict", "idle"]);
});

test("a failure stops nothing behind it", async () => {
  const { decisions, names } = desk([new Error("no answer"), answer(8, 200)]);
  decisions.decide(ann, "approve");
  await decisions.decide(bob, "reject");
  assert.deepEqual(names(), ["decide", "failed", "decide", "decided"]);
  assert.equal(decisions.waiting, 0);
});

test("an undo that failed can be tried again; one that came too late cannot", async () => {
  const { decisions, names } = desk([
    answer(7, 200), new Error("no answer"), answer(7, 409, { decided_by: "Flo" }),
  ]);
  decisions.decide(ann, "approve");
  decisions.undo();
  decisions.undo();
  await decisions.undo();
  assert.deepEqual(names(), ["decide", "decided", "undo", "failed", "undo", "conflict", "idle"]);
});

test("what stays as it is, is told, and cannot be taken back", async () => {
  const { decisions, names } = desk([answer(7, 200, { version: 1 })]);
  decisions.decide(ann, "approve");
  await decisions.undo();
  assert.deepEqual(names(), ["decide", "kept", "idle"]);
});

test("a reason and a note go with it", async () => {
  const { decisions, seen } = desk([answer(7, 200)]);
  await decisions.decide(ann, "reject", { reason: "abusive", note: "again" });
  assert.deepEqual(seen[0][1], [{ id: 1, version: 1, decision: "reject", reason: "abusive", note: "again" }]);
});

test("several are one batch, with their numbers and versions, and are taken back as one", async () => {
  const both = { batch: 7, results: [{ id: 1, status: 200, version: 2 }, { id: 2, status: 409, version: 5 }] };
  const back = { batch: 8, results: [{ id: 1, status: 200, version: 3, state: "pending" }] };
  const { decisions, seen } = desk([both, back]);
  decisions.decideMany([ann, bob], "reject", { reason: "ad" });
  await decisions.undo();
  assert.deepEqual(seen[0], ["decide", [
    { id: 1, version: 1, decision: "reject", reason: "ad" },
    { id: 2, version: 4, decision: "reject", reason: "ad" },
  ]]);
  assert.deepEqual(seen[1][1].map(({ comment, result }) => [comment.id, result.status]), [[1, 200], [2, 409]]);
  assert.deepEqual(seen.slice(2).map(([name, what]) => [name, what]), [
    ["undo", 7], ["undone", { ...ann, version: 3 }],
  ]);
});

test("an undo of several finds each by its number", async () => {
  const both = { batch: 7, results: [{ id: 1, status: 200, version: 2 }, { id: 2, status: 200, version: 5 }] };
  const back = { batch: 8, results: [{ id: 2, status: 200, version: 6 }, { id: 1, status: 409, version: 3 }] };
  const { decisions, seen } = desk([both, back]);
  decisions.decideMany([ann, bob], "approve");
  await decisions.undo();
  const [name, answers] = seen.at(-1);
  assert.equal(name, "undoneMany");
  assert.deepEqual(answers.map(({ comment, result }) => [comment, result.status]), [[ann, 409], [{ ...bob, version: 6 }, 200]]);
});

test("several that failed are told together; what moved none cannot be taken back", async () => {
  const none = { batch: 7, results: [{ id: 1, status: 409 }, { id: 2, status: 404 }] };
  const { decisions, names } = desk([new Error("no answer"), none]);
  decisions.decideMany([ann, bob], "spam");
  decisions.decideMany([ann, bob], "spam");
  await decisions.undo();
  assert.deepEqual(names(), ["decide", "failedMany", "decide", "decidedMany", "idle"]);
});
