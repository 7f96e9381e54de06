// A PostgreSQL of the tests' own, on a socket in its own folder, and what can befall it. As
// durable as a real one: that is what is tested.

import { execFile, execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

import { long } from "./chance.mjs";

const run = promisify(execFile);
const bin = "/usr/lib/postgresql/15/bin";
const isRoot = process.getuid() === 0;
const asOwner = isRoot ? ["runuser", "--user", "copytaster", "--"] : [];
const DEATH_MS_MAX = 10_000;
const owner = () => ["--user", "--group"].map((kind) => Number(execFileSync("id", [kind, "copytaster"])));

/** Whatever a failed test leaves behind goes with its process. */
const running = new Set();
process.on("SIGTERM", () => process.exit(143));
process.on("exit", () => running.forEach((cluster) => cluster.abandon()));

// A killed process leaves the same behind in memory as on a disk, and the short form cannot wait for
// a busy disk; the long one tells more with a real one.
const memory = existsSync("/dev/shm") && !long ? "/dev/shm" : tmpdir();

/** A folder that the database's user may write; removed by whoever made it. */
export function makePlace(parent = process.env.COPYTASTER_FAULTS_PLACE ?? memory) {
  const place = mkdtempSync(join(parent, "copytaster-faults-"));
  chmodSync(place, 0o755);
  if (isRoot) chownSync(place, ...owner());
  return place;
}

export function giveAway(path) {
  if (isRoot) chownSync(path, ...owner());
}

const isAlive = (pid) => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

/** All of a PostgreSQL's processes work in its data directory. */
function processesIn(directory) {
  const worksThere = (pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === directory;
    } catch {
      return false; // gone, or somebody else's
    }
  };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter(worksThere).filter(isAlive);
}

