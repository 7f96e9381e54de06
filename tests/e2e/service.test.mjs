// The life of the service: starts, ends, ends badly, comes back; and its commands.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Service, binary, root } from "./support.mjs";

const WAIT_MS_MAX = 20_000;
const SECOND_START_MS_MAX = 3_000;

async function until(what, holds) {
  const end = Date.now() + WAIT_MS_MAX;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await pause(50);
  }
}

/** A process that nobody has collected yet is dead, too. */
const isAlive = (pid) => existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
const postmaster = (service) =>
  Number(readFileSync(join(service.data, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
const runFile = (service) => JSON.parse(readFileSync(join(service.data, "run.json"), "utf8"));

/** A command that is expected to fail: its status and what it said. */
async function failing(service, words, settings = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("COPYTASTER_"));
  const env = { ...Object.fromEntries(kept), COPYTASTER_DATA: service.data, ...settings };
  const { status, stderr, stdout } = spawnSync(binary, words, { env, encoding: "utf8", timeout: 30_000 });
  assert.doesNotMatch(stderr, /terminate called|Assertion/);
  return { status, said: stderr + stdout };
}

test("it tells where it is, and the telling goes with it", async () => {
  const service = await Service.start();
  assert.deepEqual(runFile(service), {
    pid: service.child.pid, listen: `${service.url}/`, demo: `${service.url}/demo/`, desk: `${service.url}/desk/`,
  });
  const lines = service.output.trim().split("\n");
  assert.equal(lines.at(-4), `demo:  ${service.url}/demo/`);
  assert.equal(lines.at(-3), `desk:  ${service.url}/desk/`);
  assert.match(lines.at(-2), /^token: .*copytaster token create --role admin --name me$/);
  assert.equal(lines.at(-1), `ready: ${service.url}/`);
  const database = postmaster(service);
  await service.stop({ keep: true });
  assert.ok(!existsSync(join(service.data, "run.json")));
  assert.ok(!isAlive(database), "the private PostgreSQL ends with the service");
  rmSync(service.data, { recursive: true });
});

test("script/run --sample serves, and twelve readers have been there", async () => {
  const service = await Service.start({}, [join(root, "script/run"), "--sample"]);
  const token = await service.token("moderator");
  await until("the twelve", async () => (await service.allPending(token)).length === 12);
  const pending = await service.allPending(token);
  const reasons = new Set(pending.flatMap((c) => c.verdict.hits.map((hit) => hit.rule)));
  for (const rule of ["too_many_links", "blocked_words", "address_in_text"]) assert.ok(reasons.has(rule), rule);
  assert.ok(pending.every((comment) => !comment.text.includes("@")));
  await service.stop();
  assert.match(service.output.trim().split("\n").at(-1), /^ready: /);
});

test("killed, it comes back within 3 s with every acknowledged comment, on the same database", async () => {
  const service = await Service.start();
  const answer = await service.submit({ author: "Ann", email: "ann@example.com", text: "before" });
  assert.equal(answer.status, 202);
  const database = postmaster(service);
  service.child.kill("SIGKILL");
  await service.ended;
  assert.ok(isAlive(database));
  const began = Date.now();
  const again = await Service.start({ COPYTASTER_DATA: service.data });
  assert.ok(Date.now() - began < SECOND_START_MS_MAX, `${Date.now() - began} ms`);
  assert.equal(postmaster(again), database, "the running PostgreSQL is taken over");
  const [waiting] = await again.allPending(await again.token("moderator"));
  assert.equal(waiting.text, "before");
  await again.stop();
});

test("stopped in good order, it is ready again within 3 s", async () => {
  const service = await Service.start();
  await service.stop({ keep: true });
  const began = Date.now();
  const again = await Service.start({ COPYTASTER_DATA: service.data });
  assert.ok(Date.now() - began < SECOND_START_MS_MAX, `${Date.now() - began} ms`);
  await again.stop();
});

test("a hang-up ends nothing, Ctrl-C ends it with 0", async () => {
  const service = await Service.start();
  service.child.kill("SIGHUP");
  assert.equal((await fetch(`${service.url}/healthz`)).status, 200);
  service.child.kill("SIGINT");
  assert.deepEqual(await service.ended, { code: 0, signal: null });
  rmSync(service.data, { recursive: true });
});

test("SIGHUP takes over the file's settings, or none of them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "copytaster-config-"));
  chmodSync(folder, 0o755);
  const config = join(folder, "copytaster.toml");
  writeFileSync(config, "[sites.main]\npremoderation = \"all\"\n");
  const service = await Service.start({ COPYTASTER_CONFIG: config });
  const logged = async (words) => until(words, () => service.logged().includes(words));
  const state = async (text) =>
    (await (await service.submit({ author: "Ann", email: "ann@example.com", text })).json()).state;

  assert.equal(await state("one"), "pending");
  writeFileSync(config, "[sites.main]\npremoderation = \"rules\"\n[http]\nthreads = 3\n");
  service.child.kill("SIGHUP");
  await logged("a restart is needed for http.threads");
  assert.equal(await state("two"), "approved");

  writeFileSync(config, "[sites.main]\npremoderation = \"sometimes\"\n");
  service.child.kill("SIGHUP");
  await logged("SIGHUP: nothing was changed: sites.main.premoderation");
  assert.equal(await state("three"), "approved");
  await service.stop();
  rmSync(folder, { recursive: true });
});

test("without its database it answers 503, and goes on when that is back", async () => {
  const service = await Service.start();
  const moderator = await service.token("moderator");
  const asOwner = process.getuid() === 0 ? ["runuser", "--user", "copytaster", "--"] : [];
  const pgctl = (...words) => {
    const pgdata = join(service.data, "postgres");
    const [program, ...rest] = [...asOwner, "/usr/lib/postgresql/15/bin/pg_ctl", "--pgdata", pgdata, "--silent", ...words];
    execFileSync(program, rest, { cwd: "/", stdio: "ignore" });
  };
  const comment = { author: "Ann", email: "ann@example.com", text: "in between" };
  const headers = { "Idempotency-Key": "in-between" };
  pgctl("stop", "--mode=immediate");
  for (const ask of [() => service.submit(comment, { headers }), () => fetch(`${service.api}/articles/1/comments`)]) {
    const answer = await ask();
    assert.equal(answer.status, 503);
    assert.match(answer.headers.get("retry-after"), /^\d+$/);
    assert.equal((await answer.json()).type, "/problems/busy");
  }
  await until("readyz to say so", async () => (await fetch(`${service.url}/readyz`)).status === 503);
  assert.equal((await fetch(`${service.url}/healthz`)).status, 200);
  pgctl("start", "--wait", "--log=/dev/null");
  await until("readyz to recover", async () => (await fetch(`${service.url}/readyz`)).status === 200);
  assert.equal((await service.submit(comment, { headers })).status, 202);
  assert.equal((await service.allPending(moderator)).length, 1);
  await service.stop();
});

test("what cannot work stops the start with one clear line", async () => {
  const service = await Service.start();
  const refused = async (settings, words) => {
    const { status, said } = await failing(service, ["serve"], { COPYTASTER_LISTEN: "127.0.0.1:0", ...settings });
    assert.equal(status, 1, said);
    assert.match(said, words);
    assert.equal(said.trim().split("\n").length, 1, said);
  };
  const blocker = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => blocker.once("listening", done));
  const taken = `127.0.0.1:${blocker.address().port}`;
  await refused({ COPYTASTER_LISTEN: taken }, new RegExp(`cannot listen on ${taken}: Address already in use`));
  blocker.close();

  await refused({ COPYTASTER_HTTP_PROT: "80" }, /COPYTASTER_HTTP_PROT/);
  await refused({ COPYTASTER_HTTP_THREADS: "0" }, /threads.*1/);
  await refused({ COPYTASTER_CONFIG: "/nonexistent.toml" }, /\/nonexistent\.toml/);
  await refused({ COPYTASTER_RULES_DIRECTORY: "/nonexistent" }, /\/nonexistent/);
  await service.stop({ keep: true });

  const local = join(service.data, "postgres/local.conf");
  for (const setting of ["fsync", "full_page_writes", "synchronous_commit"]) {
    writeFileSync(local, `${setting} = off\n`, { mode: 0o644 });
    await refused({}, new RegExp(setting));
  }
  rmSync(local);

  const keys = join(service.data, "keys");
  const kept = readFileSync(keys, "utf8");
  chmodSync(keys, 0o644);
  await refused({}, /keys/);
  rmSync(keys);
  await refused({}, /keys/);
  assert.ok(!existsSync(keys), "no new key file for an old database");
  writeFileSync(keys, kept.replace(/[0-9a-f]{64}/, "5".repeat(64)), { mode: 0o400 });
  if (process.getuid() === 0) execFileSync("chown", ["copytaster:copytaster", keys]);
  await refused({}, /the key file .*keys is not the one that this database was made with/);
  rmSync(service.data, { recursive: true });
});

