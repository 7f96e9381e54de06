// docker-compose.yml without an engine: compose's own reading of it, and its parts as processes of
// this machine. The files, commands, logins and limits are those of the file; names of containers
// become ports of loopback, volumes become folders.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { exchanged, freePort } from "./proxies.mjs";
import { Service, binary, root } from "./support.mjs";

const postgres = "/usr/lib/postgresql/15/bin";
const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000; // stop_grace_period of the service

export function readCompose() {
  const yaml = execFileSync("docker-compose", ["--file", join(root, "docker-compose.yml"), "config"], { encoding: "utf8" });
  const asJson = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)";
  return JSON.parse(execFileSync("/usr/bin/python3", ["-c", asJson], { input: yaml, encoding: "utf8" }));
}

/** As in a container: the first process, without a capability, and nothing gives it one. */
const isolated = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"];
export const canIsolate = () => spawnSync(isolated[0], [...isolated.slice(1), "true"]).status === 0;
const asUser = ["setpriv", "--reuid=copytaster", "--regid=copytaster", "--init-groups"];
const confined = ["--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"];

const running = new Set();
process.on("exit", () => running.forEach((pid) => spawnSync("kill", ["-KILL", pid])));

export class Containers {
  static async start() {
    const all = new Containers();
    all.compose = readCompose();
    all.place = mkdtempSync(join(tmpdir(), "copytaster-compose-"));
    chmodSync(all.place, 0o755);
    all.ports = { database: await freePort(), service: await freePort(), nginx: await freePort() };
    // The image's /usr/local/bin; where the clone lies, another user may not look.
    all.bin = all.#folder("bin");
    copyFileSync(binary, join(all.bin, "copytaster"));
    all.tmp = all.#folder("tmp", "copytaster");
    all.#makeVolumes();
    all.makeLogins();
    await all.#startDatabase();
    all.migrate();
    return all;
  }

