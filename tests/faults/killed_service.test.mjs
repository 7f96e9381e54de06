// The service dies at any moment, with and without its database, and with the answer on its way.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Chance, cycles } from "./chance.mjs";
import { MARKER } from "./clients.mjs";
import { World, median, spread, until } from "./world.mjs";

const READY_MS_MAX = 2_000;
const chance = new Chance("killed service");

let world;
before(async () => (world = await World.open("killed service", { proxy: true })));
after(() => world?.close());

/** A busy machine may be late once; not usually. */
function inTime(times) {
  assert.ok(median(times) < READY_MS_MAX, spread(times));
}

test("kill -9 at any moment under eight writers", async () => {
  const times = [];
  for (let cycle = 0; cycle < cycles(6, 50); cycle += 1) {
    const crowd = world.crowd();
    await pause(chance.between(5, 500));
    await world.kill();
    times.push(await world.start());
    await pause(chance.between(50, 300));
    await world.dismiss(crowd);
  }
  await world.reckon(`ready after kill -9: ${spread(times)}`);
  inTime(times);
});

test("killed with the answer to the commit on the wire", async () => {
  for (let cycle = 0; cycle < cycles(3, 20); cycle += 1) {
    const crowd = world.crowd({ writers: 3, deciders: 0 });
    await pause(chance.between(20, 200));
    world.proxy.arm({ marker: MARKER, bytes: chance.between(0, 40), how: "halfOpen" });
    await until("a comment to pass", () => !world.proxy.armed);
    await pause(chance.between(0, 20));
    await world.kill();
    world.proxy.reset();
    await world.start();
    await world.dismiss(crowd);
  }
  await world.reckon(`cut: ${world.proxy.fired}`);
});

test("service and database killed together", async () => {
  const times = [];
  for (let cycle = 0; cycle < cycles(2, 20); cycle += 1) {
    const crowd = world.crowd();
    await pause(chance.between(20, 500));
    await Promise.all([world.kill(), world.cluster.kill()]);
    await world.cluster.start();
    times.push(await world.start());
    await world.untilTaken();
    await world.dismiss(crowd);
  }
  await world.reckon(`ready after both: ${spread(times)}`);
});
