// Moving in: what another system or another site of ours has exported is there afterwards, once, with
// its threads, times, states and authors; what cannot be is told of.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Service } from "./support.mjs";

const CANARY = "canary-7f3a@mail.example";
const WAIT_MS_MAX = 10_000;
const FAST = {
  COPYTASTER_INTAKE_PER_MINUTE: "1000",
  COPYTASTER_INTAKE_BURST: "1000",
  COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32",
};
const folder = mkdtempSync(join(tmpdir(), "copytaster-imports-"));
after(() => rmSync(folder, { recursive: true }));

let services = [];
async function start(more = {}) {
  const service = await Service.start({ ...FAST, ...more });
  services.push(service);
  return service;
}
after(() => Promise.all(services.map((service) => service.stop())));

function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const lines = (records) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** Runs it; `{ report, status, said }`. */
async function imported(service, format, path, ...more) {
  try {
    const { stdout, stderr } = await service.command("import", "--format", format, path, "--json", ...more);
    return { report: JSON.parse(stdout.trim().split("\n").at(-1)), status: 0, said: stderr };
  } catch (failure) {
    const last = failure.stdout?.trim().split("\n").at(-1);
    return { report: last ? JSON.parse(last) : undefined, status: failure.code, said: failure.stderr };
  }
}

const exported = async (service, format = "ndjson") =>
  (await service.command("export", "--format", format)).stdout;

function sql(service, statement) {
  const words = ["--host", join(service.data, "run"), "--username", "copytaster_owner", "--dbname", "copytaster",
    "--no-psqlrc", "--tuples-only", "--no-align", "--command", statement];
  return execFileSync("psql", words, { encoding: "utf8" }).trim();
}

/** Threads with a removed parent, a parent that was approved after its reply, edits and odd texts. */
async function live(service) {
  const token = await service.token("moderator");
  await service.command("article", "put", "1", "--url", "https://news.example/1", "--premoderation", "none", "--section", "sport");
  await service.command("article", "put", "two", "--url", "https://news.example/two", "--premoderation", "all");
  let reader = 0;
  const submit = async (text, { article = "1", parent, url } = {}) => {
    const headers = { "X-Forwarded-For": `192.0.2.${(reader += 1)}` };
    const comment = { author: `Ann ${reader} 😀`, email: `ann${reader}@example.com`, text, url, parent };
    const answer = await service.submit(comment, { article, headers });
    assert.ok(answer.ok, await answer.clone().text());
    return (await answer.json()).id;
  };
  const decide = async (id, version, decision) => {
    const [result] = await service.decide(token, [{ id, version, decision }]);
    assert.equal(result.status, 200);
  };
  const first = await submit("A first one with \"quotes\", \\ and <b>é 漢 😀</b>\nand a line.");
  const reply = await submit("A reply.\u0001\t", { parent: first, url: "https://ann.example/?a=1&b=2" });
  await submit("A reply to a reply.", { parent: reply });
  await decide(reply, 1, "reject");
  const back = await submit("Approved again later.");
  await submit("Its reply comes before it.", { parent: back });
  await decide(back, 1, "reject");
  await decide(back, 2, "approve");
  const held = [await submit("Held one.", { article: "two" }), await submit("Held two.", { article: "two" })];
  await decide(held[1], 1, "approve");
  await decide(held[0], 1, "approve");
  await submit("Still waits.", { article: "two" });
}

let first;
before(async () => {
  first = await start();
  await live(first);
});

test("an export in NDJSON, brought into an empty site, is exported byte for byte", async () => {
  const before = await exported(first);
  assert.equal(before.trimEnd().split("\n").length, 6);
  const path = file("whole.ndjson", before);
  const second = await start();
  const { report, status } = await imported(second, "ndjson", path);
  assert.equal(status, 0);
  assert.deepEqual([report.imported, report.refused], [6, 0]);
  assert.equal(await exported(second), before);

  const again = await imported(second, "ndjson", path);
  assert.deepEqual([again.report.imported, again.report.known], [0, 6]);
  assert.equal(await exported(second), before, "nothing twice");
  const highest = Math.max(...before.trimEnd().split("\n").map((line) => JSON.parse(line).id));
  const answer = await second.submit({ author: "Bo", email: "bo@example.com", text: "After the move." });
  assert.ok((await answer.json()).id > highest, "numbers go on behind those that were kept");

  const thread = await (await fetch(`${second.api}/articles/1/comments?removed=1`)).json();
  const place = thread.items.find((one) => one.removed);
  assert.ok(place, "a removed parent keeps its place");
  assert.ok(thread.items.some(({ parent, text }) => parent === place.id && text === "A reply to a reply."));
});

