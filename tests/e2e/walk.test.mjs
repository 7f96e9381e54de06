// Two thousand real comments from eight readers at once, approved and exported: exactly those, and
// no address anywhere.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Service, csvRows, needs, testData } from "./support.mjs";

const COMMENTS = 2000;
const CLIENTS = 8;
const MARKER = "[email hidden]";

/** A word that stands in every address of this test and nowhere else. */
const CANARY = "kanarie7f3a";
const spellings = [
  `${CANARY}@nest.example`,
  `${CANARY} (at) nest (dot) example`,
  `${CANARY}&#64;nest.example`,
  `${CANARY}%40nest.example`,
];

let service;
let moderator;
let exporter;
before(async () => {
  service = await Service.start({
    COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32",
    COPYTASTER_INTAKE_PER_MINUTE: "1000",
    COPYTASTER_INTAKE_BURST: "1000",
  });
  moderator = await service.token("moderator");
  exporter = await service.token("exporter");
});
after(() => service?.stop());

function realComments() {
  const comments = [];
  for (const name of ["katyperry", "lmfao", "psy"]) {
    const rows = csvRows(readFileSync(testData(`youtube_spam/${name}.csv`), "utf8"));
    for (const { author, text } of rows) comments.push({ author: author || "Nobody", text });
  }
  const news = readFileSync(testData("news_comments/news_comments.txt"), "utf8").split("\n");
  for (let n = 0; comments.length < COMMENTS; n += 1)
    if (news[n].trim() !== "") comments.push({ author: `Reader ${n}`, text: news[n] });
  return comments.slice(0, COMMENTS);
}

/** Sends every n-th comment; the answers' ids by place. */
async function sendAs(client, comments, ids) {
  for (let n = client; n < comments.length; n += CLIENTS) {
    const comment = { ...comments[n], email: `${CANARY}.${n}@nest.example` };
    const headers = { "X-Forwarded-For": `203.0.113.${client + 1}` };
    const answer = await service.submit(comment, { headers });
    assert.equal(answer.status, 202, `${n}: ${JSON.stringify(comment.text)}`);
    ids[n] = (await answer.json()).id;
  }
}

async function exported(format) {
  const answer = await fetch(`${service.api}/export/comments?format=${format}`, {
    headers: { Authorization: `Bearer ${exporter}` },
  });
  assert.equal(answer.status, 200);
  return answer.text();
}

/** Equal, or with markers where the sent text had something else. */
function assertEqualButForMasking(published, sent) {
  const pieces = published.split(MARKER);
  if (pieces.length === 1) return assert.equal(published, sent);
  assert.ok(sent.startsWith(pieces[0]) && sent.endsWith(pieces.at(-1)), published);
  let at = 0;
  for (const piece of pieces) {
    const found = sent.indexOf(piece, at);
    assert.ok(found >= at, published);
    at = found + piece.length;
  }
}

test("2,000 real comments are submitted, approved and exported, exactly those", needs("youtube_spam", "news_comments"), async () => {
  const comments = realComments();
  const ids = [];
  await Promise.all(Array.from({ length: CLIENTS }, (_, client) => sendAs(client, comments, ids)));
  assert.equal(new Set(ids).size, COMMENTS);
  assert.equal(await service.approveAll(moderator), COMMENTS);

  const lines = (await exported("ndjson")).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.match(lines.pop().next, /./);
  assert.deepEqual(lines.map(({ id }) => id).sort((a, b) => a - b), [...ids].sort((a, b) => a - b));
  const sent = new Map(ids.map((id, n) => [id, comments[n]]));
  for (const { id, text } of lines) assertEqualButForMasking(text, sent.get(id).text);
  const masked = lines.filter(({ text }) => text.includes(MARKER)).length;
  assert.ok(masked < COMMENTS / 100, `${masked} masked`);

  const rows = csvRows(await exported("csv"));
  assert.deepEqual(rows.map(({ id }) => Number(id)), lines.map(({ id }) => id));
  const spreadsheetSafe = (text) => (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text);
  for (const [n, { text }] of rows.entries()) assert.equal(text, spreadsheetSafe(lines[n].text));
});

