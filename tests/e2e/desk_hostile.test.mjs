// Markup in every field that somebody else may have written, opened by a moderator: shown as text, and
// nothing of it runs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { files, markup } from "./hostile_strings.mjs";
import { Service, needs, openBrowser, signIn, watchedPage } from "./support.mjs";

const real = needs(...files);
const FIELDS = ["author", "url", "text"];
const ARTICLES = 3;
const BYTES_MAX = 200;

/** What the desk itself makes inside the words of others. */
const OWN = ["MARK", "P", "BR"];

let service;
let browser;
let token;
let page;
const asked = [];
const reports = [];

before(async () => {
  service = await Service.start({ COPYTASTER_INTAKE_PER_MINUTE: "100000", COPYTASTER_INTAKE_BURST: "100000" });
  token = await service.token("admin");
  browser = await openBrowser();
  page = await watchedPage(browser);
  page.on("request", (request) => asked.push(request.url()));
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      globalThis.violations.push(`${violatedDirective} ${blockedURI}`));
  });
  await signIn(page, service, await service.moderator("Ada", "admin"));
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

const send = (method, path, body) =>
  fetch(service.api + path, {
    method,
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });

/** Every page is left by this: it was seen whole, and nothing ran. */
async function isCalm(what) {
  assert.doesNotMatch(await page.title(), /^ran$/, what);
  reports.push(...(await page.evaluate(() => globalThis.violations)));
  assert.deepEqual(reports, [], what);
  assert.deepEqual(page.faults, [], what);
  assert.deepEqual(asked.filter((url) => !url.startsWith(service.url)), [], what);
}

const shortened = (text) => {
  let words = text.slice(0, BYTES_MAX).toWellFormed();
  while (Buffer.byteLength(words) > BYTES_MAX) words = [...words].slice(0, -1).join("");
  return words;
};

const strange = (selector, own = OWN) =>
  page.locator(`${selector} *`).evaluateAll(
    (all, ours) => all.filter(({ tagName, attributes }) =>
      !ours.includes(tagName) || [...attributes].some(({ name }) => /^on|^href$|^src$|^style$/.test(name)))
      .map(({ outerHTML }) => outerHTML),
    own,
  );

let waiting = 0;

test("readers send it in every field, and the articles have it as title and section", real, async () => {
  const vectors = markup();
  for (const [n, title] of vectors.slice(0, ARTICLES).entries()) {
    const article = { url: `https://news.example/${n}`, title: title.slice(0, 200), section: title.slice(0, 60) };
    const answer = await send("PUT", `/articles/hostile-${n}`, article);
    assert.equal(answer.status, 201, await answer.text());
  }
  for (const field of FIELDS)
    for (const [n, value] of vectors.entries()) {
      const comment = { author: "A", email: `${field}${n}@example.com`, text: `${field} ${n}`, [field]: value };
      const headers = { "User-Agent": value.replace(/[^ -~]/g, "?") };
      const answer = await service.submit(comment, { article: `hostile-${n % ARTICLES}`, headers });
      assert.ok([202, 422].includes(answer.status), `${field} ${value}: ${answer.status}`);
      if (answer.status === 202) waiting += 1;
    }
  assert.ok(waiting > vectors.length, `${waiting}`);
});

/** Goes through so many lines by key, and returns what was shown. */
async function walk(lines, look) {
  const seen = new Set();
  for (let n = 0; n < lines; n += 1) {
    await look();
    const shown = await page.locator("#comment").textContent();
    seen.add(shown);
    if (n === lines - 1) break;
    await page.keyboard.press("j");
    await page.waitForFunction((before) => document.querySelector("#comment").textContent !== before, shown);
  }
  return seen;
}

test("the desk shows each as text", real, async () => {
  const all = await service.allPending(token);
  assert.equal(all.length, waiting);
  const seen = new Set();
  for (let n = 0; n < ARTICLES; n += 1) {
    // What is searched for stands one by one.
    await page.goto(`${service.url}/desk/?article=hostile-${n}`);
    await page.locator("#comment:not([hidden])").waitFor();
    const here = await walk(all.filter(({ article }) => article === `hostile-${n}`).length, async () => {
      assert.deepEqual(await strange("#words"), []);
      assert.equal(await page.locator("#author *, #website *").count(), 0);
    });
    for (const shown of here) seen.add(shown);
  }
  assert.equal(seen.size, waiting);
  await isCalm("the desk");
});