/** What WXR tells of each comment, but for the numbers. */
function toldBy(wxr) {
  const of = (name, text) => new RegExp(`<wp:${name}>(?:<!\\[CDATA\\[)?([^]*?)(?:\\]\\]>)?</wp:${name}>`).exec(text)[1];
  const comments = [...wxr.matchAll(/<wp:comment>([^]*?)<\/wp:comment>/g)].map(([, text]) => text);
  const content = new Map(comments.map((text) => [of("comment_id", text), of("comment_content", text)]));
  const fields = ["comment_author", "comment_author_url", "comment_date_gmt", "comment_content", "comment_approved"];
  return comments
    .map((text) => [...fields.map((name) => of(name, text)), content.get(of("comment_parent", text)) ?? ""].join(" | "))
    .sort();
}

test("an export in WXR, brought into another site, tells of the same comments", async () => {
  // What answers a removed comment stands below a place without words.
  const wxr = await exported(first, "wxr");
  const second = await start();
  const { report, status } = await imported(second, "wxr", file("whole.wxr", wxr));
  assert.equal(status, 0);
  assert.deepEqual([report.imported, report.refused], [6, 0]);
  assert.deepEqual(toldBy(await exported(second, "wxr")), toldBy(wxr));
  // Its own article 1, the demo, is another page.
  const thread = await (await fetch(`${second.api}/articles/wxr-1/comments?removed=1`)).json();
  const place = thread.items.find((one) => one.removed);
  assert.ok(thread.items.some(({ parent, text }) => place && parent === place.id && text === "A reply to a reply."));
});

test("readers write while an export keeps its numbers: none of them is lost, nor a number", async () => {
  const COMMENTS = 240_000; // long enough for readers to come
  const service = await start();
  await service.command("article", "put", "1", "--url", "https://news.example/1", "--premoderation", "none");
  const records = Array.from({ length: COMMENTS }, (_, n) =>
    record(n + 1, { version: 1, parent: n > 5 && n % 3 === 0 ? n - 2 : null, article: "9" }));
  const done = imported(service, "ndjson", file("numbered.ndjson", lines(records)));
  let isDone = false;
  done.then(() => (isDone = true));
  while (!isDone && sql(service, "SELECT count(*) FROM import_turn") === "0") await pause(20);
  await pause(500); // by now it has seen that the site never had anything
  const given = [];
  const slow = [];
  while (!isDone) {
    const began = performance.now();
    const comment = { author: "Bo", email: `bo${given.length}@example.com`, text: `Meanwhile ${given.length}.` };
    const answer = await service.submit(comment, { headers: { "X-Forwarded-For": `192.0.2.${given.length % 250}` } });
    slow.push(performance.now() - began);
    assert.ok(answer.ok, await answer.clone().text());
    given.push((await answer.json()).id);
    await pause(5);
  }
  const { report, status, said } = await done;
  assert.equal(status, 0, said);
  assert.equal(report.imported, COMMENTS);
  const low = given.filter((id) => id <= COMMENTS).length;
  assert.ok(given.length > 20, "readers were there");
  assert.equal(new Set(given).size, given.length);
  assert.equal(sql(service, "SELECT count(*) FROM comment WHERE text LIKE 'Meanwhile %'"), `${given.length}`);
  assert.equal(sql(service, "SELECT count(*) FROM comment WHERE text = 'comment ' || id"), `${COMMENTS - low}`);
  slow.sort((a, b) => a - b);
  console.log(`import: ${given.length} submits meanwhile, median ${slow[slow.length >> 1].toFixed(1)} ms, p99 ${slow[Math.floor(slow.length * 0.99)].toFixed(1)} ms`);
});

