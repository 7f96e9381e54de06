// The page of one comment: all that is known of it, decided from there, its address for who may see it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Service, openBrowser, signIn, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CANARY = "ann.canary@nest.example";

let service;
let browser;
let page;
let token;
const ids = {};

const send = async (comment, article = "1") => {
  const answer = await service.submit({ author: "Ann", email: CANARY, ...comment }, { article });
  assert.ok([201, 202].includes(answer.status), await answer.clone().text());
  return (await answer.json()).id;
};
const record = (id) => service.get(`/moderation/comments/${id}`, token);
const open = async (id) => {
  await page.goto(`${service.url}/desk/comments/${id}?site=main`);
  await page.locator("#record").waitFor();
};
/** Without a fault, no wider than the window, and for everybody. */
async function isFine(one, name) {
  const tooWide = await one.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(tooWide, false);
  await one.evaluate(axe);
  const { violations } = await one.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  assert.deepEqual(one.faults, []);
  const shots = process.env.COPYTASTER_TEST_SHOTS;
  if (shots) await one.screenshot({ path: join(shots, `${name}-${one.viewportSize().width}-${Date.now()}.png`), fullPage: true });
}
const calm = () => assert.deepEqual(page.faults, []);

before(async () => {
  service = await Service.start({ COPYTASTER_INTAKE_PER_MINUTE: "1000", COPYTASTER_INTAKE_BURST: "1000" });
  token = await service.token("moderator");
  ids.parent = await send({ text: "The ferry should run at night.", email: "ben@nest.example", author: "Ben" });
  await service.approveAll(token);
  ids.main = await send({ text: `Casino bonus? Write to ${CANARY}.`, url: "https://a.example/", parent: ids.parent });
  ids.other = await send({ text: "Another one of mine." });
  browser = await openBrowser();
  page = await watchedPage(browser);
  await signIn(page, service, await service.moderator("Ada", "admin"));
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

test("from the desk, by its key, in a tab of its own", async () => {
  await page.goto(`${service.url}/desk/`);
  await page.locator("#comment:not([hidden])").waitFor();
  for (const key of ["o", "Enter"]) {
    const [opened] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press(key)]);
    await opened.waitForURL(`${service.url}/desk/comments/${ids.main}?site=main`);
    await opened.getByRole("heading", { name: "Ann", exact: true }).waitFor();
    await opened.close();
  }
  await page.locator("#list .line").last().focus();
  await page.keyboard.press("Enter");
  assert.equal(page.context().pages().length, 1, "a button that is pressed opens nothing else");
  calm();
});

