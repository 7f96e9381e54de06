// Nearly the same text many times is one line of the desk: decided and taken back together, as it is
// shown, and looked at one by one.

import assert from "node:assert/strict";
import { test } from "node:test";

import { newPage, newsroom, service, token } from "./newsroom.mjs";
import { signIn } from "./support.mjs";

const SETTINGS = { COPYTASTER_INTAKE_PER_MINUTE: "100000", COPYTASTER_INTAKE_BURST: "100000" };
const NAMES = ["Ada", "Bea", "Cem", "Dag", "Eli", "Fay"];

let sent = 0;

newsroom(SETTINGS);

async function submit(text, author = `Reader ${sent}`, url = "") {
  sent += 1;
  const answer = await service.submit({ author, email: `r${sent}@example.com`, text, url });
  assert.equal(answer.status, 202, await answer.clone().text());
  return (await answer.json()).id;
}
/** `about`: what makes it another campaign. Each says it in words of its own. */
async function campaign(count, about) {
  const ids = [];
  for (let n = 0; n < count; n += 1)
    ids.push(await submit(`${about} and since then ${NAMES[n % NAMES.length]} earns ${8000 + n} dollars a month while sitting quietly at home with www.example${n}.com`, `Member ${n}`));
  return ids;
}
async function others(count) {
  for (let n = 0; n < count; n += 1) await submit(`A remark. ${n}`, `Other ${n}`);
}
async function moderator(name, options) {
  const page = await newPage(options);
  await signIn(page, service, await service.moderator(name));
  await page.locator("#comment:not([hidden])").waitFor();
  return page;
}
const lists = (page, count) =>
  page.waitForFunction((wanted) => document.querySelectorAll("#list li").length === wanted, count);
const says = (page, words) => page.locator("#notice").filter({ hasText: words }).waitFor();
const titled = (page, words) => page.locator("#alike-title").filter({ hasText: words }).waitFor();
const members = (page) => page.locator("#alike-list li");
const author = (page) => page.locator("#author").textContent();
const waiting = async () => (await service.allPending(token)).length;
async function waits(count) {
  for (let n = 0; n < 100 && (await waiting()) !== count; n += 1) await new Promise((later) => setTimeout(later, 50));
  assert.equal(await waiting(), count);
}
async function decideAlone(id, decision = "spam") {
  const { version } = (await service.allPending(token)).find((one) => one.id === id);
  const [{ status }] = await service.decide(token, [{ id, version, decision }]);
  assert.equal(status, 200);
}
/** The desk asks for members; what it asks for waits until it is let through. */
async function heldBack(page) {
  let letThrough;
  const gate = new Promise((open) => (letThrough = open));
  await page.route(/[?&]campaign=/, async (route) => {
    await gate;
    await route.continue();
  });
  return letThrough;
}

test("thirty are one line, one batch, and one line again", async () => {
  await campaign(30, "My neighbour lost his job last spring");
  await others(5);
  const page = await moderator("Lis");
  await lists(page, 6);
  await page.locator("#waiting").filter({ hasText: "35 waiting" }).waitFor(); // all are counted
  assert.deepEqual(await page.locator(".line-alike").allTextContents(), ["30 alike"]);
  await titled(page, "30 comments say nearly the same: a key decides all of them.");
  assert.equal(await members(page).count(), 29);
  assert.match(await page.locator("#where").textContent(), / · 30 alike$/, "said where it is read first");
  const second = members(page).first();
  assert.match(await second.textContent(), /^Member 1 · .*Bea earns 8001 dollars/);
  assert.deepEqual(await second.locator(".differs").allTextContents(), ["Bea", "8001", "www.example1.com"], "what the first does not say");

  const decided = page.waitForRequest((request) => request.url().endsWith("/decisions"));
  await page.keyboard.press("s");
  const { decisions } = (await decided).postDataJSON();
  assert.equal(decisions.length, 30);
  assert.ok(decisions.every(({ version, decision }) => version === 1 && decision === "spam"));
  await says(page, "Marked as spam: 30 comments.");
  await lists(page, 5);
  await waits(5);
  assert.equal(await author(page), "Other 0");

  await page.keyboard.press("z");
  await says(page, "Taken back: 30 comments stand as before.");
  await lists(page, 6);
  await waits(35);
  assert.deepEqual(await page.locator(".line-alike").allTextContents(), ["30 alike"]);
  await page.keyboard.press("k");
  assert.equal(await author(page), "Member 0");
  await titled(page, "30 comments say nearly the same");
  await page.reload();
  await lists(page, 6);
  assert.deepEqual(page.faults, []);
});

