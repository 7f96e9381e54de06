// The desk's list, without a page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Queue } from "../../../web/desk/queue.js";

const at = (id, second, more = {}) => ({
  id, version: 1, created_at: `2026-11-29T10:00:${String(second).padStart(2, "0")}.000Z`, ...more,
});
const ids = (queue) => queue.items.map(({ id }) => id);
function filled(order = "oldest") {
  const queue = new Queue(order);
  queue.add([at(3, 3), at(1, 1), at(2, 2)]);
  return queue;
}

test("the oldest stands first, or the newest", () => {
  assert.deepEqual(ids(filled()), [1, 2, 3]);
  assert.equal(filled().current.id, 1);
  assert.deepEqual(ids(filled("newest")), [3, 2, 1]);
});

test("comments of the same moment stand in the order of their ids, numbers and not words", () => {
  const queue = new Queue("oldest");
  queue.add([at(10, 1), at(9, 1)]);
  assert.deepEqual(ids(queue), [9, 10]);
});

test("each is there once, in its newest version", () => {
  const queue = filled();
  queue.find(2).isGone = true;
  queue.add([at(2, 2)]);
  assert.ok(queue.find(2).isGone, "an old page brings nothing back");
  queue.add([at(2, 2, { version: 3, text: "again" })]);
  assert.deepEqual(ids(queue), [1, 2, 3]);
  const { text, isGone } = queue.find(2);
  assert.deepEqual({ text, isGone }, { text: "again", isGone: false });
});

test("the next takes the place of what has gone; at the end the one before", () => {
  const queue = filled();
  queue.select(2);
  queue.remove(2);
  assert.equal(queue.current.id, 3);
  queue.remove(3);
  assert.equal(queue.current.id, 1);
  queue.remove(1);
  assert.equal(queue.current, null);
  queue.remove(1);
  queue.add([at(4, 4)]);
  assert.equal(queue.current.id, 4);
});

test("what goes elsewhere leaves the eyes where they are", () => {
  const queue = filled();
  queue.select(2);
  queue.remove(1);
  assert.equal(queue.current.id, 2);
  assert.equal(queue.left, 1);
});

test("one moves to both ends and no farther", () => {
  const queue = filled();
  queue.select(1);
  queue.move(-1);
  assert.equal(queue.current.id, 1);
  for (let step = 0; step < 5; step += 1) queue.move(1);
  assert.equal(queue.current.id, 3);
  assert.equal(queue.left, 0);
  queue.select(99);
  assert.equal(queue.current.id, 3, "nobody knows 99");
  const empty = new Queue("oldest");
  empty.move(1);
  assert.equal(empty.current, null);
});
