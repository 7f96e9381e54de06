// The learned filter, from the first decisions to what it holds: through the doors that people use.

import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Service, openBrowser, signIn, watchedPage } from "./support.mjs";

const WAIT_MS_MAX = 20_000;
const PAIRS = 30;

const CITY =
  "council ferry island budget library bridge mayor harbour street winter school bus night vote harvest railway teacher hospital police river market tax road minister report energy forest farmer museum station".split(" ");
const GARDEN =
  "tulip garden petal bulb blossom greenhouse bouquet meadow orchid gardener seedling rose flowers bloom pot lawn hedge compost ivy lavender daisy fern moss shears trellis peony iris lily violet aster".split(" ");

/** No two are nearly alike, or they would be a campaign. */
let random = 1;
function told(words) {
  return (n) => {
    const said = Array.from({ length: 12 }, () => {
      random = (random * 48_271) % 2_147_483_647;
      return words[random % words.length];
    });
    return `${said.join(" ")} ${n}.`;
  };
}
const wanted = told(CITY);
const unwanted = told(GARDEN);

let service;
let moderator;
let sent = 0;

before(async () => {
  service = await Service.start({
    COPYTASTER_LEARNING_MODE: "on",
    COPYTASTER_SITES_MAIN_PREMODERATION: "rules",
    COPYTASTER_INTAKE_PER_MINUTE: "100000",
    COPYTASTER_INTAKE_BURST: "100000",
    COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32",
  });
  moderator = await service.token("moderator");
  const editor = await service.token("editor");
  const article = { url: "https://news.example/lessons", premoderation: "all" };
  const put = await fetch(`${service.api}/articles/lessons`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${editor}`, "Content-Type": "application/json" },
    body: JSON.stringify(article),
  });
  assert.equal(put.status, 201);
});
after(() => service?.stop());

/** Under article 1 the rules publish; under `lessons` a moderator does. */
async function submit(text, article = "1") {
  sent += 1;
  const comment = { author: `Reader ${sent}`, email: `reader${sent}@nest.example`, text };
  // Each from where she lives.
  const headers = { "X-Forwarded-For": `198.51.${100 + Math.floor(sent / 250)}.${1 + (sent % 250)}` };
  const answer = await service.submit(comment, { article, headers });
  return { status: answer.status, ...(await answer.json()) };
}

async function decide(decisions) {
  const answer = await fetch(`${service.url}/api/v1/sites/main/moderation/decisions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${moderator}`, "Content-Type": "application/json" },
    body: JSON.stringify({ decisions }),
  });
  assert.equal(answer.status, 200);
  for (const result of (await answer.json()).results) assert.equal(result.status, 200);
}

async function queue() {
  const answer = await fetch(`${service.url}/api/v1/sites/main/moderation/queue?limit=100`, {
    headers: { Authorization: `Bearer ${moderator}` },
  });
  return (await answer.json()).items;
}

/** What comes of a comment like the unwanted ones, until it is as the test wants it. */
async function until(status) {
  for (const end = Date.now() + WAIT_MS_MAX; Date.now() < end; await pause(300)) {
    const answer = await submit(unwanted(1000 + sent));
    if (answer.status === status) return answer;
  }
  throw new Error(`no comment was answered with ${status}`);
}

test("before it has learned enough it holds nothing and says so", async () => {
  assert.equal((await submit(unwanted(0))).status, 201);
  await assert.rejects(service.command("model", "report"), ({ code, stderr }) => {
    assert.match(stderr, /^copytaster: nothing was learned yet\n$/);
    return code === 1;
  });
  await assert.rejects(service.command("model", "train"), ({ stderr }) => /too few decisions/.test(stderr));
});

test("what moderators decide teaches it, and what is alike is held with its reason", async () => {
  for (let n = 1; n <= PAIRS; n += 1) {
    const good = await submit(wanted(n), "lessons");
    const bad = await submit(unwanted(n), "lessons");
    await decide([
      { id: good.id, version: good.version, decision: "approve" },
      { id: bad.id, version: bad.version, decision: "spam" },
    ]);
  }
  const { stdout } = await service.command("model", "train", "--json");
  const figures = JSON.parse(stdout);
  assert.equal(figures.number, 1);
  assert.equal(figures.examples, 2 * PAIRS);
  assert.ok(figures.telling.some(({ text }) => GARDEN.some((word) => text.includes(word))));
  assert.doesNotMatch(stdout, /nest\.example/, "no address");

  const held = await until(202);
  assert.equal((await submit(wanted(2000))).status, 201, "the others are published as before");
  const item = (await queue()).find(({ id }) => id === held.id);
  const hit = item.verdict.hits.find(({ rule }) => rule === "learned");
  assert.ok(GARDEN.some((word) => hit.explanation.includes(word)), hit.explanation);
  assert.ok(hit.spans.length > 0 && hit.spans.every(({ field }) => field === "text"));
});

test("the desk says why it is held, and marks the words", async () => {
  const browser = await openBrowser();
  try {
    const page = await watchedPage(browser);
    await signIn(page, service, await service.moderator("Desk"));
    await page.getByText("like what was refused here").first().waitFor();
    const reason = await page.locator("#hits").innerText();
    assert.match(reason, /\d+ % like what was refused here: \w+/);
    const marked = await page.locator("#words mark").allInnerTexts();
    assert.ok(marked.some((word) => GARDEN.includes(word.trim().toLowerCase())), marked.join());
    assert.deepEqual(page.faults, []);
  } finally {
    await browser.close();
  }
});

test("comments of a file are judged by it too, unless it is left out", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "copytaster-")), "comments.ndjson");
  chmodSync(dirname(file), 0o755);
  writeFileSync(file, `${JSON.stringify({ author: "Ann", text: unwanted(3000) })}\n`);
  const judged = async (...options) =>
    JSON.parse((await service.command("rules", "judge", file, ...options)).stdout).hits.map(({ rule }) => rule);
  assert.ok((await judged()).includes("learned"));
  assert.ok(!(await judged("--no-model")).includes("learned"));
});

test("a back-test counts for it only what it had not learned from", async () => {
  const { stdout } = await service.command("rules", "backtest", "1", "--json");
  const report = JSON.parse(stdout);
  assert.equal(report.model, 1);
  assert.equal(report.in_sample, 2 * PAIRS);
  const learned = report.rules.find(({ rule }) => rule === "learned");
  assert.ok(learned.hits > 0);
  assert.equal(learned.wanted + learned.unwanted, 0);
});

test("a person's choice takes it back, at once and everywhere", async () => {
  await service.command("model", "activate", "none");
  await until(201);
  await service.command("model", "activate", "1");
  await until(202);
  const { stdout } = await service.command("model", "versions");
  assert.match(stdout, /^1\t.*\tjudges$/m);
  assert.match((await service.command("model", "report")).stdout, /^model 1, which judges: made .* decisions/);
});
