// A backup and its way back: what was there is there again, and what is not right is refused before
// anything is written.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { Service, wipe } from "./support.mjs";

const FAST = {
  COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32",
  COPYTASTER_INTAKE_PER_MINUTE: "1000",
  COPYTASTER_INTAKE_BURST: "1000",
};
const folder = mkdtempSync(join(tmpdir(), "copytaster-backups-"));
after(() => rmSync(folder, { recursive: true }));

async function fill(service, count) {
  await service.command("article", "put", "7", "--url", "https://news.example/7");
  let next = 0;
  const client = async () => {
    while (next < count) {
      const n = (next += 1);
      const headers = { "X-Forwarded-For": `203.${Math.floor(n / 50_000)}.${Math.floor(n / 250) % 250}.${n % 250}` };
      const comment = { author: `Reader ${n}`, email: `reader${n}@nest.example`, text: `number ${n}, mail me: reader${n}@nest.example` };
      const answer = await service.submit(comment, { article: "7", headers });
      assert.equal(answer.status, 202);
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
}

/** Approves from the last to the first, a few at a time, so that the order of decisions is not the
 *  order of numbers; leaves some waiting and rejects some. */
async function decide(service, token) {
  const waiting = (await service.allPending(token)).reverse();
  const size = Math.min(100, Math.ceil(waiting.length / 60));
  for (let at = 0; at < waiting.length; at += size) {
    if (at % 7 === 3) continue;
    const decision = at % 5 === 4 ? "reject" : "approve";
    await service.decide(token, waiting.slice(at, at + size).map(({ id, version }) => ({ id, version, decision })));
  }
}

const exported = async (service, ...words) => (await service.command("export", ...words));
const cursorOf = ({ stderr }) => /^next: (\S+)$/m.exec(stderr)[1];

async function thread(service) {
  const items = [];
  let cursor = "";
  do {
    const answer = await fetch(`${service.api}/articles/7/comments?limit=100${cursor && `&cursor=${cursor}`}`);
    assert.equal(answer.status, 200);
    const page = await answer.json();
    items.push(...page.items);
    cursor = page.next === null ? "" : encodeURIComponent(page.next);
  } while (cursor !== "");
  return items;
}

async function refused(service, words, said) {
  const error = await service.command(...words).then(() => undefined, (failure) => failure);
  assert.equal(error?.code, 1, `${words} was not refused`);
  assert.match(error.stderr, said);
  assert.equal(error.stderr.trim().split("\n").length, 1, error.stderr);
}

/** The whole way; returns figures for the drill. */
async function drill(count, { refusals }) {
  const service = await Service.start(FAST);
  const token = await service.token("admin");
  await fill(service, count);
  await decide(service, token);
  const before = { export: await exported(service), thread: await thread(service), waiting: await service.allPending(token) };
  assert.ok(before.thread.length > count / 2);

  const file = join(folder, `${count}.backup`);
  const began = Date.now();
  const backup = JSON.parse((await service.command("backup", "--json", file)).stdout.trim().split("\n").at(-1));
  const backupMs = Date.now() - began;
  assert.equal(backup.comments, count);
  assert.equal(backup.bytes, statSync(file).size);
  assert.equal(statSync(file).mode & 0o7777, 0o600);
  const keys = readFileSync(join(service.data, "keys"), "utf8");
  const bytes = readFileSync(file, "latin1");
  for (const [key] of keys.matchAll(/[0-9a-f]{64}/g)) {
    assert.ok(!bytes.includes(key));
    assert.ok(!bytes.includes(Buffer.from(key, "hex").toString("latin1")));
  }
  assert.deepEqual(readdirSync(folder).filter((name) => name.includes(".new-")), []);
  await refused(service, ["restore", file], /a service runs on .*: stop it first/);
  await service.stop({ keep: true });
  await refused(service, ["restore", file], /has comments already/);

  if (refusals) await refusals(service, file, keys);
  wipe(service, keys);
  const restoring = Date.now();
  await service.command("restore", file);
  const restoreMs = Date.now() - restoring;
  const after = await exported(service);
  assert.equal(after.stdout, before.export.stdout, "the export, byte for byte");
  assert.notEqual(cursorOf(after), cursorOf(before.export));
  const resumed = await exported(service, "--cursor", cursorOf(before.export));
  assert.equal(resumed.stdout, after.stdout, "a cursor of before begins again and skips nothing");
  assert.equal((await exported(service, "--cursor", cursorOf(after))).stdout, "");

  const again = await Service.start({ ...FAST, COPYTASTER_DATA: service.data });
  assert.deepEqual(await thread(again), before.thread);
  assert.deepEqual(await again.allPending(token), before.waiting, "with the token of before");
  const rotated = (await again.command("keys", "rotate", "--json")).stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(rotated.find((line) => line.step === "pass").rewrapped, count, "every contact opens");
  const answer = await again.submit({ author: "Ann", email: "ann@example.com", text: "after" }, { article: "7" });
  assert.ok((await answer.json()).id > count, "numbers go on");
  await again.approveAll(token);
  assert.match((await exported(again, "--cursor", cursorOf(after))).stdout, /"after"/);
  await refused(again, ["restore", file], /a service runs/);
  await again.stop();
  return { backupMs, restoreMs, bytes: backup.bytes };
}

test("a backup comes back whole, and only whole and with its keys", async () => {
  await drill(300, {
    async refusals(service, file, keys) {
      const nothingWritten = () => assert.ok(!existsSync(join(service.data, "postgres")), "nothing was written");
      wipe(service);
      await refused(service, ["restore", file], /keys cannot be opened: No such file.*needs the keys.*index [0-9a-f]{32}, key 1 [0-9a-f]{32}/);
      nothingWritten();
      wipe(service, keys.replace(/(index )[0-9a-f]{64}/, `$1${"5".repeat(64)}`));
      await refused(service, ["restore", file], /its index line is another; this backup needs/);
      wipe(service, keys.replace(/(key 1 )[0-9a-f]{64}/, `$1${"5".repeat(64)}`));
      await refused(service, ["restore", file], /holds another key 1 than/);
      wipe(service, keys.replace("key 1 ", "key 2 "));
      await refused(service, ["restore", file], /lacks key 1/);
      nothingWritten();

      wipe(service, keys);
      const damaged = join(folder, "damaged.backup");
      const whole = readFileSync(file);
      for (const size of [0, 100, Math.floor(whole.length / 2), whole.length - 1]) {
        writeFileSync(damaged, whole);
        truncateSync(damaged, size);
        await refused(service, ["restore", damaged], /is not a whole backup/);
      }
      for (const [at, said] of [[5000, /its archive is not the one/], [whole.length - 400, /its manifest is not the one/]]) {
        const changed = Buffer.from(whole);
        changed[at] ^= 1;
        writeFileSync(damaged, changed);
        await refused(service, ["restore", damaged], said);
      }
      nothingWritten();
      await refused(service, ["restore", join(folder, "nosuch.backup")], /cannot open .*nosuch.backup/);
    },
  });
});

test("into a service's database that nobody has commented in, too", async () => {
  const first = await Service.start(FAST);
  await fill(first, 3);
  const file = join(folder, "small.backup");
  await first.command("backup", file);
  const keys = readFileSync(join(first.data, "keys"), "utf8");
  await first.stop();

  const second = await Service.start(FAST); // its own keys, its demo article, its site
  await second.stop({ keep: true });
  await refused(second, ["restore", file], /its index line is another/);
  rmSync(join(second.data, "keys"));
  writeFileSync(join(second.data, "keys"), keys, { mode: 0o400 });
  if (process.getuid() === 0) execFileSync("chown", ["copytaster:copytaster", join(second.data, "keys")]);
  await second.command("restore", file);
  const again = await Service.start({ ...FAST, COPYTASTER_DATA: second.data });
  assert.equal((await again.allPending(await again.token("moderator"))).length, 3);
  await again.stop();
});

test("a backup that cannot be written leaves nothing behind", async () => {
  const service = await Service.start();
  await refused(service, ["backup", "/nonexistent/a.backup"], /cannot make .*a\.backup: No such file/);
  const file = join(folder, "kept.backup");
  writeFileSync(file, "an earlier one");
  service.settings = { COPYTASTER_DATABASE: "host=/nonexistent user=nobody" };
  await refused(service, ["backup", file], /cannot be reached/);
  assert.equal(readFileSync(file, "utf8"), "an earlier one");
  assert.deepEqual(readdirSync(folder).filter((name) => name.includes(".new-")), []);
  await service.stop();
});

const long = process.env.COPYTASTER_TEST_LONG ? {} : { skip: "only with script/test --long" };
test("restore drill: ten thousand comments", long, async (t) => {
  const figures = await drill(10_000, {});
  t.diagnostic(`backup ${figures.backupMs} ms, restore ${figures.restoreMs} ms, ${figures.bytes} bytes`);
});