const record = (id, more = {}) => ({
  article: "9",
  article_url: "https://news.example/9",
  id,
  author: "Ann",
  email: "ann@example.com",
  text: `comment ${id}`,
  state: "approved",
  created_at: "2024-01-02T03:04:05.678Z",
  ...more,
});

const MIXED = [
  record(1),
  record(2, { email: "no address", text: CANARY }),
  record(3, { parent: 1 }),
  record(4, { parent: 99, email: CANARY }),
  record(5, { text: `write to ${CANARY}`, email: CANARY, state: "pending" }),
  record(6, { text: "x".repeat(65_526) }),
  record(7, { created_at: CANARY }),
  record(8, { state: "spam", email: "Bob@Example.com" }),
  record(9, { state: "removed" }),
  record("other-10", { parent: 11 }),
  record(11, { state: "rejected" }),
  record(12, { article_url: undefined, article: "nowhere" }),
  record(1, { text: "another one" }),
];

test("a bad record is refused by itself, with its line and reason, and the rest goes in", async () => {
  const service = await start();
  const token = await service.token("moderator");
  const path = file("mixed.ndjson", `${lines(MIXED)}not JSON ${CANARY}\n`);
  const refused = join(folder, "refused.ndjson");
  const dry = await imported(service, "ndjson", path, "--dry-run");
  assert.equal(sql(service, "SELECT count(*) FROM comment"), "0");
  const here = relative(process.cwd(), refused);
  const { report, status } = await imported(service, "ndjson", path, "--refused", here);
  assert.equal(status, 0);
  assert.deepEqual([report.imported, report.refused, report.skipped], [7, 6, 1]);
  assert.deepEqual(report.states, { approved: 4, pending: 1, rejected: 1, spam: 1 });
  assert.deepEqual({ ...dry.report, dry_run: false }, report, "as the dry run said");

  const told = readFileSync(refused, "utf8");
  const reasons = Object.fromEntries(told.trimEnd().split("\n").map((line) => JSON.parse(line)).map(({ line, reason }) => [line, reason]));
  assert.deepEqual(reasons, {
    2: "`email` is not a valid e-mail address",
    6: "`text` is longer than 65525 bytes",
    7: "`created_at` is no time, or lies in the future",
    9: "was removed before it was exported",
    12: "its article is not known here, and has no address to be made with",
    13: "its number stands twice in the file",
    14: "is not one JSON object in UTF-8",
  });
  assert.ok(!told.includes("canary"), "no reason holds what was read");
  const dump = execFileSync("pg_dump", ["--host", join(service.data, "run"), "--username", "copytaster_owner", "copytaster"], { encoding: "utf8", maxBuffer: 2 ** 28 });
  assert.ok(!dump.includes("canary"), "no address lies open");

  const [waiting] = await service.allPending(token);
  assert.equal(waiting.text, "write to [email hidden]");
  const person = file("person", CANARY);
  const { stdout } = await service.command("people", "export", "--file", person);
  assert.match(stdout, /write to canary/, "what was masked is sealed, and found by the address");
  await service.command("people", "erase", "--file", person);
  const again = await imported(service, "ndjson", path);
  assert.deepEqual([again.report.imported, again.report.known], [0, 7], "what was erased does not come back");
  assert.doesNotMatch((await service.command("people", "export", "--file", person)).stdout, /write to/);
  assert.equal((await service.command("rules", "figures", "--days", "7")).stderr, "");
});

test("readers see what came in at once, and the history of its authors counts", async () => {
  const service = await start();
  await service.command("article", "put", "9", "--url", "https://news.example/9", "--premoderation", "first");
  const page = async () => (await (await fetch(`${service.api}/articles/9/comments`)).json()).total;
  assert.equal(await page(), 0);
  const recent = { created_at: new Date(Date.now() - 86_400_000).toISOString(), email: "regular@example.com" };
  await imported(service, "ndjson", file("recent.ndjson", lines([record(1, recent), record(2, recent)])));
  const end = Date.now() + WAIT_MS_MAX;
  while ((await page()) !== 2) {
    assert.ok(Date.now() < end, "waited in vain for the page");
    await pause(20);
  }
  const answer = await service.submit({ author: "Ann", email: "regular@example.com", text: "As always." }, { article: "9" });
  assert.equal((await answer.json()).state, "approved", "she is known");
});