test("before they are here a key decides nothing", async () => {
  await campaign(3, "The council sold the old harbour to its friends");
  await others(1);
  const page = await moderator("Mo");
  await titled(page, "3 comments say nearly the same");
  await page.keyboard.press("j");
  const letThrough = await heldBack(page);
  await page.keyboard.press("k");
  await titled(page, "3 comments say nearly the same. They are on their way …");
  assert.equal(await members(page).count(), 0, "nothing of what stood there before");
  for (const key of ["s", "x", "Shift+R"]) {
    await page.keyboard.press(key);
    await says(page, "nothing was decided");
  }
  assert.equal(await page.locator("#refuse").evaluate((dialog) => dialog.open), false);
  assert.equal(await page.locator("#marked").isVisible(), false);
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  letThrough();
  await titled(page, "a key decides all of them");
  assert.equal(await waiting(), 4);
  await page.keyboard.press("a");
  await says(page, "Approved: 3 comments.");
  await waits(1);
  assert.deepEqual(page.faults, []);
});

test("a colleague decides the first, then another, meanwhile", async () => {
  const [first, second, third] = await campaign(5, "Nobody has asked us before the school was closed");
  await others(1);
  const page = await moderator("Eva");
  await titled(page, "5 comments say nearly the same: a key decides");
  await decideAlone(first);
  await titled(page, "4 comments say nearly the same");
  assert.equal(await author(page), "Member 1");
  assert.match(await page.locator("#gone").textContent(), /decided the first of these/);
  await decideAlone(third);
  await titled(page, "3 comments say nearly the same");
  assert.deepEqual(await page.locator(".line-alike").allTextContents(), ["3 alike"]);
  const decided = page.waitForRequest((request) => request.url().endsWith("/decisions"));
  await page.keyboard.press("r");
  assert.deepEqual((await decided).postDataJSON().decisions.map(({ id }) => id), [second, third + 1, third + 2]);
  await says(page, "Rejected: 3 comments.");
  await lists(page, 1);
  await waits(1);
  assert.deepEqual(page.faults, []);
});

test("decided elsewhere while another is looked at, the next takes the line", async () => {
  await others(1);
  const [first] = await campaign(3, "The old cinema in the station road must stay open");
  const page = await moderator("Ben");
  await lists(page, 2);
  await decideAlone(first);
  await page.locator("#list li").filter({ hasText: "Member 1" }).waitFor();
  assert.deepEqual(await page.locator(".line-alike").allTextContents(), ["2 alike"]);
  await lists(page, 2);
  assert.deepEqual(page.faults, []);
});

test("what is decided with the first is seen: its website, its own reasons, its last word", async () => {
  const said = (place) => `Nobody has asked the people of our village about the new road and its noise in ${place}`;
  await submit(said("May"), "First");
  await submit(said("June"), "Second", "https://casino.example/win");
  const long = `${said("July")} ${"and they never will, as everybody knows since then ".repeat(60)}`;
  await submit(long, "Third");
  await submit(`${long}again`, "Fourth");
  const page = await moderator("Noa");
  await lists(page, 2);
  await members(page).first().waitFor();
  assert.equal(await members(page).count(), 1);
  const second = await members(page).textContent();
  assert.match(second, /June.*Website: https:\/\/casino\.example\/win/);
  const { hits } = (await service.allPending(token)).find(({ author: name }) => name === "Second").verdict;
  const first = await page.locator("#hits li").allTextContents();
  const own = hits.map(({ explanation }) => explanation).filter((reason) => !first.includes(reason));
  assert.ok(own.length > 0, "the website is a reason");
  for (const reason of own) assert.ok(second.includes(reason), reason);
  await page.keyboard.press("j");
  await titled(page, "1 of 2 comments that say nearly the same: a key decides these.");
  await page.keyboard.press("s");
  await says(page, "Marked as spam: Third.");
  await waits(3);
  await lists(page, 2);
  assert.deepEqual(page.faults, []);
});