export class Cluster {
  /** `settings`: of postgresql.conf. */
  static async make(settings = {}, place = makePlace()) {
    const cluster = new Cluster(place, settings);
    await cluster.#tool("initdb", "--pgdata", cluster.pgdata, "--auth=trust", "--username=copytaster", "--no-sync",
      "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums");
    await cluster.start();
    await cluster.#tool("createuser", "--host", place, "--username=copytaster", "copytaster_service");
    await cluster.#tool("createdb", "--host", place, "--username=copytaster", "copytaster");
    return cluster;
  }

  constructor(place, settings) {
    this.place = place;
    this.settings = { max_connections: 60, shared_buffers: "32MB", max_wal_size: "256MB", ...settings };
    this.pgdata = join(place, "db");
    this.socket = join(place, ".s.PGSQL.5432");
  }

  conninfo(user = "copytaster_service") {
    return `host=${this.place} user=${user} dbname=copytaster`;
  }

  async #tool(name, ...words) {
    const [program, ...rest] = [...asOwner, join(bin, name), ...words];
    return run(program, rest, { cwd: "/", maxBuffer: 512 * 1024 * 1024 });
  }

  async start() {
    this.#configure();
    running.add(this);
    this.#forgetTheDead();
    await this.#tool("pg_ctl", "--pgdata", this.pgdata, "--wait", "--timeout=60", "--silent",
      "--log", join(this.place, "log"), "start").catch((fault) => {
      throw new Error(`${fault.message}\n${readFileSync(join(this.place, "log"), "utf8").slice(-1500)}`);
    });
  }

  async stop(mode = "fast") {
    await this.#tool("pg_ctl", "--pgdata", this.pgdata, "--wait", "--silent", `--mode=${mode}`, "stop").catch(() => {});
    running.delete(this);
  }

  abandon() {
    this.thaw();
    for (const pid of this.processes()) spawnSync("kill", ["-KILL", pid]);
  }

  async remove() {
    this.thaw();
    await this.stop("immediate");
    // The place itself may be a disk of its own; whoever mounted that removes it.
    for (const name of readdirSync(this.place)) rmSync(join(this.place, name), { recursive: true, force: true });
    spawnSync("rmdir", [this.place], { stdio: "ignore" });
  }

  /** Its place is kept for another. */
  async forget() {
    await this.kill();
    running.delete(this);
    for (const path of [this.pgdata, this.socket, `${this.socket}.lock`]) rmSync(path, { recursive: true, force: true });
  }

  processes() {
    return processesIn(this.pgdata);
  }

  /** As if the machine had lost it: nothing is written or said any more. */
  async kill() {
    const end = Date.now() + DEATH_MS_MAX;
    for (let all = this.processes(); all.length > 0; all = this.processes()) {
      if (Date.now() > end) throw new Error("PostgreSQL survived SIGKILL");
      this.#signal(all, "SIGKILL");
      await pause(5);
    }
  }

  freeze() {
    this.frozen = this.processes();
    this.#signal(this.frozen, "SIGSTOP");
  }

  thaw() {
    this.#signal(this.frozen ?? [], "SIGCONT");
    this.frozen = undefined;
  }

  /** One server process of the service: the others must be sent home by PostgreSQL itself. */
  async killBackend() {
    const pid = Number(await this.ask("SELECT pid FROM pg_stat_activity WHERE usename = 'copytaster_service' LIMIT 1"));
    if (pid) this.#signal([pid], "SIGKILL");
    return pid;
  }

  /** What psql prints without its ornaments. */
  async ask(sql, { timeoutS = 60 } = {}) {
    const words = ["--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "--field-separator=\t", "--set=ON_ERROR_STOP=1"];
    const env = { ...process.env, PGOPTIONS: `-c statement_timeout=${timeoutS * 1000}` };
    const login = [`--host=${this.place}`, "--username=copytaster", "--dbname=copytaster"];
    const { stdout } = await run(join(bin, "psql"), [...words, ...login, "--command", sql], {
      cwd: "/", env, maxBuffer: 512 * 1024 * 1024,
    });
    return stdout.trimEnd();
  }

  async rows(sql) {
    const text = await this.ask(sql);
    return text === "" ? [] : text.split("\n").map((line) => line.split("\t"));
  }

  async set(name, value) {
    await this.ask(`ALTER SYSTEM SET ${name} = '${value}'`);
    await this.ask("SELECT pg_reload_conf()");
  }

  serviceConnections() {
    return this.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'copytaster_service'").then(Number);
  }

  dumpSchema() {
    return this.#tool("pg_dump", "--host", this.place, "--username=copytaster", "--schema-only", "copytaster")
      .then(({ stdout }) => stdout.replace(/^\\(un)?restrict.*$/gm, ""));
  }

  /** A second server that follows this one; running. */
  async standby(settings = {}, place = makePlace()) {
    const copy = new Cluster(place, { ...this.settings, synchronous_standby_names: "", ...settings });
    await this.#tool("pg_basebackup", "--host", this.place, "--username=copytaster", "--pgdata", copy.pgdata,
      "--checkpoint=fast", "--no-sync", "--write-recovery-conf");
    await copy.start();
    return copy;
  }

  promote() {
    return this.#tool("pg_ctl", "--pgdata", this.pgdata, "--wait", "--silent", "promote");
  }

  #configure() {
    const lines = { listen_addresses: "", unix_socket_directories: this.place, ...this.settings };
    const text = Object.entries(lines).map(([name, value]) => `${name} = '${value}'\n`).join("");
    writeFileSync(join(this.pgdata, "faults.conf"), text);
    giveAway(join(this.pgdata, "faults.conf"));
    const main = join(this.pgdata, "postgresql.conf");
    if (!readFileSync(main, "utf8").includes("faults.conf")) writeFileSync(main, "include 'faults.conf'\n", { flag: "a" });
  }

  #forgetTheDead() {
    const pid = this.#pidInFile();
    if (!pid || isAlive(pid)) return;
    // A dead process that nobody has collected would still look like an owner.
    for (const file of [join(this.pgdata, "postmaster.pid"), `${this.socket}.lock`]) rmSync(file, { force: true });
  }

  #pidInFile() {
    const file = join(this.pgdata, "postmaster.pid");
    return existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : 0;
  }

  #signal(pids, signal) {
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // Gone meanwhile, or, without root, not ours.
      }
    }
  }
}

/** A small disk of its own, or undefined where mounting is not allowed. */
export function smallDisk(megabytes) {
  const place = makePlace();
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0755`, "tmpfs", place]);
  if (status !== 0) return void rmSync(place, { recursive: true });
  giveAway(place);
  return { place, remove: () => (spawnSync("umount", ["--lazy", place]), rmSync(place, { recursive: true, force: true })) };
}