test("articles are known by a mapping, and another blog's numbers are its own", async () => {
  const service = await start();
  const path = file("old.ndjson", lines([record(1)]));
  await service.command("article", "put", "ferry", "--url", "https://news.example/ferry");
  const mapping = file("mapping.tsv", "https://news.example/9\tferry\n");
  const { report } = await imported(service, "ndjson", path, "--articles", mapping);
  assert.deepEqual(report.articles, { new: 0, known: 1 });
  assert.equal(JSON.parse(await exported(service)).article, "ferry");
  assert.equal((await imported(service, "ndjson", path, "--articles", mapping)).report.known, 1);
  const other = await imported(service, "ndjson", path, "--source", "blog-b");
  assert.equal(other.report?.imported, 1, other.said);
  const bad = await imported(service, "ndjson", path, "--articles", file("bad.tsv", "x\ty\nz\n"));
  assert.equal(bad.status, 1);
  assert.match(bad.said, /bad\.tsv: line 2 is not/);
  const endless = await imported(service, "ndjson", path, "--articles", "/dev/zero");
  assert.match(endless.said, /\/dev\/zero is larger than 256 MiB/);
});

test("a broken file ends with its place, and what stood before is there", async () => {
  const service = await start();
  const wxr = await exported(first, "wxr");
  const cut = wxr.slice(0, wxr.indexOf("</wp:comment>") + 14);
  const { report, status, said } = await imported(service, "wxr", file("cut.wxr", cut));
  assert.equal(status, 1);
  assert.match(said, /cut\.wxr:\d+:\d+: ends before its elements are closed; what stands before it has been read\n$/);
  assert.equal(report.imported, 1);
  const laughs = file("laughs.wxr", `<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a "ha">]>\n<rss>&a;</rss>`);
  assert.match((await imported(service, "wxr", laughs)).said, /laughs\.wxr:2:\d+: has a document type/);
  assert.match((await imported(service, "wxr", "/dev/null")).said, /no file that can be read more than once/);
  assert.match((await imported(service, "wxr", "/nowhere")).said, /cannot read \/nowhere/);
  assert.equal((await imported(service, "csv", laughs)).status, 2);
});

test("the sealing key is not changed while comments are being brought in", async () => {
  const service = await start();
  sql(service, "INSERT INTO import_turn SELECT id, gen_random_uuid(), now() + interval '1 hour' FROM site");
  await assert.rejects(service.command("keys", "rotate"), /an `import` is under way/);
  sql(service, "UPDATE import_turn SET at = now() - interval '10 seconds'");
  await service.command("keys", "rotate");
  const { report } = await imported(service, "ndjson", file("few.ndjson", lines([record(1)])));
  assert.equal(report.imported, 1, "one that was killed is over");
  assert.equal(sql(service, "SELECT count(*) FROM import_turn"), "0");
});

test("more than may wait are told of, and come with a word", async () => {
  const service = await start({ COPYTASTER_INTAKE_PENDING_MAX: "2" });
  const path = file("waiting.ndjson", lines([1, 2, 3].map((id) => record(id, { state: "pending" }))));
  const dry = await imported(service, "ndjson", path, "--dry-run");
  assert.deepEqual([dry.status, dry.report.crowded], [0, true]);
  const stopped = await imported(service, "ndjson", path);
  assert.deepEqual([stopped.status, stopped.report.imported], [1, 0]);
  assert.match(stopped.said, /intake\.pending_max/);
  const { report } = await imported(service, "ndjson", path, "--fill-queue");
  assert.equal(report.imported, 3);
});

test("a run that cannot begin leaves the list of the one before", async () => {
  const service = await start();
  const refused = join(folder, "kept.ndjson");
  const path = file("bad.ndjson", lines([record(1, { text: "" })]));
  await imported(service, "ndjson", path, "--refused", refused);
  const before = readFileSync(refused, "utf8");
  assert.match(before, /`text` is required/);
  sql(service, "INSERT INTO import_turn SELECT id, gen_random_uuid(), now() + interval '1 hour' FROM site");
  const second = await imported(service, "ndjson", path, "--refused", refused);
  assert.match(second.said, /another import into this site is under way/);
  assert.equal(readFileSync(refused, "utf8"), before);
});
