// The primary dies and its synchronous standby takes over: what was acknowledged is on both.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Chance, cycles } from "./chance.mjs";
import { Cluster } from "./cluster.mjs";
import { World, spread, until } from "./world.mjs";

const GAP_MS_MAX = 10_000;
const chance = new Chance("failover");

let world;
let places;
before(async () => {
  const primary = await Cluster.make();
  const standby = await primary.standby();
  places = [primary.place, standby.place];
  const both = `host=${places.join(",")} user=copytaster_service dbname=copytaster target_session_attrs=read-write`;
  world = await World.open("failover", { cluster: primary, settings: { COPYTASTER_DATABASE: both } });
  world.standby = standby;
});
after(async () => {
  await world?.standby?.remove();
  await world?.close();
});

/** From here on a commit returns when the standby has it, too. */
async function followClosely(primary) {
  await primary.set("synchronous_standby_names", "FIRST 1 (*)");
  await until("a synchronous standby", async () =>
    (await primary.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")) === "1");
}

/** The dead primary stays dead; the other alone has to do until a new standby is there. */
async function takeOver() {
  const dead = world.cluster;
  await dead.kill();
  await pause(chance.between(0, 300));
  await world.standby.ask("ALTER SYSTEM RESET synchronous_standby_names");
  await world.standby.promote();
  world.cluster = world.standby;
  world.standby = undefined;
  return dead;
}

test("kill -9 of the primary, promotion of the standby", async () => {
  const gaps = [];
  for (let cycle = 0; cycle < cycles(1, 20); cycle += 1) {
    await followClosely(world.cluster);
    const crowd = world.crowd();
    await pause(chance.between(200, 1_200));
    const began = performance.now();
    const dead = await takeOver();
    await world.untilTaken();
    gaps.push(performance.now() - began);
    await world.dismiss(crowd);
    await dead.forget();
    world.standby = await world.cluster.standby({}, dead.place);
  }
  await world.reckon(`nothing taken for: ${spread(gaps)}`);
  assert.ok(Math.max(...gaps) < GAP_MS_MAX, spread(gaps));
});
