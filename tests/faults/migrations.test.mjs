// Migrations killed half way, two at once: the schema is an old one or the new one, and whoever
// comes next finishes it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

import { binary } from "../e2e/support.mjs";
import { Chance, cycles, long } from "./chance.mjs";
import { Cluster } from "./cluster.mjs";
import { FaultProxy } from "./proxy.mjs";

const LATENCY_MS = 1;
const run = promisify(execFile);
const chance = new Chance("migrations");

let cluster;
let proxy;
before(async () => {
  cluster = await Cluster.make();
  proxy = await FaultProxy.to(() => cluster.socket);
  proxy.latencyMs = LATENCY_MS; // longer on the way, so that more moments can be hit
});
after(async () => {
  proxy?.close();
  await cluster?.remove();
});

function migrate() {
  const where = `host=127.0.0.1 port=${proxy.port} sslmode=disable gssencmode=disable user=copytaster dbname=copytaster`;
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("COPYTASTER_"));
  const env = { ...Object.fromEntries(kept), COPYTASTER_DATABASE: where, COPYTASTER_DATA: join(cluster.place, "service") };
  return run(binary, ["migrate"], { env });
}

/** What the ledger says, and the schema as a whole. */
async function standing() {
  const hasLedger = (await cluster.ask("SELECT to_regclass('schema_migration') IS NOT NULL")) === "t";
  const ledger = hasLedger ? await cluster.ask("SELECT string_agg(name, ' ' ORDER BY number) FROM schema_migration") : "";
  return { ledger, schema: await cluster.dumpSchema() };
}

const emptied = `DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;
                 REVOKE ALL ON SCHEMA public FROM copytaster_service`;

/** A killed runner's server process may still be at work. */
async function settled() {
  const others = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'copytaster'";
  while ((await cluster.ask(others)) !== "0") await pause(5);
}

test("killed half way, by two at once", async () => {
  const schemas = new Map();
  const began = performance.now();
  await migrate();
  const whole = performance.now() - began;
  let halfWay = 0;
  for (let cycle = 0; cycle < cycles(4, 30); cycle += 1) {
    await cluster.ask(emptied);
    const runners = [migrate(), migrate()];
    runners.forEach((runner) => runner.catch(() => {}));
    await pause(chance.between(whole / 5, whole * 1.2));
    for (const runner of runners) runner.child.kill("SIGKILL");
    await Promise.allSettled(runners);
    await settled();
    const { ledger, schema } = await standing();
    halfWay += ledger.includes("roles.sql") ? 0 : 1;
    assert.equal(schema, schemas.get(ledger) ?? schema, `the ledger says "${ledger}" of two schemas`);
    schemas.set(ledger, schema);

    const both = await Promise.all([migrate(), migrate()]);
    assert.ok(both.every(({ stdout }) => /schema/.test(stdout)));
    const last = await standing();
    assert.equal(last.schema, schemas.get(last.ledger) ?? last.schema, "finished is not as finished before");
    schemas.set(last.ledger, last.schema);
  }
  console.log(`faults: migrations: ${halfWay} killed before the end; seen: ${[...schemas.keys()].map((names) => `"${names}"`).join(", ")}`);
  if (long) assert.ok(halfWay > 0, "none was killed in time");
});
