// The export while everything is in motion: whoever follows it has, in the end, what the database
// has, nothing twice; also when the database comes back from a backup in between.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, test } from "node:test";
import { gunzipSync } from "node:zlib";

import { Service, wipe } from "./support.mjs";

const MOTION_MS = process.env.COPYTASTER_TEST_LONG ? 60_000 : 6_000;
const DECISIONS_MIN = 200;
const PATIENCE_MS = 90_000;
const FAST = {
  COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32",
  COPYTASTER_INTAKE_PER_MINUTE: "1000",
  COPYTASTER_INTAKE_BURST: "1000",
};
const folder = mkdtempSync(join(tmpdir(), "copytaster-exports-"));
after(() => rmSync(folder, { recursive: true }));

const chosen = (list) => list[Math.floor(Math.random() * list.length)];

function sql(service, statement) {
  const words = ["--host", join(service.data, "run"), "--username", "copytaster_owner", "--dbname", "copytaster"];
  return execFileSync("psql", [...words, "--no-psqlrc", "--tuples-only", "--no-align", "--command", statement], {
    encoding: "utf8",
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
  }
  async poll() {
    const { text, next } = await this.page(this.cursor);
    for (const line of text.split("\n").filter((line) => line !== "")) this.#take(JSON.parse(line));
    this.cursor = next;
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
  seen = new Map();

  get over() {
    const time = Date.now() - this.#began;
    assert.ok(time < PATIENCE_MS, `only ${this.decided} of ${DECISIONS_MIN} decisions`);
    return time > MOTION_MS && this.decided >= DECISIONS_MIN;
  }
  async untilOver(once) {
    while (!this.over) await once();
  }
}

/** Readers write, moderators decide and change their minds, one transaction is always late. */
function move(service, token, motion) {
  const { seen } = motion;
  let n = 0;
  const write = async () => {
    const headers = { "X-Forwarded-For": `203.0.${Math.floor((n += 1) / 250) % 250}.${n % 250}` };
    const answer = await service.submit({ author: "Ann", email: `r${n}@nest.example`, text: `number ${n}` }, { headers });
    assert.equal(answer.status, 202);
    seen.set((await answer.json()).id, 1);
  };
  const decide = async () => {
    const ids = [...new Set(Array.from({ length: 10 }, () => chosen([...seen.keys()])))].filter(Boolean);
    const decisions = ids.map((id) => ({ id, version: seen.get(id), decision: chosen(["approve", "approve", "reject", "spam"]) }));
    if (decisions.length === 0) return pause(20);
    for (const { id, version, status } of await service.decide(token, decisions)) {
      seen.set(id, version);
      if (status === 200) motion.decided += 1;
    }
  };
  const decideLate = async () => {
    const late = "UPDATE comment SET state = 3 - state, version = version + 1, change_xid = pg_current_xact_id() WHERE id = (SELECT max(id) - 50 FROM comment) AND published_at IS NOT NULL AND state IN (1, 2)";
    sql(service, `BEGIN; SELECT pg_current_xact_id(); ${late}; COMMIT`);
    await pause(100);
  };
  const loops = [write, write, write, decide, decide, decideLate];
  return Promise.all(loops.map((once) => motion.untilOver(once)));
}

test("who follows an export has what the database has, whoever writes meanwhile", async () => {
  const service = await Service.start(FAST);
  const admin = await service.token("admin");
  const followers = [new Follower(overHttp(service, admin)), new Follower(byCommand(service))];
  const motion = new Motion();
  await Promise.all([move(service, admin, motion), ...followers.map((one) => motion.untilOver(() => one.poll()))]);
  for (const one of followers) {
    await one.poll();
    assert.deepEqual(one.known(), truth(service));
    assert.ok(one.removals > 0, "nothing was removed");
  }
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
  const restored = new Follower(async () => anew);
  await restored.poll();
  assert.deepEqual(restored.known(), before, "all is told again");
  const nothing = await page(anew.next);
  assert.deepEqual([nothing.text, nothing.anew, nothing.next], ["", null, anew.next]);
  await again.stop();
});

test("WXR is well-formed XML, and gzip is what it is without", async () => {
  const service = await Service.start(FAST);
  const admin = await service.token("admin");
  const texts = ["]]> <script>alert(1)</script> & more", "\u0001 \u000b \ufffe 😀", "=1+1"];
  for (const text of texts) {
    const answer = await service.submit({ author: "A & <b>", email: "ann@nest.example", text, url: "https://ann.example/?a=1&b=2" });
    assert.equal(answer.status, 202, await answer.text());
  }
  await service.approveAll(admin);
  const headers = { Authorization: `Bearer ${admin}` };
  const wxr = await (await fetch(`${service.api}/export/comments?format=wxr`, { headers })).text();
  execFileSync("python3", ["-c", "import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())"], { input: wxr });
  assert.equal(wxr.match(/<wp:comment>/g).length, texts.length);
  assert.doesNotMatch(wxr, /nest\.example/);

  const wget = (more) => execFileSync("curl", ["--silent", "--header", `Authorization: Bearer ${admin}`, ...more, `${service.api}/export/comments?format=csv`]);
  const plain = wget([]);
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
