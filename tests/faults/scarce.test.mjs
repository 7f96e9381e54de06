// Too little memory, or no more threads: it says so and does not start, or serves with 503 where it
// must, or ends with a word where Pistache has no memory; it never aborts, and never leaves half of
// anything. (Few descriptors: e2e/exhausted.)

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { binary } from "../e2e/support.mjs";
import { Chance, cycles, long } from "./chance.mjs";
import { World } from "./world.mjs";

const START_MS_MAX = 10_000;
const LOAD_MS = 400;
const chance = new Chance("scarce");

let world;
const wanted = { skip: !long && "in the long form" };
before(async () => long && (world = await World.open("scarce")));
after(() => world?.close());

/** How it began under a limit: ready, or how it ended and what it said. */
async function begin(limit) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("COPYTASTER_"));
  const env = { ...Object.fromEntries(kept), ...world.settings, COPYTASTER_LISTEN: "127.0.0.1:0", COPYTASTER_LOG_FILE: `${world.service.data}/scarce.log` };
  const child = spawn("prlimit", [limit, binary, "serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const run = { child, said: "", exitCode: undefined };
  const ended = new Promise((done) => child.once("exit", (code, signal) => done({ code, signal })));
  const ready = new Promise((done) => {
    const take = (bytes) => {
      run.said += bytes;
      const found = /^ready: (.*)\/\n/m.exec(run.said);
      if (found) done({ url: found[1] });
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
  });
  const late = pause(START_MS_MAX, { late: true }, { ref: false });
  return Object.assign(run, { ended }, await Promise.race([ended, ready, late]));
}

/** What went wrong with this run, or nothing. */
async function faultOf(limit) {
  const run = await begin(limit);
  if (run.url) {
    const normal = world.service;
    world.service = { child: run.child, url: run.url };
    const crowd = world.crowd({ fillerBytesMax: 60_000, haste: 0 });
    await pause(LOAD_MS);
    run.child.kill("SIGTERM");
    const how = await run.ended;
    world.service = normal;
    await world.start();
    await crowd.end();
    await world.service.stop({ keep: true });
    const answered = JSON.stringify([...new Set(crowd.counts.wrong)].slice(0, 3));
    if (answered !== "[]") return `answered ${answered}`;
    const gaveUp = how.code === 1 && run.said.includes("out of memory; start it again");
    return how.signal || (how.code !== 0 && !gaveUp) ? `served, and ended with ${how.signal ?? how.code}: ${run.said.slice(0, 300)}` : undefined;
  }
  if (run.late) {
    run.child.kill("SIGKILL");
    return `neither ready nor ended after ${START_MS_MAX} ms: ${run.said.slice(0, 300)}`;
  }
  if (run.signal || run.code === 134) return `died of ${run.signal ?? run.code}: ${run.said.slice(0, 300)}`;
  return undefined;
}

async function sweep(limits) {
  await world.service.stop({ keep: true });
  const faults = [];
  for (const limit of limits) {
    const fault = await faultOf(limit);
    if (fault) faults.push(`${limit}: ${fault}`);
  }
  await world.start();
  await world.untilTaken();
  await world.reckon(`${limits.length} limits`);
  assert.deepEqual(faults, []);
}

test("too little memory", wanted, async () => {
  const steps = cycles(8, 24);
  const limits = Array.from({ length: steps }, (_, n) => 60 + Math.round((n * 900) / steps) + chance.between(0, 30));
  await sweep(limits.map((megabytes) => `--as=${megabytes * 1024 * 1024}`));
});

test("no more threads", wanted, async () => {
  const user = process.getuid() === 0 ? "copytaster" : String(process.getuid());
  const threads = () => execFileSync("ps", ["-L", "-U", user, "--no-headers", "-o", "pid"], { encoding: "utf8" }).trim().split("\n").length;
  await sweep([1, 4, 8, 12, 16].slice(0, cycles(4, 5)).map((more) => `--nproc=${threads() + more}`));
});