test("they are looked at and decided one by one", async () => {
  await campaign(4, "The bridge was closed again for the third time");
  await others(2);
  const page = await moderator("Ida");
  await lists(page, 3);
  await page.locator("#alike-alone").click();
  await lists(page, 4);
  assert.match(new URL(page.url()).search, /^\?campaign=[1-9][0-9]+$/);
  assert.equal(await page.locator("#alike").isVisible(), false, "each stands for itself");
  await page.keyboard.press("j");
  await page.keyboard.press("s");
  await says(page, "Marked as spam: Member 1.");
  await lists(page, 3);
  await page.reload();
  await lists(page, 3);
  await page.locator("#whole-queue").click();
  await lists(page, 3);
  assert.equal(new URL(page.url()).search, "");
  assert.deepEqual(await page.locator(".line-alike").allTextContents(), ["3 alike"]);
  assert.equal(await page.locator("#one-campaign").isVisible(), false);
  await waits(5);
  assert.deepEqual(page.faults, []);
});

test("marked, it is all that is shown of it; rejected with a reason, too", async () => {
  await campaign(4, "Whoever wants to know the truth about the mayor");
  await others(2);
  const page = await moderator("Max");
  await titled(page, "4 comments say nearly the same: a key decides");
  await page.keyboard.press("x");
  await page.locator("#marked-words").filter({ hasText: "4 marked" }).waitFor();
  await page.keyboard.press("x");
  assert.equal(await page.locator("#marked").isVisible(), false);
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.locator("#marked-words").filter({ hasText: "5 marked" }).waitFor();
  await page.keyboard.press("Shift+R");
  assert.equal(await page.locator("#refuse-title").textContent(), "Reject 5 comments");
  await page.locator("#refuse-reasons").getByText("Advertisement").click();
  await page.keyboard.press("Enter");
  await says(page, "Rejected: 5 comments.");
  await lists(page, 1);
  await waits(1);
  assert.deepEqual(page.faults, []);
});

test("of more than a hundred the rest stays one line", async () => {
  await campaign(103, "Our club has collected signatures for the swimming pool");
  await others(1);
  const page = await moderator("Ute", { locale: "de-DE" });
  await titled(page, "100 von 103 Kommentaren");
  await page.keyboard.press("a");
  await says(page, "Freigegeben: 100 Kommentare.");
  await page.locator(".line-alike").filter({ hasText: "3 ähnliche" }).waitFor();
  await lists(page, 2);
  await waits(4);
  await page.keyboard.press("u");
  await says(page, "Zurückgenommen: 100 Kommentare");
  await page.locator(".line-alike").filter({ hasText: "103 ähnliche" }).waitFor();
  await lists(page, 2);
  assert.deepEqual(page.faults, []);
});

test("claimed ones stand in lines of their own", async () => {
  await campaign(3, "The library should be open on Sundays as well");
  await others(1);
  const page = await moderator("Kai");
  await lists(page, 2);
  await page.keyboard.press("c");
  await says(page, "4 comments are yours.");
  await lists(page, 4);
  await page.keyboard.press("j");
  await page.keyboard.press("s");
  await says(page, /Marked as spam: Member/);
  await lists(page, 3);
  await waits(3);
  assert.deepEqual(page.faults, []);
});
