// An import is killed again and again, at any moment, with the service at work beside it: run once
// more it goes on, and in the end everything is there, once, in its thread.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { binary } from "../e2e/support.mjs";
import { Chance, cycles } from "./chance.mjs";
import { Pooler, isInstalled } from "./pooler.mjs";
import { World, until } from "./world.mjs";

const KILLS = cycles(20, 100);
const COMMENTS = cycles(160_000, 600_000);
const BATCH = 10_000;
const ARTICLES = 50;
const LATE_SOURCES = cycles(3, 25);
const ROUNDS_MAX = 500;
const REFUSED_EVERY = 1000;
const chance = new Chance("import");
const folder = mkdtempSync(join(tmpdir(), "copytaster-import-"));
after(() => rmSync(folder, { recursive: true }));

let world;
before(async () => (world = await World.open("import")));
after(() => world?.close());

const isRefused = (id) => id % REFUSED_EVERY === 0;
/** Now and then a reply stands far before what it answers. */
function parentOf(id) {
  if (id % 3 !== 0) return null;
  const parent = id % 999 === 0 && id + 20 * ARTICLES < COMMENTS ? id + 20 * ARTICLES : id - ARTICLES;
  const isThere = parent > 0 && !isRefused(parent);
  return isThere ? parent : null;
}
const STATES = ["approved", "approved", "approved", "pending", "rejected", "spam"];