  #folder(name, user) {
    const path = join(this.place, name);
    mkdirSync(path);
    if (user) chownSync(path, ...["--user", "--group"].map((kind) => Number(execFileSync("id", [kind, user]))));
    return path;
  }

  #makeVolumes() {
    this.volumes = {
      "/var/lib/copytaster": this.#folder("data", "copytaster"),
      "/var/lib/postgresql/data": this.#folder("database", "copytaster"),
      "/run/owner_login": this.#folder("owner_login"),
      "/run/service_login": this.#folder("service_login"),
    };
    for (const path of ["/var/lib/copytaster", "/var/lib/postgresql/data"]) chmodSync(this.volumes[path], 0o700);
  }

  /** A word of the compose file, where its volumes lie and its containers listen here. */
  here(word) {
    for (const [there, path] of Object.entries(this.volumes)) word = word.replaceAll(there, path);
    return word
      .replace("host=database ", `host=127.0.0.1 port=${this.ports.database} `)
      .replace("0.0.0.0:8080", `127.0.0.1:${this.ports.service}`)
      .replace("http://127.0.0.1:8080/", `http://127.0.0.1:${this.ports.service}/`)
      .replace("http://127.0.0.1/", `http://127.0.0.1:${this.ports.nginx}/`)
      .replace("/usr/local/lib/copytaster/", `${join(root, "config/compose")}/`);
  }

  environment(name) {
    const trusted = `${this.compose.services.nginx.networks.front.ipv4_address}/32`;
    const entries = Object.entries(this.compose.services[name].environment ?? {});
    return Object.fromEntries(entries.map(([key, value]) => [key, this.here(value).replace(trusted, "127.0.0.1/32")]));
  }

  #entrypoint(name) {
    return this.compose.services[name].entrypoint.map((word) => this.here(word));
  }

  makeLogins() {
    // What cap_drop and cap_add leave of root.
    execFileSync("setpriv", ["--bounding-set=-all,+chown", "--inh-caps=-all", ...this.#entrypoint("logins")]);
  }

  #envOfMigrate() {
    return { PATH: `${this.bin}:${process.env.PATH}`, ...this.environment("migrate") };
  }

  migrate() {
    const [program, ...words] = this.#entrypoint("migrate");
    execFileSync(program, words, { env: this.#envOfMigrate(), stdio: "pipe" });
  }

  /** A line for the shell in that container, whose /tmp is a folder of ours; what it prints. */
  inMigrate(line, input) {
    const words = ["-c", line.replaceAll("/tmp/", `${this.tmp}/`)];
    return execFileSync("sh", words, { env: this.#envOfMigrate(), input, stdio: "pipe", maxBuffer: 64 << 20 });
  }

  /** As the image of PostgreSQL does at its first start. */
  async #startDatabase() {
    const { command, environment: env } = this.compose.services.database;
    const data = this.volumes["/var/lib/postgresql/data"];
    const passwordFile = join(this.place, "password");
    copyFileSync(this.here(env.POSTGRES_PASSWORD_FILE), passwordFile);
    chmodSync(passwordFile, 0o444);
    const words = ["--pgdata", data, `--username=${env.POSTGRES_USER}`, `--pwfile=${passwordFile}`, "--auth-host=scram-sha-256"];
    execFileSync(asUser[0], [...asUser.slice(1), join(postgres, "initdb"), ...words, ...env.POSTGRES_INITDB_ARGS.split(" ")], { stdio: "pipe" });
    const [program, ...options] = (Array.isArray(command) ? command : command.trim().split(/\s+/));
    assert.equal(program, "postgres");
    const where = ["-D", data, "-k", data, "-h", "127.0.0.1", "-p", `${this.ports.database}`];
    this.database = spawn(asUser[0], [...asUser.slice(1), join(postgres, program), ...where, ...options], { stdio: ["ignore", "ignore", "pipe"] });
    running.add(this.database.pid);
    this.database.log = "";
    this.database.stderr.on("data", (bytes) => (this.database.log += bytes));
    this.database.ended = new Promise((done) => this.database.once("exit", done));
    const end = Date.now() + READY_MS_MAX;
    while (!this.isHealthy("database")) {
      assert.ok(Date.now() < end, this.database.log);
      await pause(50);
    }
    const login = { ...process.env, PGPASSWORD: readFileSync(passwordFile, "utf8").trim() };
    execFileSync("createdb", ["--host=127.0.0.1", `--port=${this.ports.database}`, `--username=${env.POSTGRES_USER}`, env.POSTGRES_DB], { env: login });
  }

  /** By its own healthcheck. */
  isHealthy(name) {
    const [kind, program, ...words] = this.compose.services[name].healthcheck.test;
    assert.equal(kind, "CMD");
    const port = name === "database" ? [`--port=${this.ports.database}`] : [];
    return spawnSync(program, [...words.map((word) => this.here(word)), ...port]).status === 0;
  }

  async startService() {
    const alone = canIsolate() ? isolated : [];
    const call = [...alone, ...asUser, ...confined, join(this.bin, "copytaster"), "serve"];
    const service = await Service.start(this.environment("service"), call);
    // unshare waits for its child, which is the one that a container's engine would signal.
    const { pid } = service.child;
    service.first = alone.length > 0 ? Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")) : pid;
    running.add(service.first);
    return service;
  }

  /** As an engine does; returns how it ended. */
  async stopService(service) {
    process.kill(service.first, "SIGTERM");
    const late = pause(STOP_MS_MAX, "not within stop_grace_period", { ref: false });
    const how = await Promise.race([service.ended, late]);
    running.delete(service.first);
    return how;
  }

  /** What is mounted into nginx, for here. */
  nginxConf() {
    const [mount] = this.compose.services.nginx.volumes;
    const [from, to, mode] = typeof mount === "string" ? mount.split(":") : [mount.source, mount.target, "ro"];
    assert.deepEqual([to, mode], ["/etc/nginx/conf.d/default.conf", "ro"]);
    assert.equal(from, join(root, "config/nginx.conf"));
    const [, inside] = /:(\d+)$/.exec(portOf(this.compose.services.nginx.ports[0]));
    return exchanged(readFileSync(from, "utf8"), [
      ["server service:8080;", `server 127.0.0.1:${this.ports.service};`],
      [`listen ${inside};`, `listen 127.0.0.1:${this.ports.nginx};`],
    ]);
  }

  async stop() {
    this.database.kill("SIGINT"); // the image's stop signal
    await this.database.ended;
    running.delete(this.database.pid);
    rmSync(this.place, { recursive: true, force: true });
  }
}

/** "8080:80", however this version of compose writes it. */
export function portOf(port) {
  if (typeof port === "string") return port.replace(/\/tcp$/, "");
  return `${port.published}:${port.target}`;
}

/** Owner, group and mode of a file, as words. */
export const ownership = (path) => {
  const { uid, gid, mode } = statSync(path);
  return `${uid}:${gid} ${(mode & 0o7777).toString(8)}`;
};

/** The files that a Dockerfile takes along, and what it runs, stage by stage. */
export function readDockerfile() {
  const text = readFileSync(join(root, "config/Dockerfile"), "utf8").replace(/^#.*\n/gm, "").replace(/\\\n\s*/g, " ");
  const stages = text.split(/^FROM /m).slice(1).map((stage) => {
    const lines = stage.trim().split("\n").slice(1).map((line) => /^([A-Z]+) (.*)$/.exec(line)?.slice(1)).filter(Boolean);
    return { from: stage.split("\n")[0], lines, of: (word) => lines.filter(([name]) => name === word).map(([, rest]) => rest) };
  });
  return stages;
}

/** A folder with what a stage copies and nothing else, as it lies in the image. */
export function copied(stage) {
  const folder = mkdtempSync(join(tmpdir(), "copytaster-image-"));
  for (const line of stage.of("COPY").filter((one) => !one.startsWith("--from"))) {
    const words = line.split(/\s+/);
    const to = words.pop();
    for (const from of words) {
      const source = join(root, from);
      const target = to.endsWith("/") && statSync(source).isFile() ? join(folder, to, from.split("/").at(-1)) : join(folder, to);
      mkdirSync(dirname(target), { recursive: true });
      execFileSync("cp", ["--recursive", "--no-target-directory", source, target]);
    }
  }
  return folder;
}
