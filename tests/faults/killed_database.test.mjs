// PostgreSQL stops, dies, loses single processes, throws everybody out, or just hangs: 503 with
// Retry-After meanwhile, nothing lost, and back as soon as it is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Chance, cycles } from "./chance.mjs";
import { World, median, spread, until } from "./world.mjs";

const BACK_MS_MAX = 2_000;
const POOL = 8;
/** A link's limit (4 s) and that of a new one (3 s), and once more for who waited behind them. */
const SUBMIT_MS_MAX = 12_000;
const FROZEN_MS = 14_000;
const AWAY_MS = 2_000;
const chance = new Chance("killed database");

let world;
before(async () => (world = await World.open("killed database", { settings: { COPYTASTER_DATABASE_CONNECTIONS: String(POOL) } })));
after(() => world?.close());

const healthy = async () => (await fetch(`${world.url()}/healthz`)).status === 200;

test("an immediate stop, and a start", async () => {
  const times = [];
  for (let cycle = 0; cycle < cycles(4, 30); cycle += 1) {
    const crowd = world.crowd();
    await pause(chance.between(20, 400));
    if (chance.happens(0.5)) await world.cluster.stop("immediate");
    else await world.cluster.kill();
    // Up to a second is waited out; the first time it takes longer.
    await pause(cycle === 0 ? AWAY_MS : chance.between(0, 700));
    assert.ok(await healthy());
    await world.cluster.start();
    times.push(await world.untilTaken());
    await world.dismiss(crowd);
  }
  assert.ok(world.statuses[503] > 0, "it was asked while the database was away");
  await world.reckon(`taken again after the database is back: ${spread(times)}`);
  assert.ok(median(times) < BACK_MS_MAX, spread(times));
});

test("SIGKILL of one server process, which sends all others home", async () => {
  const times = [];
  for (let cycle = 0; cycle < cycles(2, 20); cycle += 1) {
    const crowd = world.crowd();
    await pause(chance.between(20, 300));
    assert.ok(await world.cluster.killBackend());
    await until("PostgreSQL to be back", () => world.cluster.ask("SELECT 1").then(() => true, () => false));
    times.push(await world.untilTaken());
    await world.dismiss(crowd);
  }
  await world.reckon(`taken again after the crash: ${spread(times)}`);
});

test("all connections ended every 200 ms", async () => {
  const crowd = world.crowd({ deciders: 2 });
  const end = Date.now() + cycles(4_000, 60_000);
  let most = 0;
  while (Date.now() < end) {
    await world.cluster.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'copytaster_service'");
    await pause(200);
    most = Math.max(most, await world.cluster.serviceConnections());
  }
  await world.dismiss(crowd);
  assert.ok(most <= POOL, `${most} connections`);
  await world.untilTaken();
  assert.ok((await world.cluster.serviceConnections()) <= POOL);
  await world.reckon(`at most ${most} of ${POOL} connections`);
});

test("PostgreSQL frozen", async () => {
  for (let cycle = 0; cycle < cycles(1, 5); cycle += 1) {
    const crowd = world.crowd();
    await pause(300);
    world.cluster.freeze();
    const frozen = Date.now();
    while (Date.now() - frozen < FROZEN_MS) {
      assert.ok(await healthy());
      await pause(250);
    }
    world.cluster.thaw();
    await world.untilTaken();
    await world.dismiss(crowd);
    assert.ok(crowd.counts.slowestMs < SUBMIT_MS_MAX, `an answer took ${Math.round(crowd.counts.slowestMs)} ms`);
  }
  await world.reckon();
});
