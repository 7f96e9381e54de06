// All that a fault needs around it: a cluster, perhaps a bad link, the service, the ledger; and the
// reckoning at the end.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { Service, binary } from "../e2e/support.mjs";
import { check } from "./checker.mjs";
import { Crowd } from "./clients.mjs";
import { Cluster, makePlace } from "./cluster.mjs";
import { Ledger } from "./ledger.mjs";
import { FaultProxy } from "./proxy.mjs";

const WAIT_MS_MAX = 30_000;
const LOOK_MS = 10;

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const rounded = (ms) => Math.round(ms);
export const spread = (times) => `median ${rounded(median(times))} ms, max ${rounded(Math.max(0, ...times))} ms`;

/** Waits for a condition; `what` is said when it never comes. */
export async function until(what, holds, limitMs = WAIT_MS_MAX) {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await pause(LOOK_MS);
  }
}

export class World {
  retries = 0;
  statuses = {};
  slowestMs = 0;
  articles = ["held", "shown"];
  #crowds = [];
  #probes = 0;

  /** `call`: what starts the service; `cluster`: settings of PostgreSQL, or a cluster that is there. */
  static async open(name, { proxy = false, settings = {}, cluster = {}, call = [binary, "serve"] } = {}) {
    const world = new World(name, call);
    world.place = makePlace();
    world.ledger = new Ledger(join(world.place, "ledger"));
    world.cluster = cluster instanceof Cluster ? cluster : await Cluster.make(cluster);
    if (proxy) world.proxy = await FaultProxy.to(() => world.cluster.socket);
    world.settings = {
      COPYTASTER_DATA: join(world.place, "service"),
      COPYTASTER_DATABASE: world.#conninfo(),
      COPYTASTER_DATABASE_OWNER: world.cluster.conninfo("copytaster"),
      COPYTASTER_INTAKE_PER_MINUTE: "100000",
      COPYTASTER_INTAKE_BURST: "100000",
      ...settings,
    };
    await world.#furnish();
    return world;
  }

  constructor(name, call) {
    this.name = name;
    this.slug = name.replaceAll(" ", "-");
    this.call = call;
  }

  #conninfo() {
    if (!this.proxy) return this.cluster.conninfo();
    const where = `host=127.0.0.1 port=${this.proxy.port} sslmode=disable gssencmode=disable`;
    return `${where} user=copytaster_service dbname=copytaster`;
  }

  async #furnish() {
    // Only `call` of the first start is plain: what makes the tables must not be what is tested.
    const call = this.call;
    this.call = [binary, "serve"];
    await this.start();
    this.token = await this.service.token("moderator");
    for (const [key, mode] of [["held", "all"], ["shown", "none"]]) {
      await this.service.command("article", "put", key, "--url", `https://news.example/${key}`, "--premoderation", mode);
    }
    this.call = call;
    // From here on the schema's owner is out of reach, as a careful operator keeps it.
    delete this.settings.COPYTASTER_DATABASE_OWNER;
    if (call[0] !== binary) await this.restart();
  }

  url() {
    return this.service?.child.exitCode === null && this.service.child.signalCode === null ? this.service.url : undefined;
  }

  /** Returns the milliseconds until it said that it is ready. */
  async start() {
    const began = performance.now();
    this.service = await Service.start(this.settings, this.call);
    return performance.now() - began;
  }

  /** What is not there cannot be flushed: nothing of the process survives. */
  async kill() {
    this.service.child.kill("SIGKILL");
    await this.service.ended;
  }

  async restart() {
    await this.service.stop({ keep: true });
    return this.start();
  }

  crowd(options) {
    const crowd = new Crowd(this, `${this.slug}-${this.#crowds.length}`, options);
    this.#crowds.push(crowd);
    return crowd.begin();
  }

  /** Its clients finish; what they counted is added up, and nothing of it may be wrong. */
  async dismiss(crowd) {
    await crowd.end();
    this.retries += crowd.retries;
    for (const [status, count] of Object.entries(crowd.counts.statuses)) this.statuses[status] = (this.statuses[status] ?? 0) + count;
    this.slowestMs = Math.max(this.slowestMs, crowd.counts.slowestMs);
    assert.deepEqual([...new Set(crowd.counts.wrong)].slice(0, 5), [], JSON.stringify(crowd.counts.statuses));
  }

  /** Milliseconds until a comment is acknowledged again, asked without a pause. */
  async untilTaken() {
    const began = performance.now();
    this.#probes += 1;
    const probe = new Crowd(this, `${this.slug}-probe${this.#probes}`, { writers: 1, deciders: 0, haste: 0, echoes: 0, waitMsMax: 20 });
    probe.ended = true; // after one turn
    await this.dismiss(probe.begin());
    const took = performance.now() - began;
    assert.equal(probe.taken, 1, "nothing is taken any more");
    return took;
  }

  /** Everything of the ledger against the database; one line of sums. */
  async reckon(...figures) {
    const sums = await check(this.ledger, this.cluster);
    const statuses = Object.entries(this.statuses).map(([status, count]) => `${status}×${count}`).join(" ");
    console.log(
      `faults: ${this.name}: acknowledged ${sums.acknowledged}, lost ${sums.lost}, doubled ${sums.doubled}; ` +
      `unacknowledged ${sums.unacknowledged} (${sums.unacknowledgedStored} stored); forced retries ${this.retries}; ` +
      `decisions ${sums.decisions}, lost ${sums.decisionsLost}; slowest ${rounded(this.slowestMs)} ms; ${statuses}` +
      figures.map((figure) => `; ${figure}`).join(""),
    );
    assert.deepEqual(sums.wrong.slice(0, 10), [], `${sums.wrong.length} do not agree`);
    assert.equal(sums.lost + sums.doubled + sums.decisionsLost, 0);
    return sums;
  }

  async close() {
    this.#crowds.forEach((crowd) => crowd.abandon()); // of tests that failed
    this.proxy?.resume();
    this.cluster.thaw();
    if (this.url()) await this.service.stop({ keep: true });
    this.proxy?.close();
    await this.cluster.remove();
    rmSync(this.place, { recursive: true, force: true });
  }
}