function write(path, comments = COMMENTS) {
  const lines = [];
  for (let id = 1; id <= comments; id += 1) {
    lines.push(JSON.stringify({
      article: `old-${id % ARTICLES}`,
      article_url: `https://old.example/${id % ARTICLES}`,
      id,
      parent: parentOf(id),
      author: `Ann ${id % 500}`,
      email: isRefused(id) ? "none" : `ann${id % 500}@example.com`,
      text: `comment ${id}: ${"word ".repeat(id % 40)}`,
      state: STATES[id % STATES.length],
      created_at: new Date(Date.UTC(2020, 0, 1) + id * 60_000).toISOString(),
    }));
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
}

/** `path`: with more words before it, if any. Ends with how it ended; killed once `mayDie` says so, if ever. */
async function run(path, mayDie, settings = {}) {
  const env = { ...process.env, ...world.settings, ...settings };
  const words = ["import", "--format", "ndjson", ...[path].flat(), "--json"];
  const child = spawn(binary, words, { env, detached: true });
  let said = "";
  let isOver = false;
  child.stdout.on("data", (bytes) => (said += bytes));
  child.stderr.on("data", (bytes) => (said += bytes));
  const ended = new Promise((done) => child.once("close", (code, signal) => done({ code, signal, said })));
  ended.then(() => (isOver = true));
  if (mayDie) await until("the moment to die", async () => isOver || mayDie());
  if (mayDie && !isOver) process.kill(-child.pid, "SIGKILL"); // the one that was typed, and its child
  return ended;
}

/** At once, or when so many more are there; then a little later. */
async function moment(count) {
  const wanted = (await count()) + chance.of([0, 1, 1, BATCH / 2]);
  const later = Date.now() + chance.between(20, 400);
  return async () => Date.now() > later && (await count()) >= wanted;
}

test(`killed ${KILLS} times on the way: complete, nothing twice`, async () => {
  const path = join(folder, "old.ndjson");
  write(path);
  const ask = (statement) => world.cluster.ask(statement).then(Number);
  const crowd = world.crowd({ writers: 2, deciders: 1 });
  const count = () => ask("SELECT count(*) FROM imported");
  let kills = 0;
  for (let round = 0; kills < KILLS; round += 1) {
    assert.ok(round < ROUNDS_MAX, "it is never killed on the way");
    const { code, signal, said } = await run(path, await moment(count));
    if (signal === "SIGKILL") kills += 1;
    else assert.equal(code, 1, `it has ended before: ${said}`);
  }
  const before = await count();
  const last = await run(path);
  await world.dismiss(crowd);
  const report = JSON.parse(last.said.trim().split("\n").at(-1));
  const refused = Math.floor(COMMENTS / REFUSED_EVERY);
  assert.equal(last.code, 0, last.said);
  assert.deepEqual([report.refused, report.known + report.imported], [refused, COMMENTS - refused]);
  assert.ok(before > 0 && before < COMMENTS - refused, `${before} were there before the last run`);
  console.log(`faults: import: ${before} of ${COMMENTS} were there after ${kills} kills`);

  await world.cluster.ask("ANALYZE imported, comment");
  const whole = "imported i JOIN comment c ON c.id = i.comment_id";
  assert.equal(await ask("SELECT count(*) FROM imported"), COMMENTS - refused);
  assert.equal(await ask(`SELECT count(DISTINCT c.id) FROM ${whole} WHERE c.text LIKE 'comment ' || i.source_id || ':%'`), COMMENTS - refused);
  assert.equal(await ask("SELECT count(*) FROM comment WHERE text LIKE 'comment %: %'"), COMMENTS - refused, "nothing twice");
  const parents = Array.from({ length: COMMENTS }, (_, n) => n + 1).filter((id) => !isRefused(id) && parentOf(id) !== null).length;
  assert.equal(
    await ask(`SELECT count(*) FROM ${whole} JOIN imported p ON p.comment_id = c.parent_id
      WHERE abs(i.source_id::int - p.source_id::int) IN (${ARTICLES}, ${20 * ARTICLES})`),
    parents, "threads");
  assert.equal(
    await ask("SELECT count(*) FROM queue q JOIN imported i ON i.comment_id = q.comment_id"),
    await ask("SELECT count(*) FROM imported i JOIN comment c ON c.id = i.comment_id WHERE c.state = 0"), "what waits is in the queue");
  assert.equal(
    await ask("SELECT sum(approved) FROM author a WHERE EXISTS (SELECT FROM comment c JOIN imported i ON i.comment_id = c.id WHERE c.author_index = a.author_index)"),
    await ask("SELECT count(*) FROM imported i JOIN comment c ON c.id = i.comment_id WHERE c.state = 1"), "histories count each once");
});

test("killed in the last passes, where replies come that stood before their parents", async () => {
  const path = join(folder, "late.ndjson");
  write(path, 3 * BATCH);
  const waiting = Array.from({ length: 3 * BATCH }, (_, n) => n + 1).filter((id) => !isRefused(id) && parentOf(id) > id);
  const late = waiting.filter((id) => parentOf(id) <= 3 * BATCH).length; // the last one's is in no file
  const all = 3 * BATCH * (1 - 1 / REFUSED_EVERY);
  const ask = (statement) => world.cluster.ask(statement).then(Number);
  let kills = 0;
  for (let number = 0; number < LATE_SOURCES; number += 1) {
    const source = `late${number}`;
    const rows = `imported i JOIN import_source s ON s.id = i.source AND s.name = '${source}'`;
    let said;
    for (let round = 0; !said; round += 1) {
      assert.ok(round < ROUNDS_MAX, "it never ends");
      const later = chance.between(0, 100) + 300 * round;
      let since;
      const ended = await run(["--source", source, path], async () => {
        since ??= (await ask(`SELECT count(*) FROM ${rows}`)) >= all - waiting.length ? Date.now() : undefined;
        return since !== undefined && Date.now() >= since + later;
      });
      if (ended.signal === "SIGKILL") kills += 1;
      else assert.equal(ended.code, 0, (said = ended.said));
    }
    await world.cluster.ask("ANALYZE imported, comment");
    assert.equal(await ask(`SELECT count(*) FROM ${rows}`), all);
    assert.equal(
      await ask(`SELECT count(*) FROM ${rows} JOIN comment c ON c.id = i.comment_id
        JOIN imported p ON p.comment_id = c.parent_id AND p.source = i.source
        WHERE p.source_id::int > i.source_id::int`),
      late, "replies that stood before their parents hang below them");
  }
  assert.ok(kills >= LATE_SOURCES, `${kills} kills`);
  console.log(`faults: import: ${kills} kills in the last passes of ${LATE_SOURCES}`);
});

const skip = isInstalled() ? false : "no pgbouncer";
test("also through pgbouncer, which hands out connections by transaction", { skip }, async () => {
  const pooler = await Pooler.before(world.cluster);
  const pooled = { COPYTASTER_DATABASE: pooler.conninfo() };
  try {
    const path = join(folder, "pooled.ndjson");
    write(path, 3 * BATCH);
    const source = ["--source", "pooled"];
    const first = await run([...source, path], undefined, pooled);
    assert.equal(first.code, 0, first.said);
    assert.equal(JSON.parse(first.said.trim().split("\n").at(-1)).imported, 3 * BATCH * (1 - 1 / REFUSED_EVERY));
    const again = await run([...source, path], undefined, pooled);
    assert.equal(again.code, 0, again.said);
    assert.equal(JSON.parse(again.said.trim().split("\n").at(-1)).imported, 0);
    assert.equal(await world.cluster.ask("SELECT count(*) FROM import_turn"), "0", "no turn is left behind");
    assert.equal(await world.cluster.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
  } finally {
    await pooler.stop();
  }
});
