// Disks that are full: PostgreSQL's, with 503 until there is room again, and the log's, of which no
// reader should notice anything.

import assert from "node:assert/strict";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Chance, cycles } from "./chance.mjs";
import { Cluster, smallDisk } from "./cluster.mjs";
import { World, until } from "./world.mjs";

const DATABASE_MB = 200;
const LOG_MB = 1;
const chance = new Chance("full disk");

/** All but so many bytes of it. */
function fill(disk, leave) {
  const { bavail, bsize } = statfsSync(disk.place);
  const filler = join(disk.place, "filler");
  writeFileSync(filler, Buffer.alloc(Math.max(bavail * bsize - leave, 0)));
  return () => rmSync(filler);
}

const disk = smallDisk(DATABASE_MB);
const logDisk = smallDisk(LOG_MB);
const mounts = disk && logDisk ? {} : { skip: "MOUNTING A TMPFS IS NOT ALLOWED HERE: full disks are not tested" };

test("no room for the database", mounts, async () => {
  const cluster = await Cluster.make({ max_wal_size: "48MB", min_wal_size: "32MB" }, disk.place);
  const world = await World.open("full disk", { cluster });
  try {
    for (let cycle = 0; cycle < cycles(1, 6); cycle += 1) {
      const makeRoom = fill(disk, chance.between(0, 3_000_000));
      const crowd = world.crowd({ fillerBytesMax: 60_000, haste: 0, deciders: 0 });
      await until("503", () => crowd.counts.statuses[503] > 5);
      assert.equal((await fetch(`${world.url()}/healthz`)).status, 200);
      makeRoom();
      const isUp = () => cluster.ask("SELECT 1").then(() => true, () => false);
      if (cluster.processes().length === 0) await cluster.start(); // it gives up without room for WAL
      await until("PostgreSQL to be back", isUp);
      await world.untilTaken();
      await world.dismiss(crowd);
    }
    await world.reckon();
  } finally {
    await world.close();
    disk.remove();
  }
});

test("no room for the log", mounts, async () => {
  const log = join(logDisk.place, "copytaster.log");
  const world = await World.open("full log", { settings: { COPYTASTER_LOG_FILE: log } });
  try {
    const makeRoom = fill(logDisk, 8_192);
    const crowd = world.crowd();
    await pause(1_500);
    await world.dismiss(crowd);
    assert.equal(statfsSync(logDisk.place).bavail, 0, "the log's disk is full");
    assert.deepEqual(Object.keys(crowd.counts.statuses).filter((status) => status >= 400), []);
    makeRoom();
    await world.untilTaken();
    await world.reckon();
  } finally {
    await world.close();
    logDisk.remove();
  }
});
