// Reports by readers: from the button at a comment to the moderator who keeps or removes it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { newPage, newsroom, service, token } from "./newsroom.mjs";
import { signIn } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SETTINGS = {
  COPYTASTER_INTAKE_PER_MINUTE: "1000",
  COPYTASTER_INTAKE_BURST: "1000",
  COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32",
};

let sent = 0;

newsroom(SETTINGS);

/** A published comment's number and author. */
async function published() {
  sent += 1;
  const author = `Reader ${sent}`;
  const answer = await service.submit({ author, email: `r${sent}@example.com`, text: `A remark ${sent}.` });
  const { id } = await answer.json();
  await service.approveAll(token);
  return { id, author };
}

async function report(id, reader, reason = "") {
  const answer = await fetch(`${service.api}/comments/${id}/reports`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Forwarded-For": `198.51.100.${reader}` },
    body: JSON.stringify({ reason }),
  });
  assert.equal(answer.status, 202);
}

async function moderator(name, path, options = {}) {
  const page = await newPage(options);
  await signIn(page, service, await service.moderator(name));
  if (path !== "/desk/") await page.goto(service.url + path);
  return page;
}

async function isClean(page, shot) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(tooWide, false);
  if (process.env.COPYTASTER_TEST_SHOTS)
    await page.screenshot({ path: join(process.env.COPYTASTER_TEST_SHOTS, `${shot}.png`) });
}

const says = (page, words) => page.locator("#notice-words").filter({ hasText: words }).waitFor();
const reportsAt = (page) => page.locator("#reports");
const isShown = async ({ id }) => {
  const { items } = await (await fetch(`${service.api}/articles/1/comments?limit=100`)).json();
  return items.some((one) => one.id === id && !one.removed);
};

test("a reader reports, a moderator hears of it at once and keeps the comment", async () => {
  const comment = await published();
  const desk = await moderator("Ann", "/desk/");
  await desk.locator("#empty").waitFor();

  const page = await newPage();
  await page.goto(`${service.url}/demo/`);
  const entry = page.locator(`#comment-${comment.id}`);
  await entry.getByRole("button", { name: `Report ${comment.author}’s comment` }).click();
  await entry.getByLabel("What is wrong with it?").fill("spam, ask ben@example.com");
  await isClean(page, "report-form");
  await entry.getByRole("button", { name: "Send report" }).click();
  await entry.getByRole("status").filter({ hasText: "Thank you, a moderator will look at it." }).waitFor();
  await isClean(page, "report-thanks");
  assert.deepEqual(page.faults, []);

  await reportsAt(desk).filter({ hasText: "Published. Reported by a reader: spam, ask [email hidden]" }).waitFor();
  await report(comment.id, 1, "rude");
  await reportsAt(desk).filter({ hasText: "Reported by 2 readers: rude · spam" }).waitFor();
  await desk.locator("#list .line-reports").filter({ hasText: "2 reports" }).waitFor();
  await isClean(desk, "report-desk");
  await desk.keyboard.press("a");
  await says(desk, `Stays published: ${comment.author}.`);
  await desk.locator("#empty").waitFor();
  await desk.keyboard.press("z");
  await says(desk, "There is nothing to take back.");
  assert.ok(await isShown(comment));

  await report(comment.id, 2);
  await reportsAt(desk).filter({ hasText: "Reported by a reader." }).waitFor();
  assert.deepEqual(desk.faults, []);
});

test("what is rejected and taken back is published again, and waits no more", async () => {
  const comment = await published();
  await report(comment.id, 1);
  const desk = await moderator("Bea", "/desk/");
  await reportsAt(desk).filter({ hasText: "Reported by a reader." }).waitFor();
  await desk.keyboard.press("r");
  await says(desk, `Rejected: ${comment.author}.`);
  assert.equal(await isShown(comment), false);
  await desk.keyboard.press("z");
  await says(desk, `${comment.author}’s comment is approved again.`);
  await desk.locator("#empty").waitFor();
  assert.ok(await isShown(comment));
  assert.deepEqual(desk.faults, []);
});

test("what a colleague keeps leaves the list, and what most have reported stands first", async () => {
  const [once, twice] = [await published(), await published()];
  const held = await service.submit({ author: "Held", email: "held@example.com", text: "Held." });
  assert.equal(held.status, 202);
  await report(once.id, 1);
  await report(twice.id, 1);
  await report(twice.id, 2);
  const [flo, mo] = [await moderator("Flo", "/desk/"), await moderator("Mo", "/desk/")];
  const authors = (page) => page.locator("#list .line-author").allTextContents();
  for (const page of [flo, mo]) {
    await reportsAt(page).filter({ hasText: "Reported by 2 readers." }).waitFor();
    assert.deepEqual(await authors(page), [twice.author, once.author, "Held"]);
  }
  await mo.keyboard.press("j");
  await flo.keyboard.press("a");
  await says(flo, `Stays published: ${twice.author}.`);
  await mo.locator("#list li").nth(2).waitFor({ state: "detached" });
  assert.deepEqual(await authors(mo), [once.author, "Held"]);
  for (const page of [flo, mo]) assert.deepEqual(page.faults, []);
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 320]]) {
  test(`the plain desk tells of reports: ${colorScheme}, ${width} px`, async () => {
    const comment = await published();
    await report(comment.id, 1, "<b>rude</b>");
    const options = { javaScriptEnabled: true, colorScheme, viewport: { width, height: 800 } };
    const page = await moderator(`Cem ${width}`, "/desk/plain", options);
    const entry = page.getByRole("article");
    await entry.getByText("Published. Reported by a reader: <b>rude</b>").waitFor();
    await isClean(page, `report-plain-${width}`);
    await entry.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("status").filter({ hasText: "stays as it is: approved." }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Undo" }).count(), 0);
    assert.equal(await page.getByRole("article").count(), 0);
    assert.ok(await isShown(comment));
    assert.deepEqual(page.faults, []);
  });
}
