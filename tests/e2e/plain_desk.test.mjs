// Two moderators at the plain desk, which needs no script: sample comments read, decided, taken back.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Service, openBrowser, root, signIn, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SAMPLES = 12;

let service;
let browser;

before(async () => {
  service = await Service.start({ COPYTASTER_INTAKE_BURST: "50" });
  execFileSync(join(root, "script/sample"), [`${service.url}/demo/`]);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** Somebody who has signed in with a code and opened the queue from there. */
async function atTheDesk(name, options = {}) {
  const page = await watchedPage(browser, options);
  await signIn(page, service, await service.moderator(name));
  await page.goto(`${service.url}/desk/plain`);
  return page;
}

const heading = (page) => page.getByRole("heading", { level: 1 }).textContent();
const entries = (page) => page.getByRole("article");
const total = async () =>
  (await (await fetch(`${service.url}/api/v1/sites/main/articles/1/comments`)).json()).total;

test("the oldest stands first, with its reasons, and a button decides", async () => {
  const page = await atTheDesk("Ann", { javaScriptEnabled: false });
  assert.equal(await heading(page), `main: ${SAMPLES} waiting`);
  assert.equal(await entries(page).count(), SAMPLES);
  assert.ok((await page.locator("mark").count()) > 0, "words are marked");

  const author = await entries(page).first().getByRole("heading").textContent();
  await entries(page).first().getByRole("button", { name: "Approve" }).click();
  await page.getByRole("status").filter({ hasText: "is now: approved" }).waitFor();
  assert.equal(await heading(page), `main: ${SAMPLES - 1} waiting`);
  assert.equal(await total(), 1, "readers see it at once");

  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("status").filter({ hasText: "waits again" }).waitFor();
  assert.equal(await heading(page), `main: ${SAMPLES} waiting`);
  assert.equal(await entries(page).first().getByRole("heading").textContent(), author, "in its old place");
  assert.equal(await total(), 0);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("two moderators never decide one comment twice", async () => {
  const flo = await atTheDesk("Flo", { javaScriptEnabled: false });
  const mo = await atTheDesk("Mo", { javaScriptEnabled: false });
  await entries(flo).first().getByRole("button", { name: "Spam" }).click();
  await flo.getByRole("status").waitFor();
  await entries(mo).first().getByRole("button", { name: "Approve" }).click();
  await mo.getByRole("alert").filter({ hasText: "is now spam, decided by Flo." }).waitFor();
  assert.equal(await heading(mo), `main: ${SAMPLES - 1} waiting`);
  assert.equal(await total(), 0);
  await flo.context().close();
  await mo.context().close();
});

test("the chain of decisions holds with what was taken back in it", async () => {
  assert.equal(await service.audited(), 3);
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 320], ["dark", 320]]) {
  test(`it can be read and used: ${colorScheme}, ${width} px`, async () => {
    const name = `Ann ${colorScheme} ${width}`;
    const page = await atTheDesk(name, { colorScheme, viewport: { width, height: 800 } });
    await entries(page).first().getByRole("button", { name: "Approve" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("status").waitFor();
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(tooWide, false);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
    assert.deepEqual(page.faults, []);
    if (process.env.COPYTASTER_TEST_SHOTS)
      await page.screenshot({ path: join(process.env.COPYTASTER_TEST_SHOTS, `desk-${colorScheme}-${width}.png`) });
    await page.context().close();
  });
}
