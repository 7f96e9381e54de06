// Nearly the same text many times: one line of the desk's list, and what stands behind it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Campaigns, folded, oneLess, resized, weight } from "../../../web/desk/campaigns.js";
import { Queue } from "../../../web/desk/queue.js";

const at = (id, more = {}) => ({
  id, version: 1, state: "pending", author: "Ann", text: "words",
  created_at: `2026-11-29T10:00:${String(id).padStart(2, "0")}.000Z`, ...more,
});
const of = (campaign, size, id, more = {}) => at(id, { campaign: { id: campaign, size }, ...more });
const ids = (queue) => queue.items.map(({ id }) => id);
const everyId = (queue) => new Set(ids(queue));
function filled(...comments) {
  const queue = new Queue("oldest");
  queue.add(comments);
  return queue;
}

test("of a campaign the earliest alone stands in the list, whichever comes first", () => {
  const queue = filled(of(5, 3, 2), at(3));
  queue.add([of(5, 3, 4)]);
  assert.deepEqual(ids(queue), [2, 3]);
  queue.add([of(5, 4, 1)]);
  assert.deepEqual(ids(queue), [1, 3]);
  assert.equal(queue.current.id, 1, "the same line is looked at");
  assert.equal(queue.news, null);
});

test("a line tells how many there are by now", () => {
  const queue = filled(at(1), at(2));
  queue.add([of(5, 2, 1)]);
  assert.equal(queue.find(1).campaign.size, 2);
  queue.add([of(5, 3, 1)]);
  assert.equal(queue.find(1).campaign.size, 3);
  queue.add([at(1)]);
  assert.equal(queue.find(1).campaign, undefined);
});

test("all are counted, however few lines there are", () => {
  assert.equal(filled(of(5, 30, 1), at(2)).weight, 31);
  assert.equal(filled(of(5, 1001, 1), at(2)).weight, Infinity, "more than a thousand");
  const queue = filled(of(5, 2, 1));
  queue.addClaimed([of(5, 2, 2, { claim: { by: "Mo", until: "" } })]);
  assert.equal(queue.weight, 2, "what stands apart is counted in its line");
  assert.equal(weight(at(1)), 1);
});

test("where a colleague decides the first, the next takes its line", () => {
  const queue = filled(of(5, 3, 1), at(2));
  queue.decided({ id: 1, version: 2, state: "spam" }, of(5, 2, 3));
  assert.deepEqual(ids(queue), [2, 3]);
  assert.deepEqual([queue.current.id, queue.news], [3, "fewer"]);
  queue.move(-1);
  assert.deepEqual([ids(queue), queue.news], [[2, 3], null]);
});

test("an event of before gives no line away", () => {
  const queue = filled(of(5, 3, 1, { version: 3 }));
  queue.decided({ id: 1, version: 2, state: "spam" }, of(5, 2, 3));
  assert.deepEqual(ids(queue), [1]);
});

test("where the next is not known, the first stays under the eyes until she goes on", () => {
  const queue = filled(of(5, 3, 1), at(2));
  queue.decided({ id: 1, version: 2, state: "spam" });
  assert.equal(queue.news, "decided");
  queue.add([of(5, 2, 3)]);
  assert.deepEqual(ids(queue), [1, 2, 3]);
  queue.move(1);
  assert.deepEqual(ids(queue), [2, 3]);
});

test("what is folded under an earlier one has not gone", () => {
  const queue = filled(of(5, 2, 3), at(4));
  queue.refresh([of(5, 3, 1), at(4)], everyId(queue), true);
  assert.deepEqual(ids(queue), [1, 4]);
  assert.deepEqual([queue.current.id, queue.news], [1, null]);
  queue.refresh([at(4), of(5, 2, 6)], everyId(queue), true);
  assert.equal(queue.news, "decided", "but an earlier one has");
});

test("what she claims stands in lines of its own until it is decided", () => {
  const mine = { claim: { by: "Mo", until: "" } };
  const queue = filled(of(5, 3, 1), at(4));
  queue.addClaimed([of(5, 3, 2, mine), of(5, 3, 3, mine), at(4, mine)]);
  assert.deepEqual(ids(queue), [1, 2, 3, 4]);
  assert.equal(queue.find(2).campaign, undefined, "decided alone");
  queue.addClaimed([of(5, 3, 2, mine)]);
  queue.refresh([of(5, 3, 1), at(4, mine)], everyId(queue), true);
  assert.deepEqual(ids(queue), [1, 2, 3, 4]);
  queue.decided({ id: 2, version: 2, state: "spam" });
  assert.deepEqual(ids(queue), [1, 3, 4]);
  queue.addClaimed([of(5, 2, 1, mine)]);
  assert.deepEqual([queue.find(1).campaign.size, queue.find(1).claim.by], [3, "Mo"], "the first stays their line");
});

