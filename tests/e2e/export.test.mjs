// The export while everything is in motion: whoever follows it has, in the end, what the database
// has, nothing twice; also when the database comes back from a backup in between.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

import { Service, wipe } from "./support.mjs";

const LONG = Boolean(process.env.COPYTASTER_TEST_LONG);
const MOTION_MS = LONG ? 300_000 : 6_000;
const MOTION_ONCE_RESTORED_MS = LONG ? 60_000 : 3_000;
const DECISIONS_MIN = 200;
const PATIENCE_MS = 90_000;
const LATE_MS_MAX = 400;
const FAST = {
  COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32",
  COPYTASTER_INTAKE_PER_MINUTE: "1000",
  COPYTASTER_INTAKE_BURST: "1000",
  COPYTASTER_INTAKE_PENDING_MAX: "10000000",
};
const folder = mkdtempSync(join(tmpdir(), "copytaster-exports-"));
after(() => rmSync(folder, { recursive: true }));

const run = promisify(execFile);
const chosen = (list) => list[Math.floor(Math.random() * list.length)];

const psqlWords = (service, statement) =>
  ["--host", join(service.data, "run"), "--username", "copytaster_owner", "--dbname", "copytaster",
   "--no-psqlrc", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--command", statement];

function sql(service, statement) {
  return execFileSync("psql", psqlWords(service, statement), {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** What the database says was ever published: "ID vVERSION", with a minus where it is no longer. */
function truth(service) {
  const rows = sql(service, "SELECT id || ' v' || version || CASE WHEN state = 1 THEN '' ELSE ' -' END FROM comment WHERE published_at IS NOT NULL");
  return rows.trim().split("\n").sort();
}

/** Follows an export, page by page. */
class Follower {
  constructor(page) {
    this.page = page;
    this.latest = new Map();
    this.told = new Set();
    this.cursor = "";
    this.removals = 0;
    this.pages = 0;
  }
  /** What was told before is history: from now on everything is told again. */
  beginAnew() {
    this.latest.clear();
    this.told.clear();
  }
  async poll() {
    const { text, next } = await this.page(this.cursor);
    for (const line of text.split("\n").filter((line) => line !== "")) this.#take(JSON.parse(line));
    this.cursor = next;
    this.pages += 1;
  }
  #take({ id, version, state, text }) {
    const name = `${id} v${version}`;
    assert.ok(!this.told.has(name), `${name} was told twice`);
    assert.ok(version > (this.latest.get(id)?.version ?? 0), `${name} came after a later one`);
    assert.equal(text === undefined, state === "removed");
    if (state === "removed") this.removals += 1;
    this.told.add(name);
    this.latest.set(id, { version, state });
  }
  known() {
    return [...this.latest].map(([id, { version, state }]) => `${id} v${version}${state === "removed" ? " -" : ""}`).sort();
  }
}

const overHttp = (service, token) => async (cursor) => {
  const answer = await fetch(`${service.api}/export/comments?removals=1&cursor=${cursor}`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200);
  const lines = (await answer.text()).trimEnd().split("\n");
  const { next } = JSON.parse(lines.pop());
  assert.ok(next, "the closing line is missing");
  return { text: lines.join("\n"), next, anew: answer.headers.get("copytaster-began-anew") };
};

const byCommand = (service) => {
  const file = join(folder, "followed.cursor");
  return async () => {
    const { stdout } = await service.command("export", "--removals", "--cursor-file", file);
    return { text: stdout, next: readFileSync(file, "utf8").trim() };
  };
};

/** Goes on for its time, and until enough has been decided, however busy the machine is. */
class Motion {
  #began = Date.now();
  decided = 0;
  late = 0;

  /** `versions`: of the comments there are, by their ids. */
  constructor(lastsMs, versions = new Map()) {
    this.lastsMs = lastsMs;
    this.versions = versions;
    this.ids = [...versions.keys()];
  }
  know(id, version) {
    if (!this.versions.has(id)) this.ids.push(id);
    this.versions.set(id, version);
  }
  get over() {
    const time = Date.now() - this.#began;
    assert.ok(time < this.lastsMs + PATIENCE_MS, `only ${this.decided} of ${DECISIONS_MIN} decisions`);
    return time > this.lastsMs && this.decided >= DECISIONS_MIN;
  }
  async untilOver(once) {
    while (!this.over) await once();
  }
}

/** Readers write, moderators decide and change their minds, one transaction is always late: it has
 *  its number long before it changes anything. */
function move(service, token, motion) {
  let n = motion.ids.length;
  const write = async () => {
    const headers = { "X-Forwarded-For": `203.0.${Math.floor((n += 1) / 250) % 250}.${n % 250}` };
    const answer = await service.submit({ author: "Ann", email: `r${n}@nest.example`, text: `number ${n}` }, { headers });
    assert.equal(answer.status, 202);
    motion.know((await answer.json()).id, 1);
  };
  const decide = async () => {
    if (motion.ids.length === 0) return pause(20);
    const ids = [...new Set(Array.from({ length: 10 }, () => chosen(motion.ids)))];
    const decisions = ids.map((id) => ({ id, version: motion.versions.get(id), decision: chosen(["approve", "approve", "reject", "spam"]) }));
    for (const { id, version, status } of await service.decide(token, decisions)) {
      motion.know(id, version);
      if (status === 200) motion.decided += 1;
    }
  };
  const decideLate = async () => {
    const chosenOnes = "SELECT id FROM comment WHERE published_at IS NOT NULL AND state IN (1, 2) ORDER BY random() LIMIT 1";
    const late = `UPDATE comment SET state = 3 - state, version = version + 1, change_xid = pg_current_xact_id() WHERE id IN (${chosenOnes}) AND state IN (1, 2) RETURNING 'moved'`;
    const wait = `SELECT pg_current_xact_id(), pg_sleep(${(Math.random() * LATE_MS_MAX) / 1000})`;
    const { stdout } = await run("psql", psqlWords(service, `BEGIN; ${wait}; ${late}; COMMIT`));
    if (stdout.includes("moved")) motion.late += 1;
  };
  const loops = [write, write, write, decide, decide, decideLate];
  return Promise.all(loops.map((once) => motion.untilOver(once)));
}

/** In the end each follower knows what the database has; nothing was told twice on the way. */
async function followThrough(service, { admin, followers, motion }) {
  await Promise.all([move(service, admin, motion), ...followers.map((one) => motion.untilOver(() => one.poll()))]);
  for (const one of followers) {
    await one.poll();
    assert.deepEqual(one.known(), truth(service));
    assert.ok(one.removals > 0, "nothing was removed");
  }
  assert.ok(motion.late > 0, "no transaction was late");
}

const counted = (when, motion, followers) =>
  `${when}: ${motion.ids.length} comments, ${motion.decided} decisions, ${motion.late} late changes; followed by ` +
  followers.map((one) => `${one.pages} pages that told ${one.told.size} versions of ${one.latest.size}, ${one.removals} removals`).join(" and ");

test("who follows an export has what the database has, whoever writes meanwhile", async (t) => {
  const service = await Service.start(FAST);
  const admin = await service.token("admin");
  const followers = [new Follower(overHttp(service, admin)), new Follower(byCommand(service))];
  const motion = new Motion(MOTION_MS);
  await followThrough(service, { admin, followers, motion });
  t.diagnostic(counted("before", motion, followers));
  const before = truth(service);
  assert.ok(before.length > 20, `only ${before.length} were published`);

  const file = join(folder, "moved.backup");
  await service.command("backup", file);
  const keys = readFileSync(join(service.data, "keys"), "utf8");
  await service.stop({ keep: true });
  wipe(service, keys);
  await service.command("restore", file);
  const again = await Service.start({ ...FAST, COPYTASTER_DATA: service.data });
  const page = overHttp(again, admin);
  const anew = await page(followers[0].cursor);
  assert.equal(anew.anew, "true");
  followers.forEach((one) => one.beginAnew());
  followers[0].page = async () => anew;
  for (const one of followers) {
    await one.poll();
    assert.deepEqual(one.known(), before, "all is told again");
  }
  const nothing = await page(anew.next);
  assert.deepEqual([nothing.text, nothing.anew, nothing.next], ["", null, anew.next]);

  followers[0].page = page;
  const goingOn = new Motion(MOTION_ONCE_RESTORED_MS, motion.versions);
  await followThrough(again, { admin, followers, motion: goingOn });
  t.diagnostic(counted("once restored", goingOn, followers));
  await again.stop();
});

test("WXR is what WordPress' importer looks for", async () => {
  const service = await Service.start(FAST);
  const admin = await service.token("admin");
  const headers = { Authorization: `Bearer ${admin}`, "Content-Type": "application/json" };
  const article = { url: "https://news.example/a?b=1&c", title: "Ferry & <co>", section: "local & \"so\"", state: "open" };
  const put = await fetch(`${service.api}/articles/2026-ferry`, { method: "PUT", headers, body: JSON.stringify(article) });
  assert.equal(put.status, 201);
  const write = async (comment, where = {}) => {
    const answer = await service.submit({ author: "A & <b>", email: "ann@nest.example", ...comment }, where);
    const told = await answer.json();
    assert.equal(answer.status, 202, JSON.stringify(told));
    return told.id;
  };
  for (const text of ["]]> <script>alert(1)</script> & more", "\u0001 \u000b \ufffe 😀", "=1+1"])
    await write({ text, url: "https://ann.example/?a=1&b=2" });
  const parent = await write({ text: "who goes there" }, { article: "2026-ferry" });
  await service.approveAll(admin);
  await write({ text: "I do", parent }, { article: "2026-ferry" });
  await service.approveAll(admin);

  const exported = async (more = "") => (await fetch(`${service.api}/export/comments?format=wxr${more}`, { headers })).text();
  const schema = new URL("wxr.rng", import.meta.url).pathname;
  const check = (input, ...words) => execFileSync("xmllint", ["--nonet", ...words, "-"], { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] }).trim();
  const wxr = await exported();
  for (const one of [wxr, await exported("&article=nothing")]) check(one, "--noout", "--relaxng", schema);
  assert.throws(() => check(wxr.replace("<wp:comment_type>comment</wp:comment_type>", ""), "--noout", "--relaxng", schema));
  const named = (name) => `*[local-name() = '${name}']`;
  const look = (path) => check(wxr, "--xpath", path);
  assert.equal(look(`count(//${named("comment")})`), "5");
  assert.equal(look(`string(//${named("comment_parent")}[. != 0])`), String(parent));
  assert.equal(look(`string(//item[${named("post_name")} = '2026-ferry']/link)`), article.url);
  assert.doesNotMatch(wxr, /nest\.example/);
  await service.stop();
});

test("gzip is what it is without", async () => {
  const service = await Service.start(FAST);
  const admin = await service.token("admin");
  await service.submit({ author: "Ann", email: "ann@nest.example", text: "=1+1" });
  await service.approveAll(admin);
  const wget = (more) => execFileSync("curl", ["--silent", "--header", `Authorization: Bearer ${admin}`, ...more, `${service.api}/export/comments?format=csv`]);
  const plain = wget([]);
  assert.match(plain.toString(), /'=1\+1/);
  const packed = wget(["--header", "Accept-Encoding: gzip"]);
  assert.deepEqual(gunzipSync(packed), plain);
  await service.stop();
});

test("the command puts whole files in place, or none", async () => {
  const service = await Service.start(FAST);
  const admin = await service.token("admin");
  await service.submit({ author: "Ann", email: "ann@nest.example", text: "kept" });
  await service.approveAll(admin);
  const output = join(folder, "records");
  const cursorFile = join(folder, "cursor");
  const failing = (...words) => service.command("export", ...words).then(() => assert.fail(`${words} went well`), (failure) => failure);

  await service.command("export", "--format", "csv", "--output", output, "--cursor-file", cursorFile);
  const [records, cursor] = [output, cursorFile].map((path) => readFileSync(path, "utf8"));
  assert.match(records, /,kept,/);
  const { code, stderr } = await failing("--site", "nosuch", "--output", output, "--cursor-file", cursorFile);
  assert.equal(code, 1);
  assert.match(stderr, /^copytaster: .*nosuch.*\n$/);
  assert.deepEqual([output, cursorFile].map((path) => readFileSync(path, "utf8")), [records, cursor], "as they were");
  writeFileSync(cursorFile, "nonsense\n");
  assert.match((await failing("--cursor-file", cursorFile)).stderr, /'nonsense' is not a cursor/);
  assert.deepEqual(readdirSync(folder).filter((name) => name.includes(".new-")), [], "nothing is left behind");

  assert.match((await service.command("export", "--output", "/dev/null")).stderr, /^next: /);
  assert.ok(statSync("/dev/null").isCharacterDevice());
  const full = await failing("--output", "/dev/full");
  assert.match(full.stderr, /^copytaster: cannot write the export: No space left/);
  const old = await service.command("export", "--cursor", cursor.trim().replace(/^/, "9"));
  assert.match(old.stderr, /^the cursor is from before a restore: exported from the beginning\nnext: /);
  await service.stop();
});
