// pgbouncer before a cluster, handing out its connections by transaction.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { giveAway } from "./cluster.mjs";

const PORT = 6432;
const START_MS_MAX = 10_000;
/** Fewer than the services hold: so each finds what another has left behind on a connection. */
const CONNECTIONS = 6;

export const isInstalled = () => spawnSync("pgbouncer", ["--version"], { env: path() }).status === 0;
const path = () => ({ ...process.env, PATH: `${process.env.PATH}:/usr/sbin` });

export class Pooler {
  static async before(cluster) {
    const place = join(cluster.place, "pooler");
    mkdirSync(place);
    giveAway(place);
    const settings = [
      "[databases]",
      `copytaster = host=${cluster.place} dbname=copytaster`,
      "[pgbouncer]",
      "listen_addr =",
      `listen_port = ${PORT}`,
      `unix_socket_dir = ${place}`,
      "auth_type = trust",
      `auth_file = ${join(place, "users")}`,
      "pool_mode = transaction",
      `default_pool_size = ${CONNECTIONS}`,
      `logfile = ${join(place, "log")}`,
    ];
    writeFileSync(join(place, "ini"), settings.join("\n"));
    writeFileSync(join(place, "users"), '"copytaster_service" ""\n');
    const call = ["pgbouncer", "--quiet", join(place, "ini")];
    if (process.getuid() === 0) call.unshift("setpriv", "--reuid=copytaster", "--regid=copytaster", "--init-groups", "--");
    const pooler = new Pooler(place, spawn(call[0], call.slice(1), { env: path(), stdio: "inherit" }));
    for (const end = Date.now() + START_MS_MAX; !existsSync(join(place, `.s.PGSQL.${PORT}`)); await pause(20))
      if (Date.now() > end || pooler.child.exitCode !== null) throw new Error("pgbouncer does not start");
    return pooler;
  }

  constructor(place, child) {
    this.place = place;
    this.child = child;
  }

  conninfo() {
    return `host=${this.place} port=${PORT} user=copytaster_service dbname=copytaster`;
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGTERM");
    await ended;
  }
}
