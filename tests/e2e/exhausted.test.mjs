// Few descriptors and many clients: nobody brings it down, and nobody heats the room.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Service, binary } from "./support.mjs";

const DESCRIPTORS = 96;
const CLIENTS = 150;
const LOOK_MS = 3_000;
const WAIT_MS_MAX = 15_000;
const TICKS_PER_S = 100;
const CPU_SHARE_MAX = 0.05;

let service;
before(async () => {
  service = await Service.start({}, ["prlimit", `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`, binary, "serve"]);
});
after(() => service?.stop());

function ticksUsed() {
  const fields = readFileSync(`/proc/${service.child.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

const descriptors = () => readdirSync(`/proc/${service.child.pid}/fd`).length;

/** A client that connects and says nothing; `closed` once it was turned away. */
function silentClient() {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  const client = { socket, closed: false };
  socket.on("error", () => (client.closed = true));
  socket.on("close", () => (client.closed = true));
  socket.resume();
  return client;
}

async function answers() {
  const end = Date.now() + WAIT_MS_MAX;
  while (Date.now() < end) {
    const status = await fetch(`${service.url}/readyz`, { headers: { Connection: "close" } }).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return true;
    await pause(50);
  }
  return false;
}

test(`${CLIENTS} clients and ${DESCRIPTORS} descriptors: it idles, and serves again when they leave`, async () => {
  assert.ok(await answers());
  for (let round = 0; round < 3; round += 1) {
    const clients = Array.from({ length: CLIENTS }, silentClient);
    await pause(500);
    assert.ok(descriptors() < DESCRIPTORS, "some are always left for files and the database");
    const turnedAway = clients.filter(({ closed }) => closed).length;
    assert.ok(turnedAway > CLIENTS / 2 && turnedAway < CLIENTS, `${turnedAway} were turned away`);
    const before = ticksUsed();
    await pause(LOOK_MS);
    const share = (ticksUsed() - before) / TICKS_PER_S / (LOOK_MS / 1000);
    assert.ok(share < CPU_SHARE_MAX, `${share} of a processor`);
    clients.forEach(({ socket }) => socket.destroy());
    assert.ok(await answers());
  }
  const answer = await service.submit({ author: "Ann", email: "ann@example.com", text: "still there" });
  assert.equal(answer.status, 202);
});
