// The page of the audit: chosen entries, the chain verified, the numbers of a time.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Service, csvRows, openBrowser, signIn, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const COMMENTS = 60;

let service;
let browser;
let page;
let token;
let admin;

before(async () => {
  service = await Service.start({ COPYTASTER_INTAKE_PER_MINUTE: "1000", COPYTASTER_INTAKE_BURST: "1000" });
  token = await service.token("moderator");
  admin = await service.token("admin");
  for (let n = 0; n < COMMENTS; n += 1) {
    const answer = await service.submit({ author: `Ann ${n}`, email: `ann${n}@nest.example`, text: `words ${n}` });
    assert.equal(answer.status, 202);
  }
  const waiting = await service.allPending(token);
  const [first, second, ...rest] = waiting.map(({ id, version }) => ({ id, version }));
  await service.decide(token, [{ ...first, decision: "reject", reason: "hate_speech", note: "see ben.canary@nest.example" }]);
  await service.decide(token, [{ ...second, decision: "spam" }]);
  await service.decide(token, rest.map((one) => ({ ...one, decision: "approve" })));
  browser = await openBrowser();
  page = await watchedPage(browser, { acceptDownloads: true });
  await signIn(page, service, await service.moderator("Ada", "admin"));
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

const entries = (one) => one.locator("#list > li");
const open = async (one = page) => {
  await one.goto(`${service.url}/desk/audit?site=main`);
  await entries(one).first().waitFor();
};

test("admins come to it from the desk, and nobody else", async () => {
  await page.goto(`${service.url}/desk/`);
  await page.locator("#audit").click();
  await page.waitForURL(`${service.url}/desk/audit?site=main`);
  const other = await watchedPage(browser);
  await signIn(other, service, await service.moderator("Mo", "editor"));
  await other.locator("#waiting:not(:empty)").waitFor();
  assert.equal(await other.locator("#audit").isVisible(), false);
  const answer = await other.goto(`${service.url}/desk/audit`);
  assert.equal(answer.status(), 403);
  await other.context().close();
});

test("the newest entries stand first, a page at a time, and can be chosen", async () => {
  await open();
  assert.equal(await entries(page).count(), 50);
  await page.locator("#more").click();
  await page.waitForFunction((all) => document.querySelectorAll("#list > li").length === all, COMMENTS);
  assert.equal(await page.locator("#more").isVisible(), false);

  await page.locator("#what").selectOption("reject");
  await page.locator("#filter button").click();
  await page.waitForFunction(() => document.querySelectorAll("#list > li").length === 1);
  const only = await entries(page).textContent();
  assert.match(only, /rejected/);
  assert.match(only, /Reason: Hate speech/);
  assert.match(only, /by moderator/);
  await page.locator("#by").fill("somebody else");
  await page.locator("#filter button").click();
  await page.getByText("There is no such entry.").waitFor();
  await page.locator("#by").fill("moderator");
  await page.locator("#from").fill("2001-01-01");
  await page.locator("#to").fill("2001-12-31");
  await page.locator("#filter button").click();
  await page.getByText("There is no such entry.").waitFor();
  await page.locator("#to").fill("");
  await page.locator("#filter button").click();
  await entries(page).first().waitFor();
  const link = await entries(page).locator("a").first().getAttribute("href");
  assert.match(link, /^\/desk\/comments\/\d+\?site=main$/);
  assert.deepEqual(page.faults, []);
});

test("all of a time comes as a file without addresses, that says that it is whole", async () => {
  await open();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#download").click()]);
  const lines = readFileSync(await download.path(), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.at(-1), { end: true, entries: lines.length - 1 });
  assert.equal(lines.length, COMMENTS + 1);
  assert.doesNotMatch(JSON.stringify(lines), /canary/);
});

test("the chain is verified, and what breaks it is told", async () => {
  await open();
  await page.locator("#verify").click();
  await page.locator("#verified", { hasText: "The chain holds:" }).waitFor();
  await page.locator("#verified", { hasText: /noted elsewhere: \d+:[0-9a-f]{64}/ }).waitFor();
  await page.route("**/audit/verify", (route) =>
    route.fulfill({ json: { verified: false, entry: 2, seal: 1, why: "entry 2 was changed" } }));
  await page.locator("#verify").click();
  await page.locator("#verified.gone", { hasText: "The audit is broken: entry 2 was changed." }).waitFor();
  await page.unroute("**/audit/verify");
});

test("the numbers of a time are shown, and come as a table", async () => {
  await open();
  const today = new Date().toISOString().slice(0, 10);
  await page.locator("#numbers-from").fill(today);
  await page.locator("#numbers-to").fill(today);
  await page.locator("#numbers-form button").click();
  await page.locator("#numbers table").first().waitFor();
  const row = (name) => page.locator("#numbers tr", { has: page.getByRole("rowheader", { name, exact: true }) }).locator("td");
  assert.equal(await row("in all").textContent(), String(COMMENTS));
  assert.equal(await row("Hate speech").textContent(), "1");
  assert.equal(await row("held by rules or the site’s mode").textContent(), String(COMMENTS));
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#csv").click()]);
  const rows = csvRows(readFileSync(await download.path(), "utf8"));
  const figure = (group, name) => rows.find((one) => one.group === group && one.name === name);
  assert.deepEqual(figure("received", "total"), { group: "received", name: "total", count: String(COMMENTS), estimate: "no" });
  assert.equal(figure("decided", "approved").count, String(COMMENTS - 2));
  await page.locator("#numbers-to").fill("2001-01-01");
  await page.locator("#numbers-form button").click();
  await page.locator("#notice.conflict", { hasText: "Both days are needed" }).waitFor();
  assert.deepEqual(page.faults, []);
  const whole = await service.get(`/audit/numbers?from=${today}&to=${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}`, admin);
  assert.equal(whole.received.total, COMMENTS);
});

for (const [colorScheme, width, locale] of [["light", 1280, "en-US"], ["dark", 1280, "de-DE"], ["light", 320, "de-DE"], ["dark", 320, "en-US"]]) {
  test(`it can be read and used: ${colorScheme}, ${width} px, ${locale}`, async () => {
    const one = await watchedPage(browser, { locale, colorScheme, viewport: { width, height: 800 } });
    await signIn(one, service, await service.moderator(`Bea ${colorScheme} ${width}`, "admin"));
    await open(one);
    await one.locator("#numbers-form button").click();
    await one.locator("#numbers table").first().waitFor();
    await one.getByText(locale === "de-DE" ? "Von Menschen entschieden" : "Decided by people").waitFor();
    await one.locator("#verify").click();
    await one.locator("#verified", { hasText: /\d+:[0-9a-f]{64}/ }).waitFor();
    const tooWide = await one.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(tooWide, false);
    await one.evaluate(axe);
    const { violations } = await one.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
    assert.deepEqual(one.faults, []);
    if (process.env.COPYTASTER_TEST_SHOTS)
      await one.screenshot({ path: join(process.env.COPYTASTER_TEST_SHOTS, `audit-${colorScheme}-${width}.png`), fullPage: true });
    await one.context().close();
  });
}