test("so does it show what is alike in one line", real, async () => {
  let lines = 0;
  for await (const folded of service.pages("/moderation/queue?fold=campaigns", token)) lines += folded.length;
  assert.ok(lines < waiting, `${lines}`);
  await page.goto(`${service.url}/desk/`);
  await page.locator("#waiting").filter({ hasText: `${waiting} waiting` }).waitFor();
  await page.locator("#comment:not([hidden])").waitFor();
  let alike = 0;
  await walk(lines, async () => {
    if (!(await page.locator("#alike").isVisible())) return;
    await page.locator("#alike-list li").first().waitFor();
    assert.deepEqual(await strange("#alike-list .words", ["SPAN"]), []);
    assert.equal(await page.locator("#alike-list .line-author *").count(), 0);
    alike += await page.locator("#alike-list li").count();
  });
  assert.equal(lines + alike, waiting, "each was shown");
  await isCalm("the desk's campaigns");
});

test("so does the desk without a script", real, async () => {
  await page.goto(`${service.url}/desk/plain`);
  assert.ok((await page.locator("article.waiting").count()) >= 25);
  assert.deepEqual(await strange(".words"), []);
  await isCalm("the plain desk");
});

test("what moderators write is text to the others: reason, note, ban, rule", real, async () => {
  const vectors = markup();
  const queue = (await service.allPending(token)).slice(0, vectors.length);
  for (const [n, { id, version }] of queue.entries()) {
    const words = shortened(vectors[n]);
    const [result] = await service.decide(token, [{ id, version, decision: "reject", reason: words, note: words }]);
    assert.equal(result.status, 200, JSON.stringify(result));
    const ban = await send("POST", "/moderation/bans", { kind: "author", comment: id, reason: words });
    assert.ok([201, 409, 422].includes(ban.status), await ban.text());
  }
  await page.goto(`${service.url}/desk/bans`);
  await page.getByText("<script>").first().waitFor();
  await isCalm("the bans");

  const rules = await service.get("/rules", token);
  const hostile = { "words/hostile.txt": `${vectors.map((one) => one.split("\n")[0]).join("\n")}\n` };
  const put = await send("PUT", "/rules", { files: { ...rules.files, ...hostile } });
  assert.ok([200, 201].includes(put.status), await put.text());
  await page.goto(`${service.url}/desk/rules`);
  await page.locator('#file-list [data-name="words/hostile.txt"]').click();
  await page.getByRole("tab", { name: "Versions" }).click();
  await page.locator("#compare-diff .file-diff").first().waitFor();
  await isCalm("the rules");
});

/** Whatever was not made by the page itself: its own links lead to other comments. */
const foreign = (selector) =>
  page.locator(`${selector} *`).evaluateAll((all) =>
    all.filter(({ tagName, attributes }) =>
      !["A", "DD", "DT", "LI", "MARK", "P", "SPAN", "STRONG", "TIME"].includes(tagName) ||
      [...attributes].some(({ name, value }) => /^on|^src$|^style$/.test(name) || (name === "href" && !/^\/desk\/comments\/\d+\?site=main$/.test(value))))
      .map(({ outerHTML }) => outerHTML));

test("the page of a comment shows all that was written about it as text", real, async () => {
  const vectors = markup();
  const decided = (await service.get("/moderation/queue?state=rejected&limit=100", token)).items;
  assert.ok(decided.length > 0);
  for (const { id, version, text } of decided.slice(0, vectors.length)) {
    const [result] = await service.decide(token, [{ id, version, decision: "approve" }]);
    assert.equal(result.status, 200);
    const report = await fetch(`${service.api}/comments/${id}/reports`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ reason: shortened(text) }),
    });
    assert.ok([202, 422, 429].includes(report.status), `${report.status}`);
    await page.goto(`${service.url}/desk/comments/${id}?site=main`);
    await page.locator("#record").waitFor();
    assert.deepEqual(await strange("#words"), []);
    assert.equal(await page.locator("#author *, #website *, #article *, #stands *").count(), 0);
    for (const part of ["#decisions", "#parents", "#siblings", "#replies", "#by-author", "#reported", "#hits"])
      assert.deepEqual(await foreign(part), [], part);
    assert.match(await page.locator("#article").getAttribute("href"), /^https:\/\/news\.example\/\d$/);
  }
  await isCalm("the page of a comment");
});

test("so does the audit", real, async () => {
  await page.goto(`${service.url}/desk/audit`);
  await page.locator("#list > li").first().waitFor();
  while (await page.locator("#more").isVisible()) {
    const before = await page.locator("#list > li").count();
    await page.locator("#more").click();
    await page.waitForFunction((count) => document.querySelectorAll("#list > li").length > count, before);
  }
  assert.match(await page.locator("#list").textContent(), /<script>/);
  assert.deepEqual(await foreign("#list"), []);
  await isCalm("the audit");
});

test("this page would notice", real, async () => {
  await page.goto(`${service.url}/desk/`);
  await page.locator("#waiting:not(:empty)").waitFor();
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'ran'";
    document.body.append(script);
  }).catch(() => {});
  await page.waitForFunction(() => globalThis.violations.length > 0);
  assert.doesNotMatch(await page.title(), /^ran$/);
});
