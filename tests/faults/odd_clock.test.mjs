// A service whose own clock is wrong: order, age and expiry are the database's to tell.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { binary } from "../e2e/support.mjs";
import { World } from "./world.mjs";

const library = [process.env.COPYTASTER_TEST_FAKETIME ?? "", "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"].find((path) => path && existsSync(path));
const clock = library ? {} : { skip: "THE PACKAGE libfaketime IS MISSING: wrong clocks are not tested" };
const shifted = (by) => ["env", `LD_PRELOAD=${library}`, `FAKETIME=${by}`, "FAKETIME_DONT_FAKE_MONOTONIC=1", binary, "serve"];
const OFF_S_MAX = 30;

let world;
before(async () => library && (world = await World.open("odd clock")));
after(() => world?.close());

const asks = async (token) =>
  (await fetch(`${world.service.api}/moderation/queue`, { headers: { Authorization: `Bearer ${token}` } })).status;

for (const by of ["-1h", "+1d", "+40y"]) {
  test(`its clock is ${by}`, clock, async () => {
    const far = "interval '10 minutes'";
    const valid = await world.service.token("moderator");
    const expired = await world.service.token("exporter");
    await world.cluster.ask(`UPDATE api_token SET expires_at = now() + ${far} WHERE role = 'moderator'`);
    await world.cluster.ask(`UPDATE api_token SET expires_at = now() - ${far} WHERE role = 'exporter'`);
    world.call = shifted(by);
    await world.restart();
    const crowd = world.crowd();
    await pause(1_000);
    await world.dismiss(crowd);
    assert.equal(await asks(valid), 200, "what the database calls valid");
    assert.equal(await asks(expired), 401, "what the database calls expired");
    const wrong = `SELECT count(*) FROM comment WHERE abs(extract(epoch FROM now() - created_at)) > ${OFF_S_MAX * 20}`;
    assert.equal(await world.cluster.ask(wrong), "0", "no comment of another time");
    const newest = "SELECT abs(extract(epoch FROM now() - max(created_at))) FROM comment";
    assert.ok(Number(await world.cluster.ask(newest)) < OFF_S_MAX, "the newest is new");
    const disorder = `SELECT count(*) FROM (SELECT created_at < lag(created_at) OVER (ORDER BY id) AS earlier FROM comment) c
                       WHERE earlier`;
    console.log(`faults: odd clock ${by}: ${await world.cluster.ask(disorder)} comments older than the id before`);
    world.call = [binary, "serve"];
    await world.restart();
    await world.reckon();
  });
}
