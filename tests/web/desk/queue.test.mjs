// The desk's list, without a page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Queue } from "../../../web/desk/queue.js";

const at = (id, second, more = {}) => ({
  id, version: 1, state: "pending", author: "Ann", text: "words",
  created_at: `2026-11-29T10:00:${String(second).padStart(2, "0")}.000Z`, ...more,
});
const ids = (queue) => queue.items.map(({ id }) => id);
function filled(order = "oldest") {
  const queue = new Queue(order);
  queue.add([at(3, 3), at(1, 1), at(2, 2)]);
  return queue;
}
const everyId = (queue) => new Set(ids(queue));
const reported = (id, second, count, more) => at(id, second, { state: "approved", reports: { count, reasons: [] }, ...more });

test("the oldest stands first, or the newest", () => {
  assert.deepEqual(ids(filled()), [1, 2, 3]);
  assert.equal(filled().current.id, 1);
  assert.deepEqual(ids(filled("newest")), [3, 2, 1]);
  assert.equal(filled("newest").current.id, 3);
});

test("comments of the same moment stand in the order of their ids, numbers and not words", () => {
  const queue = new Queue("oldest");
  queue.add([at(10, 1), at(9, 1)]);
  assert.deepEqual(ids(queue), [9, 10]);
});

test("what most readers have reported stands first, also when it is reported again", () => {
  const queue = filled();
  queue.add([reported(7, 9, 1), reported(8, 9, 2)]);
  assert.deepEqual(ids(queue), [8, 7, 1, 2, 3]);
  queue.add([reported(7, 9, 3)]);
  assert.deepEqual(ids(queue), [7, 8, 1, 2, 3]);
  assert.equal(queue.current.id, 1, "and the eyes stay where they are");
});

test("each is there once, in its newest version", () => {
  const queue = filled();
  queue.add([at(2, 2, { version: 3, text: "again" })]);
  queue.add([at(2, 2, { version: 2, text: "before" })]);
  assert.deepEqual(ids(queue), [1, 2, 3]);
  assert.equal(queue.find(2).text, "again");
});

test("the next takes the place of what was decided; at the end the one before", () => {
  const queue = filled();
  queue.select(2);
  queue.take(queue.current);
  assert.equal(queue.current.id, 3);
  queue.take(queue.current);
  assert.equal(queue.current.id, 1);
  queue.take(queue.current);
  assert.equal(queue.current, null);
  queue.add([at(4, 4)]);
  assert.equal(queue.current.id, 4);
});

test("what was decided stays away, whatever older pages bring, and comes in a later version", () => {
  const settled = new Map();
  const queue = new Queue("oldest", settled);
  queue.add([at(1, 1), at(2, 2), at(3, 3)]);
  queue.decided({ id: 2, version: 2, state: "spam" });
  queue.take(queue.find(1));
  queue.add([at(1, 1), at(2, 2)]);
  assert.deepEqual(ids(queue), [3]);
  const anew = new Queue("newest", settled);
  anew.add([at(1, 1), at(2, 2), at(1, 1, { version: 3 })]);
  assert.deepEqual(ids(anew), [1]);
});

test("decided before it was ever seen, it does not come from an older page", () => {
  const queue = new Queue("oldest");
  queue.decided({ id: 5, version: 2, state: "approved" });
  queue.add([at(5, 5)]);
  assert.deepEqual(ids(queue), []);
  queue.add([at(5, 5, { version: 3 })]);
  assert.deepEqual(ids(queue), [5]);
});

test("what could not be decided comes back as it was", () => {
  const queue = filled();
  const taken = queue.current;
  queue.take(taken);
  queue.giveBack(taken);
  queue.add([taken]);
  assert.deepEqual(ids(queue), [1, 2, 3]);
  assert.equal(queue.current.id, 2, "under nobody's eyes");
});

test("what a colleague decides leaves the list, but not from under the eyes", () => {
  const queue = filled();
  queue.select(2);
  queue.decided({ id: 1, version: 2, state: "approved" });
  assert.deepEqual([queue.current.id, queue.left, queue.news], [2, 1, null]);
  queue.decided({ id: 2, version: 2, state: "approved" });
  assert.deepEqual([queue.current.id, queue.news], [2, "decided"]);
  queue.move(1);
  assert.deepEqual([ids(queue), queue.current.id, queue.news], [[3], 3, null]);
});

test("an event of before says nothing of a later version", () => {
  const queue = new Queue("oldest");
  queue.add([at(1, 1, { version: 3 })]);
  queue.decided({ id: 1, version: 2, state: "approved" });
  assert.deepEqual([ids(queue), queue.news], [[1], null]);
});