test("an export goes on where the last one ended", async () => {
  const { stderr } = await service.command("export");
  const cursor = /^next: (.*)$/m.exec(stderr)[1];
  const again = await service.command("export", "--cursor", cursor);
  assert.equal(again.stdout, "");
  const answer = await service.submit({ author: "Late", email: `${CANARY}@late.example`, text: "One more" });
  const { id } = await answer.json();
  await service.approveAll(moderator);
  const more = await service.command("export", "--cursor", cursor);
  assert.deepEqual(more.stdout.trim().split("\n").map((line) => JSON.parse(line).id), [id]);
});

test("an address in any field appears in no public answer, export, log or plain dump", async () => {
  const answers = [];
  for (const [n, spelling] of spellings.entries()) {
    const base = { author: "Canary", email: `${CANARY}${n}@nest.example`, text: `n${n}` };
    for (const field of ["author", "text"])
      answers.push(await service.submit({ ...base, [field]: `Write to ${spelling} please ${n}` }));
    answers.push(await service.submit({ ...base, text: `u${n}`, url: `https://nest.example/?to=${CANARY}@nest.example&n=${n}` }));
    const form = { ...base, text: `form ${spelling}` };
    answers.push(await service.submitForm("/api/v1/sites/main/articles/1/comments", form));
    const wordpress = { ...base, comment: `wp ${spelling}`, comment_post_ID: "1" };
    answers.push(await service.submitForm("/wp-comments-post.php", wordpress));
    // Refused ones must not repeat it either.
    answers.push(await service.submit({ ...base, email: `${CANARY}@@nest.example` }));
    answers.push(await service.submitForm("/wp-comments-post.php", { ...wordpress, author: "" }));
  }
  const statuses = answers.map(({ status }) => status);
  assert.deepEqual([...new Set(statuses)].sort(), [202, 302, 303, 422]);
  // The author's own words come back to her alone, on the page of the refused form.
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  const said = bodies.filter((_, n) => !(statuses[n] === 422 && bodies[n].includes("<textarea")));
  const heads = answers.map((answer) => JSON.stringify([...answer.headers]));

  const queue = JSON.stringify(await service.allPending(moderator));
  await service.approveAll(moderator);
  const shown = [];
  for await (const page of service.pages("/articles/1/comments", moderator)) shown.push(JSON.stringify(page));
  assert.ok(shown.join().includes(MARKER));
  const demo = await (await fetch(`${service.url}/demo/`)).text();
  const files = [await exported("ndjson"), await exported("csv"), await exported("wxr")];
  const places = { said, heads, queue, shown, demo, files, log: await service.allLogged(), dump: plainDump() };
  for (const [place, text] of Object.entries(places)) {
    const at = String(text).toLowerCase().indexOf(CANARY);
    assert.equal(at, -1, `${place}: ${String(text).slice(Math.max(0, at - 80), at + 80)}`);
  }
});

/** All the database holds, as an operator would hand it on. */
function plainDump() {
  const words = ["--host", join(service.data, "run"), "--username", "copytaster_owner", "copytaster"];
  const program = ["/usr/lib/postgresql/15/bin/pg_dump", ...words];
  const asOwner = process.getuid() === 0 ? ["runuser", "--user", "copytaster", "--"] : [];
  const [first, ...rest] = [...asOwner, ...program];
  const dump = execFileSync(first, rest, { encoding: "utf8", maxBuffer: 256 * 1024 * 1024, cwd: "/" });
  assert.match(dump, /One more|Canary/);
  return dump;
}

test("no network address is stored or logged", async () => {
  for (const text of [plainDump(), await service.allLogged()]) assert.doesNotMatch(text, /203\.0\.113\.\d|127\.0\.0\.1(?!:)/);
});
