// Two services on one database: what is decided at one is read from the other within a second, also
// while PostgreSQL ends their connections.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { cycles } from "../faults/chance.mjs";
import { Pooler, isInstalled } from "../faults/pooler.mjs";
import { World, spread } from "../faults/world.mjs";
import { Service } from "./support.mjs";

const READ_MS_MAX = 1_000;
const TURNS = cycles(30, 1_000);
const KILL_EVERY_MS = 300;
let world;
let other;

before(async () => {
  world = await World.open("two instances");
  other = await another("other");
});
after(async () => {
  await other?.stop({ keep: true });
  await world?.close();
});

function another(name, settings = {}) {
  return Service.start({
    ...world.settings,
    COPYTASTER_DATA: join(world.place, name),
    COPYTASTER_PRIVACY_KEY_FILE: join(world.service.data, "keys"),
    ...settings,
  });
}

/** Who is told to come again, does. */
async function insist(ask) {
  for (const end = performance.now() + READ_MS_MAX; ; await pause(5)) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    assert.ok(performance.now() < end, `503 for ${READ_MS_MAX} ms`);
  }
}

async function totalAt(service) {
  const answer = await insist(() => fetch(`${service.api}/articles/held/comments?limit=1`));
  assert.equal(answer.status, 200);
  return (await answer.json()).total;
}

async function submitAt(service, text, key) {
  const comment = { author: "Ann", email: "ann@example.com", text };
  const answer = await insist(() => service.submit(comment, { article: "held", headers: { "Idempotency-Key": key } }));
  assert.equal(answer.status, 202);
  return answer.json();
}

async function approveAt(service, { id, version }) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${world.token}` };
  const body = JSON.stringify({ decisions: [{ id, version, decision: "approve" }] });
  const answer = await insist(() => fetch(`${service.api}/moderation/decisions`, { method: "POST", headers, body }));
  const [result] = (await answer.json()).results;
  assert.equal(result.state, "approved"); // 409 where the first try was lost on its way back
}

/** Approves one comment after the other, here and there in turn, and waits until the other shows it. */
async function decideAndRead(turns, name, pair = [world.service, other]) {
  const times = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const [here, there] = turn % 2 ? pair : [...pair].reverse();
    const total = await totalAt(there);
    const comment = await submitAt(here, `What I think of it while ${name}, ${turn}.`, `${name.replaceAll(" ", "-")}-${turn}`);
    await approveAt(here, comment);
    const began = performance.now();
    assert.equal(await totalAt(here), total + 1, "who has decided finds it at once");
    while ((await totalAt(there)) !== total + 1) {
      assert.ok(performance.now() - began < READ_MS_MAX, `turn ${turn}: not read within ${READ_MS_MAX} ms`);
      await pause(5);
    }
    times.push(performance.now() - began);
  }
  console.log(`faults: two instances, ${name}: ${turns} decisions read at the other after ${spread(times)}`);
}

test("a decision at one instance is read from the other", () => decideAndRead(TURNS, "all is well"));

test("also while connections are ended", async () => {
  let over = false;
  const ending = (async () => {
    while (!over) {
      await world.cluster.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'copytaster_service' AND state = 'idle'");
      await pause(KILL_EVERY_MS);
    }
  })();
  try {
    await decideAndRead(TURNS, "connections are ended");
  } finally {
    over = true;
    await ending;
  }
});

test("a ban at one instance is kept at the other, and no address is in a log", async () => {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${world.token}` };
  const path = (service) => `${service.api}/moderation/bans`;
  const statusAt = async (service, email, text) =>
    (await insist(() => service.submit({ author: "Ann", email, text }, { article: "held" }))).status;
  const times = [];
  for (const [turn, [here, there]] of [[world.service, other], [other, world.service]].entries()) {
    const email = `canary.banned${turn}@example.com`;
    const body = JSON.stringify({ kind: "author", value: email });
    const answer = await insist(() => fetch(path(here), { method: "POST", headers, body }));
    assert.equal(answer.status, 201);
    const began = performance.now();
    const { id } = await answer.json();
    assert.equal(await statusAt(here, email, `here ${turn}`), 403, "who has banned finds it at once");
    for (let look = 0; (await statusAt(there, email, `there ${turn} ${look}`)) !== 403; look += 1) {
      assert.ok(performance.now() - began < READ_MS_MAX, `not kept within ${READ_MS_MAX} ms`);
      await pause(5);
    }
    times.push(performance.now() - began);
    assert.equal((await insist(() => fetch(`${path(there)}/${id}`, { method: "DELETE", headers }))).status, 204);
    assert.equal(await statusAt(there, email, `there again ${turn}`), 202);
  }
  console.log(`faults: two instances: bans kept at the other after ${spread(times)}`);
  for (const service of [world.service, other]) assert.doesNotMatch(await service.allLogged(), /canary/);
});

const skip = isInstalled() ? false : "no pgbouncer";
test("also through pgbouncer, which hands out connections by transaction", { skip }, async () => {
  const pooler = await Pooler.before(world.cluster);
  const pooled = { COPYTASTER_DATABASE: pooler.conninfo() };
  const pair = [];
  try {
    for (const name of ["pooled", "pooled-too"]) pair.push(await another(name, pooled));
    await decideAndRead(TURNS, "pooled", pair);
  } finally {
    for (const service of pair) await service.stop({ keep: true });
    await pooler.stop();
  }
});