test("what was reported and stays published goes, and comes with the next report", () => {
  const queue = filled();
  queue.add([reported(7, 9, 1, { version: 2 })]);
  queue.decided({ id: 7, version: 2, state: "approved" });
  assert.deepEqual(ids(queue), [1, 2, 3]);
  queue.add([reported(7, 9, 1, { version: 2 })]);
  assert.deepEqual(ids(queue), [7, 1, 2, 3]);
});

test("words that change under the eyes stay, with their version; the new ones come when she goes on", () => {
  const queue = filled();
  queue.add([at(1, 1, { version: 2, text: "other words" })]);
  assert.deepEqual([queue.current.version, queue.current.text, queue.news], [1, "words", "changed"]);
  queue.move(1);
  assert.deepEqual([queue.find(1).version, queue.find(1).text, queue.news], [2, "other words", null]);
  assert.deepEqual(ids(queue), [1, 2, 3]);
  queue.add([at(2, 2, { version: 2 })]);
  assert.deepEqual([queue.current.version, queue.news], [2, null], "the same words may have another version");
});

test("decided on words that have changed, it is decided on their version and comes back", () => {
  const queue = filled();
  queue.add([at(1, 1, { version: 2, text: "other words" })]);
  const taken = queue.current;
  queue.take(taken);
  assert.equal(taken.version, 1, "which will be a conflict");
  queue.add([at(1, 1, { version: 2, text: "other words" })]);
  assert.deepEqual([ids(queue), queue.find(1).version], [[1, 2, 3], 2]);
});

test("what the first page no longer has, has gone; what stands behind it is not known", () => {
  const queue = filled();
  queue.add([at(5, 5)]);
  queue.select(2);
  queue.refresh([at(3, 3)], everyId(queue), false);
  assert.deepEqual([ids(queue), queue.news], [[2, 3, 5], "decided"]);
  queue.refresh([at(3, 3)], everyId(queue), true);
  assert.deepEqual(ids(queue), [2, 3]);
  queue.refresh([], everyId(queue), true);
  assert.deepEqual(ids(queue), [2]);
});

test("what came in while a page was asked for is not missed in it", () => {
  const queue = filled();
  const before = everyId(queue);
  queue.add([at(2.5, 2)]);
  queue.refresh([at(1, 1), at(2, 2), at(3, 3)], before, true);
  assert.deepEqual(ids(queue), [1, 2, 2.5, 3]);
});

test("one moves to both ends and no farther", () => {
  const queue = filled();
  queue.move(-1);
  assert.equal(queue.current.id, 1);
  for (let step = 0; step < 5; step += 1) queue.move(1);
  assert.deepEqual([queue.current.id, queue.left], [3, 0]);
  queue.select(99);
  assert.equal(queue.current.id, 3, "nobody knows 99");
  const empty = new Queue("oldest");
  empty.move(1);
  assert.equal(empty.current, null);
});

test("an appeal that is open again is not taken for answered by the event that opened it", () => {
  const queue = filled();
  const appealed = at(7, 0, { state: "rejected", version: 5, appeal: { text: "but" } });
  queue.add([appealed]);
  queue.decided({ id: 7, version: 5, state: "rejected" });
  assert.equal(queue.find(7), appealed);
  queue.decided({ id: 7, version: 6, state: "rejected" });
  queue.move(1);
  assert.equal(queue.find(7), undefined);
});

test("by score the strictest stands first, whatever readers report; what speaks for one is none", () => {
  const scored = (id, second, score) => at(id, second, { verdict: { score } });
  const queue = new Queue("score");
  queue.add([scored(1, 1, -2), scored(2, 2, 0), scored(3, 3, 1.5), scored(4, 4, 12), reported(5, 5, 3)]);
  assert.deepEqual(ids(queue), [4, 3, 1, 2, 5]);
});

test("who claims is not led to what colleagues hold, and may look at it all the same", () => {
  const queue = filled();
  queue.add([at(4, 4)]);
  queue.passOver = ({ claim }) => claim?.by === "Lis";
  queue.claimed(2, { by: "Lis", until: "x" });
  queue.claimed(3, { by: "Lis", until: "x" });
  queue.claimed(9, { by: "Lis", until: "x" });
  queue.move(1);
  assert.equal(queue.current.id, 4);
  queue.move(-1);
  assert.equal(queue.current.id, 1);
  queue.take(queue.current);
  assert.equal(queue.current.id, 4);
  queue.select(3);
  assert.equal(queue.current.id, 3);
  queue.take(queue.find(3));
  queue.take(queue.find(4));
  assert.equal(queue.current.id, 2, "nothing else is left");
  queue.claimed(2, null);
  assert.equal(queue.current.claim, undefined);
});