test("what was taken with its line stays away", () => {
  const queue = filled(of(5, 3, 1));
  const member = of(5, 3, 2);
  assert.equal(queue.mayWait(member), true);
  queue.take(queue.find(1));
  queue.take(member);
  assert.equal(queue.mayWait(member), false);
  queue.add([member]);
  assert.deepEqual(ids(queue), []);
  queue.add([of(5, 2, 3)]);
  assert.deepEqual(ids(queue), [3], "and the rest comes");
});

test("by score the strictest stands for the others, and its heir is the next", () => {
  const score = (id, score) => of(5, 3, id, { verdict: { score } });
  const queue = new Queue("score");
  queue.add([score(1, 0), score(2, 3)]);
  assert.deepEqual(ids(queue), [2]);
  queue.add([score(1, 0)]);
  assert.deepEqual(ids(queue), [2]);
  queue.take(queue.current);
  queue.putBack([score(1, 0), score(3, 4)]);
  assert.deepEqual(ids(queue), [3]);
});

test("what is taken back stands in the lines that it makes", () => {
  const lines = folded([of(5, 3, 3), of(5, 3, 1), at(7), of(6, 9, 8)], (a, b) => a.id - b.id);
  assert.deepEqual(lines.map(({ id, campaign }) => [id, campaign?.size]), [[1, 2], [7, undefined], [8, undefined]]);
});

test("one less of a thousand is less, of more than a thousand nobody knows", () => {
  assert.equal(oneLess(of(5, 1000, 1)).campaign.size, 999);
  assert.equal(oneLess(of(5, 1001, 1)).campaign.size, 1001);
  assert.equal(oneLess(of(5, 2, 1)).campaign, undefined);
  assert.equal(resized(of(5, 2, 1), 4).campaign.size, 4);
});

/** Asked for by hand: `answer(campaign, page)`. */
function asking() {
  const waiting = new Map();
  const told = { asked: [], came: 0, faults: [] };
  const campaigns = new Campaigns({
    fetch: (campaign) => {
      told.asked.push(campaign);
      return new Promise((come, fail) => waiting.set(campaign, { come, fail }));
    },
    onCome: () => (told.came += 1),
    onFault: (fault) => told.faults.push(fault),
  });
  const settle = async (act) => {
    act();
    await new Promise((later) => setTimeout(later));
  };
  return {
    campaigns, told,
    answer: (campaign, page) => settle(() => waiting.get(campaign).come(page)),
    fail: (campaign) => settle(() => waiting.get(campaign).fail(new Error("none"))),
  };
}

test("the members of the line that is looked at are asked for once", async () => {
  const { campaigns, told, answer } = asking();
  campaigns.look(at(9));
  campaigns.look(of(5, 2, 1));
  campaigns.look(of(5, 3, 1));
  assert.equal(campaigns.shown, null);
  await answer(5, { items: [of(5, 2, 1), of(5, 2, 2)], next: null });
  assert.deepEqual([told.asked, told.came, campaigns.shown.length, campaigns.isMore], [[5], 1, 2, false]);
  campaigns.look(null);
  assert.equal(campaigns.shown, null);
});

test("what comes after she has gone on is not shown", async () => {
  const { campaigns, told, answer } = asking();
  campaigns.look(of(5, 2, 1));
  campaigns.look(of(6, 2, 3));
  await answer(5, { items: [of(5, 2, 1)], next: null });
  assert.deepEqual([campaigns.shown, told.came], [null, 0]);
  await answer(6, { items: [of(6, 2, 3)], next: "more" });
  assert.deepEqual([campaigns.shown.length, campaigns.isMore], [1, true]);
});

test("what cannot be shown whole is not decided with the others", async () => {
  const { campaigns, answer } = asking();
  const [short, long] = ["x".repeat(2_000), "x".repeat(2_001)];
  campaigns.look(of(5, 3, 1, { text: long }));
  await answer(5, { items: [of(5, 3, 1, { text: long }), of(5, 3, 2, { text: short }), of(5, 3, 3, { text: long })], next: null });
  assert.deepEqual(campaigns.shown.map(({ id }) => id), [1, 2], "the first is shown by itself");
  assert.equal(campaigns.isMore, true);
});

test("what was decided elsewhere is shown no more", async () => {
  const { campaigns, answer } = asking();
  campaigns.look(of(5, 2, 1));
  await answer(5, { items: [of(5, 2, 1), of(5, 2, 2, { version: 3 })], next: null });
  assert.equal(campaigns.gone({ id: 2, version: 3 }), false, "before it was edited");
  assert.equal(campaigns.gone({ id: 7, version: 2 }), false);
  assert.equal(campaigns.gone({ id: 2, version: 4 }), true);
  assert.deepEqual(campaigns.shown.map(({ id }) => id), [1]);
});

test("after a fault they are asked for again", async () => {
  const { campaigns, told, fail } = asking();
  campaigns.look(of(5, 2, 1));
  await fail(5);
  assert.equal(told.faults.length, 1);
  campaigns.look(of(5, 2, 1));
  assert.deepEqual(told.asked, [5, 5]);
});
