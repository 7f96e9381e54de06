// The sealing key is exchanged under a running service: nothing waits, nothing is lost, and cut off
// anywhere it goes on.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { Service, binary } from "./support.mjs";

const FAST = {
  COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32",
  COPYTASTER_INTAKE_PER_MINUTE: "1000",
  COPYTASTER_INTAKE_BURST: "1000",
};

const keyFile = (service) => join(service.data, "keys");
const keysIn = (service) =>
  readFileSync(keyFile(service), "utf8").split("\n").filter((line) => /^key /.test(line)).map((line) => Number(line.split(" ")[1]));
const asService = (file) => {
  chmodSync(file, 0o400);
  if (process.getuid() === 0) execFileSync("chown", ["copytaster:copytaster", file]);
};

let sent = 0;
async function submit(service, address) {
  sent += 1;
  const headers = { "X-Forwarded-For": address ?? `203.0.${Math.floor(sent / 500) % 250}.${sent % 250}` };
  const comment = { author: "Ann", email: `reader${sent}@example.com`, text: `number ${sent}` };
  const answer = await service.submit(comment, { headers });
  assert.equal(answer.status, 202, `${sent}`);
}

async function fill(service, count) {
  let left = count;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      await submit(service);
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
}

/** Submits until it is told to end; how many. */
function load(service) {
  let going = true;
  let count = 0;
  const client = async () => {
    while (going) {
      await submit(service);
      count += 1;
    }
  };
  const clients = Array.from({ length: 4 }, client);
  return async () => {
    going = false;
    await Promise.all(clients);
    return count;
  };
}

/** Its steps; `status` 0 unless it is expected to fail. */
async function rotate(service, ...words) {
  const outcome = await service.command("keys", "rotate", "--json", ...words).catch((error) => error);
  const lines = (outcome.stdout ?? "").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  const passes = lines.filter((line) => line.step === "pass");
  return {
    status: outcome.code ?? 0, said: outcome.stderr, lines, passes,
    key: lines.find((line) => line.step === "key"),
    pseudonyms: lines.find((line) => line.step === "pseudonyms")?.rewrapped,
    retired: lines.find((line) => line.step === "retired"),
  };
}

/** The sealing keys that the keys of pseudonyms are under, and what one address is made into now. */
const asked = (service, sql) => {
  const words = ["-h", join(service.data, "run"), "-U", "copytaster_owner", "copytaster", "-qAtc", sql];
  const root = process.getuid() === 0;
  const [program, ...before] = root ? ["runuser", "-u", "copytaster", "--", "psql"] : ["psql"];
  return execFileSync(program, [...before, ...words], { cwd: "/", encoding: "utf8" }).trim().split("\n");
};
const pseudonymKeysUnder = (service) => asked(service, "SELECT get_byte(sealed, 0) FROM pseudonym_key ORDER BY 1").map(Number);

async function pseudonymNow(service) {
  await submit(service, "198.51.100.7");
  return asked(service, "SELECT pseudonym FROM comment ORDER BY id DESC LIMIT 1")[0];
}

function expectAllUnder(key, outcome) {
  assert.equal(outcome.status, 0, outcome.said);
  for (const pass of outcome.passes.slice(-2)) {
    assert.deepEqual(Object.keys(pass.sealed), [String(key)]);
    assert.equal(pass.rewrapped, 0);
  }
}

