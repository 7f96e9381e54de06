// An operator's own doing under load: ending it, ending it impatiently, and settings that change
// all the time, some of them wrong.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Chance, cycles } from "./chance.mjs";
import { makePlace } from "./cluster.mjs";
import { World, spread, until } from "./world.mjs";

const END_MS_MAX = 10_000;
const HANG_UPS = 100;
const chance = new Chance("drain");

const folder = makePlace();
const config = join(folder, "copytaster.toml");
const good = (links) => `[sites.main]\nlinks_max = ${links}\n`;
const bad = ["[sites.main]\npremoderation = \"sometimes\"\n", "[sites.main\n", "[intake]\nper_minute = 0\n", "[rules]\ndirectory = \"/nonexistent\"\n"];

let world;
before(async () => {
  writeFileSync(config, good(2));
  world = await World.open("drain", { settings: { COPYTASTER_CONFIG: config } });
});
after(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

test("SIGTERM under load: whoever was heard is answered", async () => {
  const times = [];
  for (let cycle = 0; cycle < cycles(3, 50); cycle += 1) {
    const crowd = world.crowd({ haste: 0 });
    await pause(chance.between(20, 500));
    const began = performance.now();
    await world.service.stop({ keep: true }); // it must end with 0
    times.push(performance.now() - began);
    const { statuses } = crowd.counts;
    await world.start();
    await world.dismiss(crowd);
    const cut = Object.keys(statuses).filter((name) => name === "cut off" || name === "unanswered");
    assert.deepEqual(cut, []);
  }
  assert.ok(Math.max(...times) < END_MS_MAX, spread(times));
  await world.reckon(`ended after ${spread(times)}`);
});

test("SIGTERM twice: at once, and nothing acknowledged is lost", async () => {
  for (let cycle = 0; cycle < cycles(2, 20); cycle += 1) {
    const crowd = world.crowd();
    await pause(chance.between(20, 300));
    world.service.child.kill("SIGTERM");
    await pause(chance.between(0, 20));
    world.service.child.kill("SIGTERM");
    const began = performance.now();
    await world.service.ended;
    assert.ok(performance.now() - began < END_MS_MAX);
    await world.start();
    await world.dismiss(crowd);
  }
  await world.reckon();
});

test(`${HANG_UPS} SIGHUPs under load, with good settings and bad ones`, async () => {
  const crowd = world.crowd();
  for (let n = 0; n < HANG_UPS; n += 1) {
    writeFileSync(config, chance.happens(0.5) ? good(n) : chance.of(bad));
    world.service.child.kill("SIGHUP");
    await pause(chance.between(0, 30));
  }
  writeFileSync(config, "[sites.main\n");
  world.service.child.kill("SIGHUP");
  await until("the last one to be refused", () => world.service.logged().includes("SIGHUP: nothing was changed"));
  writeFileSync(config, good(2));
  world.service.child.kill("SIGHUP");
  await world.dismiss(crowd);
  assert.match(world.service.logged(), /SIGHUP: the settings were read again/);
  await world.reckon();
});
