// The largest comments and long lists; in the long form also an hour's worth of everything at once.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Chance, cycles, long } from "./chance.mjs";
import { World } from "./world.mjs";

const TEXT_BYTES_MAX = 65_525;
const RSS_GROWTH_MB_MAX = 64;
const SOAK_S = Number(process.env.COPYTASTER_TEST_SOAK_S ?? 600);
const chance = new Chance("large");

let world;
before(async () => (world = await World.open("large")));
after(() => world?.close());

const rssMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${world.service.child.pid}/status`, "utf8"))[1]) / 1024;
const descriptors = () => readdirSync(`/proc/${world.service.child.pid}/fd`).length;

test("the largest comments, as they were sent", async () => {
  const texts = ["x", "é", "漢", "🙂"].map((letter) => letter.repeat(Math.floor(TEXT_BYTES_MAX / Buffer.byteLength(letter))));
  for (const text of texts) {
    const answer = await world.service.submit({ author: "Ann", email: "ann@example.com", text }, { article: "shown" });
    assert.equal(answer.status, 201);
    const { id } = await answer.json();
    assert.equal(await world.cluster.ask(`SELECT text FROM comment WHERE id = ${id}`), text);
    await world.cluster.ask(`DELETE FROM comment WHERE id = ${id}; DELETE FROM intake WHERE comment_id = ${id}; DELETE FROM author`);
  }
});

async function exported(token) {
  const sum = createHash("sha256");
  const answer = await fetch(`${world.service.api}/export/comments?format=ndjson`, { headers: { Authorization: `Bearer ${token}` } });
  for await (const piece of answer.body) sum.update(piece);
  return sum.digest("hex");
}

test("long lists are whole, the same twice, and need no memory", async () => {
  world.articles = ["held", "held", "shown"];
  const crowd = world.crowd({ writers: 16, deciders: 0, fillerBytesMax: 30_000 });
  await pause(cycles(2_000, 120_000));
  await world.dismiss(crowd);
  const { service, cluster } = world;
  const before = rssMb();
  const ids = new Set();
  for await (const page of service.pages("/moderation/queue", world.token, 10_000)) page.forEach(({ id }) => ids.add(id));
  assert.equal(ids.size, Number(await cluster.ask("SELECT count(*) FROM queue")));
  const exporter = await service.token("exporter");
  assert.equal(await exported(exporter), await exported(exporter));
  const grown = rssMb() - before;
  await world.reckon(`${ids.size} pending; ${grown.toFixed(0)} MB more`);
  assert.ok(grown < RSS_GROWTH_MB_MAX, `${grown} MB more`);
});

test(`${SOAK_S} s of load, with connections ended`, { skip: !long && "in the long form" }, async () => {
  world.articles = ["held", "shown"];
  const crowd = world.crowd({ writers: 8, deciders: 3, pauseMs: 20 });
  await pause(10_000);
  const start = { rss: rssMb(), descriptors: descriptors() };
  for (const end = Date.now() + SOAK_S * 1_000; Date.now() < end; ) {
    await pause(chance.between(500, 3_000));
    if (chance.happens(0.2)) await world.cluster.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'copytaster_service'");
  }
  const more = { rss: rssMb() - start.rss, descriptors: descriptors() - start.descriptors };
  await world.dismiss(crowd);
  await world.reckon(`${more.rss.toFixed(1)} MB and ${more.descriptors} descriptors more`);
  assert.ok(more.rss < RSS_GROWTH_MB_MAX && more.descriptors < 20, JSON.stringify(more));
});