test("under load, everything is sealed with the new key and every contact opens", async () => {
  const service = await Service.start(FAST);
  await fill(service, 1500);
  const pseudonym = await pseudonymNow(service);
  const endOfLoad = load(service);
  const first = await rotate(service);
  const meanwhile = await endOfLoad();
  assert.ok(meanwhile > 50, `${meanwhile} submits meanwhile`);
  expectAllUnder(2, first);
  assert.deepEqual(first.key, { step: "key", key: 2, made: true });
  assert.ok(first.passes[0].sealed[1] >= 1500);
  assert.equal(first.pseudonyms, 2, "this period's key and the next one's");
  assert.deepEqual(pseudonymKeysUnder(service), [2, 2]);
  assert.deepEqual(first.retired, { step: "retired", keys: [1], removed: false });
  assert.deepEqual(keysIn(service), [1, 2]);
  assert.equal(statSync(keyFile(service)).mode & 0o7777, 0o400);

  const second = await rotate(service, "--retire");
  assert.deepEqual(second.retired, { step: "retired", keys: [1], removed: true });
  expectAllUnder(2, second);
  assert.equal(second.key.made, false, "what only waits to be removed needs no new key");
  assert.deepEqual(keysIn(service), [2]);

  // With key 1 gone, the next change opens every contact with key 2, or would say which it cannot.
  const third = await rotate(service, "--retire");
  expectAllUnder(3, third);
  assert.ok(third.passes[0].sealed[2] >= 1500 + meanwhile);
  assert.deepEqual(keysIn(service), [3]);
  await service.stop({ keep: true });
  const again = await Service.start({ ...FAST, COPYTASTER_DATA: service.data });
  assert.deepEqual(pseudonymKeysUnder(again), [3, 3]);
  assert.equal(await pseudonymNow(again), pseudonym, "the same address is the same all along");
  await again.stop();
});

test("killed in the middle, it goes on with the same key", async () => {
  const service = await Service.start(FAST);
  await fill(service, 3000);
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("COPYTASTER_"));
  const env = { ...Object.fromEntries(kept), COPYTASTER_DATA: service.data };
  const child = spawn(binary, ["keys", "rotate", "--json"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((done) => child.once("exit", (code, signal) => done(signal)));
  child.stdout.on("data", (bytes) => {
    if (String(bytes).includes('"step":"service"')) child.kill("SIGKILL");
  });
  assert.equal(await ended, "SIGKILL");
  assert.deepEqual(keysIn(service), [1, 2]);

  const again = await rotate(service, "--retire");
  expectAllUnder(2, again);
  assert.equal(again.key.made, false);
  const met = again.passes[0].sealed;
  assert.equal((met[1] ?? 0) + (met[2] ?? 0), 3000);
  assert.deepEqual(keysIn(service), [2]);
  await service.stop();
});

test("a service that cannot take the key over stops the change, and nothing is retired", async () => {
  const folder = mkdtempSync(join(tmpdir(), "copytaster-config-"));
  chmodSync(folder, 0o755);
  const config = join(folder, "copytaster.toml");
  writeFileSync(config, "");
  const service = await Service.start({ COPYTASTER_CONFIG: config });
  await submit(service);
  writeFileSync(config, "[sites.main]\npremoderation = \"sometimes\"\n");
  const { COPYTASTER_CONFIG, ...settings } = service.settings;
  service.settings = settings; // the command itself reads good settings
  const refused = await rotate(service);
  assert.equal(refused.status, 1);
  assert.match(refused.said, /has not taken key 2 over: its log says why/);
  assert.equal(refused.retired, undefined);
  writeFileSync(config, "");
  const done = await rotate(service);
  expectAllUnder(2, done);
  await service.stop();
  rmSync(folder, { recursive: true });
});

test("an instance elsewhere that still seals with the old key is noticed", async () => {
  const service = await Service.start(FAST);
  const data = mkdtempSync(join(tmpdir(), "copytaster-other-"));
  if (process.getuid() === 0) execFileSync("chown", ["copytaster:copytaster", data]);
  copyFileSync(keyFile(service), join(data, "keys"));
  asService(join(data, "keys"));
  const other = await Service.start({
    ...FAST,
    COPYTASTER_DATA: data,
    COPYTASTER_DATABASE: `host=${join(service.data, "run")} port=5432 user=copytaster_service dbname=copytaster`,
    COPYTASTER_HTTP_CONNECTIONS: "100",
  });
  const endOfLoad = load(other);
  const refused = await rotate(service);
  assert.equal(refused.status, 1);
  assert.match(refused.said, /an instance still seals with it/);
  assert.equal(refused.retired, undefined);

  copyFileSync(keyFile(service), join(data, "keys.new"));
  asService(join(data, "keys.new"));
  execFileSync("mv", [join(data, "keys.new"), join(data, "keys")]);
  other.child.kill("SIGHUP");
  const done = await rotate(service);
  await endOfLoad();
  expectAllUnder(2, done);
  await other.stop();
  await service.stop();
});
