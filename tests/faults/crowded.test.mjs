// Too many at once: hundreds of readers, a few connections, tables locked by others, commits that
// take long. Whoever cannot be served is told so soon, and all of it passes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { cycles } from "./chance.mjs";
import { World } from "./world.mjs";

const CONNECTIONS = 3;
const MAX_CONNECTIONS = 10;
const READERS = 500;
const ANSWER_MS_MAX = 8_000;

let world;
before(async () => {
  const settings = { COPYTASTER_DATABASE_CONNECTIONS: String(CONNECTIONS) };
  world = await World.open("crowded", { settings, cluster: { max_connections: MAX_CONNECTIONS } });
});
after(() => world?.close());

const soon = (crowd) => assert.ok(crowd.counts.slowestMs < ANSWER_MS_MAX, `an answer took ${Math.round(crowd.counts.slowestMs)} ms`);

test(`${READERS} readers at once, and ${CONNECTIONS} connections`, async () => {
  for (let cycle = 0; cycle < cycles(1, 3); cycle += 1) {
    const crowd = world.crowd({ writers: READERS, deciders: 2, haste: 0, echoes: 0 });
    await pause(cycles(500, 5_000));
    await world.dismiss(crowd);
    soon(crowd);
  }
  assert.ok((await world.cluster.serviceConnections()) <= CONNECTIONS);
  await world.reckon();
});

/** Takes the places as they come free, as a greedy neighbour would, until told to end. */
async function takeAllPlaces() {
  let ended = false;
  const one = async () => {
    while (!ended) await world.cluster.ask("SELECT pg_sleep(1)").catch(() => pause(5));
  };
  const all = Array.from({ length: MAX_CONNECTIONS + 2 }, one);
  return async () => {
    ended = true;
    await Promise.all(all);
  };
}

test("all places of PostgreSQL taken by others", async () => {
  for (let cycle = 0; cycle < cycles(1, 3); cycle += 1) {
    const crowd = world.crowd({ writers: 6 });
    await world.cluster.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'copytaster_service'");
    const giveBack = await takeAllPlaces();
    await world.cluster.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'copytaster_service'").catch(() => {});
    await pause(cycles(3_000, 10_000));
    await giveBack();
    await world.untilTaken();
    await world.dismiss(crowd);
    soon(crowd);
  }
  await world.reckon();
});

test("a table locked by somebody else", async () => {
  const lockedS = cycles(3, 30);
  for (const table of ["comment", "intake"]) {
    const crowd = world.crowd({ writers: 20 });
    await world.cluster.ask(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(${lockedS})`);
    await world.untilTaken();
    await world.dismiss(crowd);
    assert.ok(crowd.counts.statuses[503] > 0);
    soon(crowd);
  }
  await world.reckon();
});

test("statements that reach their time limit", async () => {
  const limits = "ALTER ROLE copytaster_service SET";
  await world.cluster.ask(`${limits} lock_timeout = 0; ${limits} statement_timeout = '700ms'`);
  await world.restart();
  const crowd = world.crowd({ writers: 20 });
  await world.cluster.ask(`BEGIN; LOCK TABLE comment IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(${cycles(3, 15)})`);
  await world.dismiss(crowd);
  assert.ok(crowd.counts.statuses[503] > 0);
  soon(crowd);
  await world.cluster.ask(`${limits} lock_timeout = '1s'; ${limits} statement_timeout = '3s'`);
  await world.restart();
  await world.reckon();
});

test("commits that take long", async () => {
  await world.cluster.set("commit_siblings", 0);
  await world.cluster.set("commit_delay", 100_000);
  const crowd = world.crowd({ writers: 60, deciders: 2 });
  await pause(cycles(2_000, 30_000));
  await world.dismiss(crowd);
  soon(crowd);
  await world.cluster.set("commit_delay", 0);
  await world.reckon();
});