test("commands say what is wrong, with the right status", async () => {
  const service = await Service.start();
  const wrong = async (words, status, said) => {
    const answer = await failing(service, words);
    assert.equal(answer.status, status, `${words}: ${answer.said}`);
    assert.match(answer.said, said);
  };
  await wrong([], 2, /subcommand/);
  await wrong(["token", "create", "--role", "king", "--name", "x"], 2, /moderator, editor, admin or exporter/);
  await wrong(["token", "create", "--role", "admin", "--name", ""], 2, /name/);
  await wrong(["token", "create", "--role", "admin", "--name", "x", "--site", "nosuch"], 1, /nosuch/);
  await wrong(["article", "put", "a b", "--url", "https://a.example/"], 1, /key/);
  await wrong(["article", "put", "7", "--url", "ftp://a.example/"], 1, /url/);
  await wrong(["article", "put", "7", "--url", "https://a.example/", "--state", "ajar"], 2, /open or closed/);
  await wrong(["export", "--format", "xml"], 2, /ndjson, csv or wxr/);
  await wrong(["export", "--format", "wxr", "--removals"], 2, /removals/);
  await wrong(["export", "--cursor", "nonsense"], 1, /nonsense/);
  await wrong(["export", "--from", "yesterday"], 2, /from/);
  await wrong(["export", "--output", "/nonexistent/file"], 1, /nonexistent/);
  assert.equal((await failing(service, ["--help"])).status, 0);
  await service.stop();
});

test("commands work beside the service and without it", async () => {
  const service = await Service.start();
  const token = await service.token("admin", "--expires", "2999-01-01", "--see-email");
  assert.match(token, /^ct_[\w-]{43}$/);
  assert.equal((await service.command("migrate")).stdout, "the schema is up to date\n");
  assert.match((await service.command("check-config")).stdout, /the settings are right/);
  await service.submit({ author: "Ann", email: "ann@example.com", text: "kept" });
  await service.approveAll(token);
  await service.stop({ keep: true });

  const output = join(service.data, "out.ndjson");
  const cursorFile = join(service.data, "cursor");
  if (process.getuid() === 0) chmodSync(service.data, 0o755);
  await service.command("export", "--output", output, "--cursor-file", cursorFile, "--closing-line");
  const lines = readFileSync(output, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines[0].text, "kept");
  assert.equal(lines[1].next, readFileSync(cursorFile, "utf8").trim());
  assert.equal((await service.command("export", "--cursor-file", cursorFile)).stdout, "");
  rmSync(service.data, { recursive: true });
});
