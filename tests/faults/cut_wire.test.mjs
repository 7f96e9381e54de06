// The link to the database fails while a comment is on its way: cut within the request or the
// answer to its commit, reset, slow, stalled, or silent for ever.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Chance, cycles } from "./chance.mjs";
import { MARKER } from "./clients.mjs";
import { World, until } from "./world.mjs";

/** statement_timeout of the service's role, and a second or two for whoever waits behind it. */
const END_MS_MAX = 5_500;
const ANSWER_BYTES_MAX = 20;
const chance = new Chance("cut wire");

let world;
before(async () => (world = await World.open("cut wire", { proxy: true })));
after(() => world?.close());

test("cut within the answer, and within the request", async () => {
  const crowd = world.crowd({ writers: 6, haste: 0 });
  const cuts = cycles(42, 200);
  for (let cut = 0; cut < cuts; cut += 1) {
    const answer = { direction: "answer", bytes: cut % (ANSWER_BYTES_MAX + 1) };
    const later = { direction: "answer", bytes: chance.between(ANSWER_BYTES_MAX, 400) };
    const request = { direction: "request", bytes: chance.between(0, 3_000) };
    world.proxy.arm({ marker: MARKER, ...chance.of([answer, answer, answer, later, request]), how: chance.of(["reset", "close"]) });
    await until("a comment to pass", () => !world.proxy.armed);
    await pause(chance.between(0, 30));
  }
  await world.dismiss(crowd);
  assert.ok(world.proxy.fired > cuts / 2, `only ${world.proxy.fired} cuts fell into a request or an answer`);
  await world.reckon(`${world.proxy.fired} of ${cuts} cuts`);
});

test("what a statement of its own commits: cut after COMMIT was sent", async () => {
  const crowd = world.crowd({ writers: 6, haste: 0 });
  let seen = 0;
  for (let cut = 0; cut < cycles(10, 60); cut += 1) {
    world.proxy.arm({ marker: "COMMIT", direction: "answer", bytes: cut % (ANSWER_BYTES_MAX + 1) });
    await pause(60);
    seen += world.proxy.armed ? 0 : 1;
    world.proxy.disarm();
  }
  await world.dismiss(crowd);
  await world.reckon(`${seen} commits cut`);
});

test("every link reset, again and again", async () => {
  const crowd = world.crowd({ writers: 6 });
  for (let cycle = 0; cycle < cycles(20, 100); cycle += 1) {
    await pause(chance.between(5, 120));
    world.proxy.reset();
  }
  await world.dismiss(crowd);
  await world.reckon();
});

test("slow and narrow", async () => {
  Object.assign(world.proxy, { latencyMs: 30, bytesPerSecond: 200_000 });
  const crowd = world.crowd({ writers: 6, fillerBytesMax: 20_000 });
  await pause(cycles(2_500, 20_000));
  await world.dismiss(crowd);
  Object.assign(world.proxy, { latencyMs: 0, bytesPerSecond: Infinity });
  await world.reckon();
});

test("a stall of 3 s", async () => {
  for (let cycle = 0; cycle < cycles(1, 5); cycle += 1) {
    const crowd = world.crowd({ writers: 6 });
    await pause(200);
    world.proxy.stall();
    await pause(3_000);
    world.proxy.resume();
    await world.untilTaken();
    await world.dismiss(crowd);
    assert.ok(crowd.counts.slowestMs < END_MS_MAX, `an answer took ${Math.round(crowd.counts.slowestMs)} ms`);
  }
  await world.reckon();
});

test("half open: whoever is connected hears nothing any more", async () => {
  for (let cycle = 0; cycle < cycles(1, 5); cycle += 1) {
    const crowd = world.crowd({ writers: 6, deciders: 0 });
    await pause(200);
    world.proxy.halfOpen();
    const taken = crowd.taken;
    await pause(END_MS_MAX);
    assert.ok(crowd.taken > taken, `nobody was answered for ${END_MS_MAX} ms`);
    await world.dismiss(crowd);
    assert.ok(crowd.counts.slowestMs < END_MS_MAX, `an answer took ${Math.round(crowd.counts.slowestMs)} ms`);
  }
  await world.reckon();
});