test("all that is known of it stands there, but the address", async () => {
  await open(ids.main);
  assert.equal(await page.title(), `Comment ${ids.main} by Ann`);
  await page.locator("#words", { hasText: "Write to [email hidden]" }).waitFor();
  assert.ok((await page.locator("#words mark").count()) > 0);
  assert.match(await page.locator("#stands").textContent(), /^waits$/);
  assert.match(await page.locator("#parents").textContent(), /The ferry should run at night/);
  assert.match(await page.locator("#by-author").textContent(), /Another one of mine/);
  assert.match(await page.locator("#of-author").getAttribute("href"), /\?site=main&author=Ann$/);
  assert.match(await page.locator("#article").getAttribute("href"), /^https?:\/\//);
  assert.doesNotMatch(await page.content(), /canary/);
  await page.locator("#by-author a").click();
  await page.waitForURL(`${service.url}/desk/comments/${ids.other}?site=main`);
  calm();
});

test("decided and taken back by key, with what the audit says of it", async () => {
  await open(ids.main);
  await page.keyboard.press("a");
  await page.locator("#notice-words", { hasText: "Approved: Ann." }).waitFor();
  await page.locator("#stands", { hasText: "published, decided by Ada" }).waitFor();
  await page.locator("#decisions li", { hasText: "approved" }).waitFor();
  assert.equal((await record(ids.main)).state, "approved");
  await page.keyboard.press("z");
  await page.locator("#notice-words", { hasText: "waits again" }).waitFor();
  await page.locator("#decisions li", { hasText: "taken back" }).waitFor();
  assert.equal(await page.locator("#decisions li").count(), 2);
  await page.locator("#spam").click();
  await page.locator("#stands", { hasText: "spam" }).waitFor();
  await page.keyboard.press("u");
  await page.locator("#stands", { hasText: "waits" }).waitFor();
  calm();
});

test("rejected with a reason, a note and a ban, as at the desk", async () => {
  const id = await send({ text: "Buy now.", author: "Sel", email: "sel@nest.example", url: "https://shop.example/" });
  await open(id);
  await page.keyboard.press("Shift+R");
  const sheet = page.locator("#refuse");
  await sheet.getByRole("heading", { name: "Reject: Sel" }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal((await record(id)).state, "pending");
  await page.getByRole("button", { name: "With a reason" }).click();
  await page.keyboard.press("5");
  await page.getByLabel("A note for colleagues").fill("third time");
  await page.getByLabel("the website’s domain").check();
  await sheet.getByRole("button", { name: "Reject" }).click();
  await page.locator("#notice-words", { hasText: /^Rejected: Sel\. Banned: Sel\.$/ }).waitFor();
  await page.locator("#stands", { hasText: "rejected, decided by Ada" }).waitFor();
  await page.locator("#decisions", { hasText: "Reason: Advertisement" }).waitFor();
  await page.locator("#decisions", { hasText: "Note: third time" }).waitFor();
  const bans = (await service.get("/moderation/bans", token)).items;
  assert.deepEqual(bans.map(({ kind, value }) => [kind, value]), [["domain", "shop.example"]]);
  assert.equal((await record(id)).decisions[0].reason, "ad");

  await page.keyboard.press("r");
  await page.locator("#notice-words", { hasText: "Nothing was changed: Sel’s comment is now rejected, decided by Ada." }).waitFor();
  assert.equal((await record(id)).decisions.length, 1);
  calm();
});

test("all that wait by its author are rejected with it, and come back with one undo", async () => {
  const email = "lot@nest.example";
  const hers = [];
  for (const n of [1, 2, 3]) hers.push(await send({ text: `Lot ${n}.`, author: `Lot ${n}`, email }));
  await open(hers[1]);
  await page.keyboard.press("Shift+R");
  await page.getByLabel("Reject all that wait by this author").check();
  await page.getByText("With it 2 others:").waitFor();
  await page.getByLabel("Or in your own words").fill("enough");
  await page.keyboard.press("Enter");
  await page.locator("#notice-words", { hasText: "Rejected: 3 comments." }).waitFor();
  for (const id of hers) assert.deepEqual([(await record(id)).state, (await record(id)).decisions[0].reason], ["rejected", "enough"]);
  await page.locator("#stands", { hasText: "rejected" }).waitFor();
  await page.keyboard.press("z");
  await page.locator("#notice-words", { hasText: "Taken back: 3 comments stand as before." }).waitFor();
  await page.locator("#stands", { hasText: "waits" }).waitFor();
  for (const id of hers) assert.equal((await record(id)).state, "pending");

  await page.getByRole("link", { name: "All that waits by this author" }).click();
  await page.waitForURL(`${service.url}/desk/?site=main&author_of=${hers[1]}`);
  await page.getByText(`Only by the author of comment ${hers[1]}`).waitFor();
  await page.waitForFunction(() => document.querySelectorAll("#list li").length === 3);
  await page.getByRole("button", { name: "Everybody again" }).click();
  await page.locator("#list li", { hasText: "Another one of mine." }).waitFor();
  assert.equal(new URL(page.url()).search, "?site=main");
  const gone = await service.decide(token, hers.map((id) => ({ id, version: 3, decision: "reject" })));
  assert.deepEqual(gone.map(({ status }) => status), [200, 200, 200]);
  calm();
});

test("what a colleague decided meanwhile is told and not undone", async () => {
  await open(ids.other);
  await service.decide(token, [{ id: ids.other, version: 1, decision: "reject", reason: "off topic" }]);
  await page.keyboard.press("a");
  await page.locator("#notice.conflict", { hasText: "Nothing was changed" }).waitFor();
  await page.locator("#stands", { hasText: "rejected, decided by moderator" }).waitFor();
  await page.locator("#decisions", { hasText: "Reason: off topic" }).waitFor();
  assert.equal((await record(ids.other)).state, "rejected");
  calm();
});

test("who may not see addresses has no button for it", async () => {
  await open(ids.main);
  assert.equal(await page.locator("#reveal").isVisible(), false);
});

test("the address is shown once it is in the audit, and goes with the look", async () => {
  const { stdout } = await service.command("moderator", "add", "Sia", "--role", "moderator", "--see-email");
  const seeing = await watchedPage(browser);
  await signIn(seeing, service, stdout.trim());
  await seeing.goto(`${service.url}/desk/comments/${ids.main}?site=main`);
  await seeing.locator("#record").waitFor();
  const isShown = () => seeing.locator("#revealed dd", { hasText: CANARY }).first().waitFor();
  const isGone = async () => assert.doesNotMatch(await seeing.content(), /canary/);

  await seeing.locator("#reveal").click();
  await isShown();
  assert.match(await seeing.locator("#revealed").textContent(), new RegExp(`Write to ${CANARY}\\.`));
  await seeing.locator("#decisions li", { hasText: "address shown" }).waitFor();
  assert.equal((await record(ids.main)).decisions[0].by, "Sia");
  await seeing.locator("#hide").click();
  await seeing.locator("#revealed").waitFor({ state: "hidden" });
  await isGone();

  await seeing.locator("#reveal").click();
  await isShown();
  await seeing.evaluate(() => globalThis.dispatchEvent(new Event("pagehide")));
  await isGone();
  assert.equal((await record(ids.main)).decisions.filter(({ decision }) => decision === "reveal").length, 2);
  assert.doesNotMatch(await service.allLogged(), /canary/);
  assert.deepEqual(seeing.faults, []);
  await seeing.context().close();
});

test("what is not there is said", async () => {
  await page.goto(`${service.url}/desk/comments/999999?site=main`);
  await page.getByText("The comment is no longer there.").waitFor();
  page.faults.length = 0; // the browser's own line about a 404
});

for (const [colorScheme, width, locale] of [["light", 1280, "en-US"], ["dark", 1280, "de-DE"], ["light", 320, "de-DE"], ["dark", 320, "en-US"]]) {
  test(`it can be read and used: ${colorScheme}, ${width} px, ${locale}`, async () => {
    const { stdout } = await service.command("moderator", "add", `Bea ${colorScheme} ${width}`, "--role", "moderator", "--see-email");
    const one = await watchedPage(browser, { locale, colorScheme, viewport: { width, height: 800 } });
    await signIn(one, service, stdout.trim());
    await one.goto(`${service.url}/desk/comments/${ids.main}?site=main`);
    await one.locator("#record").waitFor();
    await one.getByRole("heading", { name: locale === "de-DE" ? "Was entschieden wurde" : "What was decided" }).waitFor();
    await one.locator("#reveal").click();
    await one.locator("#revealed dd").first().waitFor();
    await isFine(one, "record");
    await one.locator("#hide").click();
    await one.keyboard.press("Shift+R");
    await one.locator("#refuse").waitFor();
    await isFine(one, "record-refusing");
    await one.context().close();
  });
}
