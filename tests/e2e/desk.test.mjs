// The desk with its script: a queue cleared by keyboard, alone and together with a colleague, live.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { newPage, newsroom, service, token } from "./newsroom.mjs";
import { binary, signIn } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SETTINGS = { COPYTASTER_INTAKE_PER_MINUTE: "100000", COPYTASTER_INTAKE_BURST: "100000" };
const TO_CLEAR = 200;
const SHARED = 1_000;
const KEYS = { a: "approved", r: "rejected", s: "spam" };

let sent = 0;
const receipts = [];

newsroom(SETTINGS, [binary, "serve", "--code"]);

async function submit(count, text = "A remark.") {
  const ids = [];
  for (let n = 0; n < count; n += 1) {
    sent += 1;
    const answer = await service.submit({ author: `Reader ${sent}`, email: `r${sent}@example.com`, text: `${text} ${sent}` });
    assert.equal(answer.status, 202);
    receipts.push(await answer.json());
    ids.push(receipts.at(-1).id);
  }
  return ids;
}

async function atTheDesk(code, options = {}) {
  const page = await newPage(options);
  await signIn(page, service, code);
  await page.locator("#waiting:not(:empty)").waitFor();
  return page;
}
const moderator = async (name, options) => atTheDesk(await service.moderator(name), options);

test("a page to which no answer comes says so", async () => {
  const page = await newPage();
  await signIn(page, service, await service.moderator("Lone"));
  await page.route("**/api/v1/session", (route) => route.abort());
  for (const path of ["/desk/", "/desk/bans"]) {
    await page.goto(service.url + path);
    await page.getByText("No answer came. Load the page again.").waitFor();
  }
});

/** Waits until this reader's comment is looked at. */
const reads = (page, number) =>
  page.locator("#comment:not([hidden]) #author").filter({ hasText: new RegExp(`^Reader ${number}$`) }).waitFor();
const author = (page) => page.locator("#author").textContent();
const lines = (page) => page.locator("#list li");
const says = (page, words) => page.locator("#notice").filter({ hasText: words }).waitFor();
const waits = (page, count) => page.locator("#waiting").filter({ hasText: new RegExp(`^${count.toLocaleString("en")} waiting$`) }).waitFor();
const empty = (page) => page.getByText("Nothing waits here.").waitFor();
async function stateOf(id) {
  for (const state of ["pending", "approved", "rejected", "spam"])
    for await (const items of service.pages(`/moderation/queue?state=${state}&order=newest`, token))
      if (items.some((comment) => comment.id === id)) return state;
  return undefined;
}

test(`the code of the start opens it; ${TO_CLEAR} are cleared by keyboard`, async () => {
  const ids = await submit(TO_CLEAR);
  const [, code] = /^code: {2}(\S+)$/m.exec(service.output);
  const before = await service.audited();
  const page = await atTheDesk(code);
  await waits(page, TO_CLEAR);
  const keys = Object.keys(KEYS);
  for (let n = 0; n < TO_CLEAR; n += 1) {
    await reads(page, sent - TO_CLEAR + 1 + n); // the oldest first, in one place
    await page.keyboard.press(keys[n % keys.length]);
  }
  await empty(page);
  await waits(page, 0);
  assert.equal(await service.audited(), before + TO_CLEAR, "each decided once");
  for (const n of [0, 1, 2, TO_CLEAR - 1]) assert.equal(await stateOf(ids[n]), KEYS[keys[n % keys.length]]);
  assert.deepEqual(page.faults, []);
});

test("two moderators on one queue never decide one comment twice, and hear of each other", async () => {
  await submit(SHARED);
  const before = await service.audited();
  const [flo, mo] = [await moderator("Flo"), await moderator("Mo")];
  for (const page of [flo, mo]) await waits(page, SHARED);
  const heard = new Set();
  const clear = async (page, key) => {
    for (let n = 0; n < SHARED && !(await page.locator("#empty").isVisible()); n += 1) {
      await page.keyboard.press(key);
      const said = await page.locator("#notice-words, #gone").allTextContents();
      for (const words of said) if (/Nothing was changed|A colleague has/.test(words)) heard.add(words);
    }
    await empty(page);
  };
  await Promise.all([clear(flo, "a"), clear(mo, "s")]);
  assert.ok(heard.size > 0, "of each other they heard nothing");
  for (const page of [flo, mo]) await waits(page, 0);
  assert.equal(await service.audited(), before + SHARED);
  for (const page of [flo, mo]) assert.deepEqual(page.faults, []);
});

test("whoever comes too late is told who decided; what goes elsewhere leaves the list", async () => {
  const [, second] = await submit(3);
  const page = await moderator("Bea");
  const first = await author(page);
  const [stands, goes] = await service.allPending(token);
  await service.decide(token, [stands, goes].map(({ id, version }) => ({ id, version, decision: "spam" })));
  await page.locator("#gone").filter({ hasText: "A colleague has decided" }).waitFor();
  await waits(page, 1);
  assert.equal(await author(page), first, "what she reads stays under her eyes");
  assert.equal(await lines(page).count(), 2);
  await page.keyboard.press("a");
  await says(page, `Nothing was changed: ${first}’s comment is now spam, decided by admin.`);
  assert.equal(await stateOf(second), "spam");
  assert.equal(await author(page), `Reader ${sent}`);
});

test("what comes in shows by itself", async () => {
  const page = await moderator("Cem");
  await empty(page);
  await submit(2);
  await waits(page, 2);
  await reads(page, sent - 1);
  await lines(page).nth(1).waitFor();
});

test("a slip is taken back, and the one before it", async () => {
  const ids = await submit(3);
  const page = await moderator("Dee");
  const first = await author(page);
  await page.keyboard.press("a");
  await page.getByRole("button", { name: "Spam" }).click();
  await says(page, "Marked as spam");
  await page.keyboard.press("z");
  await page.getByRole("button", { name: "Undo" }).click();
  await says(page, `${first}’s comment waits again.`);
  assert.equal(await author(page), first);
  assert.equal(await lines(page).count(), 3);
  assert.equal(await stateOf(ids[0]), "pending");
  await page.keyboard.press("z");
  await says(page, "nothing to take back");
  await page.keyboard.press("r");
  await says(page, `Rejected: ${first}.`);
  assert.equal(await stateOf(ids[0]), "rejected", "decided anew on its new version");
});

test("without an answer the comment is there again, and nothing is lost", async () => {
  const [id] = await submit(2);
  const page = await moderator("Eli");
  const first = await author(page);
  await page.route("**/moderation/decisions", (route) => route.abort());
  await page.keyboard.press("a");
  await says(page, `${first}’s comment waits still`);
  assert.equal(await author(page), `Reader ${sent}`, "what she reads meanwhile stays");
  await lines(page).first().getByRole("button").click();
  assert.equal(await author(page), first);
  await page.unroute("**/moderation/decisions");
  await page.keyboard.press("a");
  await says(page, `Approved: ${first}.`);
  assert.equal(await stateOf(id), "approved");
});

test("what an author has changed is not decided unseen", async () => {
  const [id] = await submit(1);
  const page = await moderator("Eva");
  await page.locator("#author:not(:empty)").waitFor();
  const { receipt } = receipts.at(-1);
  const edited = await fetch(`${service.api}/comments/${id}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json", Authorization: `Receipt ${receipt}` },
    body: JSON.stringify({ text: "Something else." }),
  });
  assert.equal(edited.status, 200);
  await page.locator("#gone").filter({ hasText: "Its author has changed this one" }).waitFor();
  assert.match(await page.locator("#words").textContent(), /^A remark/);
  await page.keyboard.press("a");
  await says(page, "Nothing was changed");
  await page.locator("#words").filter({ hasText: "Something else." }).waitFor();
  assert.equal(await stateOf(id), "pending");
  await page.keyboard.press("a");
  await says(page, "Approved");
  assert.equal(await stateOf(id), "approved");
});

/** Nothing is asked of the queue any more: all is answered, and the page has had its turn since. */
async function quiet(page, open, asked) {
  let last = -1;
  for (let turns = 0; open.size > 0 || last !== asked(); turns += 1) {
    assert.ok(turns < 1_000, "it asks and asks");
    last = asked();
    await page.evaluate(() => fetch("/healthz").then((answer) => answer.text()));
  }
}

// By the page's own clock, which stands until it is moved: a second after the last key it looks at the
// first page once more and goes on from there, and how late that is on a busy machine says nothing.
test("a fault is not asked for again and again", async () => {
  await submit(120);
  const page = await moderator("Fin");
  await waits(page, 120);
  let asked = 0;
  const open = new Set();
  page.on("request", (request) => request.url().includes("/moderation/queue") && open.add(request));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => open.delete(request));
  await page.route("**/moderation/queue?*cursor*", (route) => {
    asked += 1;
    return route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"title":"Busy"}' });
  });
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  for (let n = 0; n < 60; n += 1) await page.keyboard.press("j");
  await quiet(page, open, () => asked);
  assert.ok(asked > 0 && asked < 100, `${asked} times`);
  await page.clock.runFor(2_000);
  await quiet(page, open, () => asked);
  const before = asked;
  await page.clock.runFor(5 * 60_000);
  await quiet(page, open, () => asked);
  assert.equal(asked, before, "without anybody at the keyboard");
  await page.keyboard.press("j");
  await quiet(page, open, () => asked);
  assert.ok(asked > before, "and again once she acts");
});

test("who is signed out elsewhere is told, and loses no comment", async () => {
  await submit(1);
  const page = await moderator("Fay");
  await page.context().clearCookies();
  await page.keyboard.press("a");
  await page.getByRole("link", { name: "Sign in again" }).waitFor();
  assert.equal(await lines(page).count(), 1);
});

test("a held key, a double click and a field decide no second comment", async () => {
  await submit(6);
  const page = await moderator("Gil");
  await page.keyboard.down("r");
  await page.keyboard.down("r");
  await page.keyboard.up("r");
  await says(page, "Rejected");
  assert.equal(await lines(page).count(), 5);
  await page.getByRole("button", { name: "Approve" }).dblclick();
  await says(page, "Approved");
  assert.equal(await lines(page).count(), 4);
  for (let n = 0; n < 5; n += 1) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await pause(300);
  assert.equal(await lines(page).count(), 3);
});

test("single keys can be switched off, and arrows walk the list", async () => {
  await submit(2);
  const page = await moderator("Gus");
  await page.getByLabel("Order").focus();
  await page.keyboard.press("a");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Keys" }).click();
  await page.getByLabel("Single keys are on").uncheck();
  await page.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("a");
  await pause(300);
  assert.equal(await lines(page).count(), 2);
  await page.reload();
  await waits(page, 2);
  await page.keyboard.press("a");
  await pause(300);
  assert.equal(await lines(page).count(), 2, "it is kept");
  await lines(page).first().getByRole("button").focus();
  await page.keyboard.press("ArrowDown");
  await reads(page, sent);
  await page.keyboard.press("ArrowUp");
  await reads(page, sent - 1);
});

test("the newest first, chosen with the keyboard; J and K walk", async () => {
  await submit(3);
  const page = await moderator("Hal");
  await page.getByLabel("Order").selectOption("newest");
  await reads(page, sent);
  await page.keyboard.press("j");
  assert.equal(await author(page), `Reader ${sent - 1}`);
  await page.keyboard.press("k");
  await page.keyboard.press("k");
  assert.equal(await author(page), `Reader ${sent}`);
  await lines(page).nth(2).getByRole("button").click();
  assert.equal(await author(page), `Reader ${sent - 2}`);
});

test("a queue of several pages is walked to its end", async () => {
  await submit(230);
  const page = await moderator("Ida");
  await waits(page, 230);
  for (let n = 229; n > 0; n -= 1) {
    await reads(page, sent - n);
    await page.keyboard.press("j");
  }
  await reads(page, sent);
  assert.equal(await lines(page).count(), 230);
});

test("markup in a comment is words", async () => {
  await submit(1, '<img src=x onerror=alert(1)><script>alert(2)</script> cheap viagra casino');
  const page = await moderator("Jo");
  assert.match(await page.locator("#words").textContent(), /^<img src=x onerror=alert\(1\)>/);
  assert.equal(await page.locator("#words img, #words script").count(), 0);
  assert.ok((await page.locator("#words mark").count()) > 0, "the reason is marked");
  assert.deepEqual(page.faults, []);
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 320], ["dark", 320]]) {
  test(`it can be read and used: ${colorScheme}, ${width} px`, async () => {
    await submit(1, "Cheap viagra at casino http://a.example http://b.example http://c.example, all of it.");
    await submit(30, "I read this twice and still disagree with the council, whatever they say about the ferry.");
    const page = await moderator(`Kim ${colorScheme} ${width}`, { colorScheme, viewport: { width, height: 800 } });
    await waits(page, 31);
    const check = async (name) => {
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(tooWide, false);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
      if (process.env.COPYTASTER_TEST_SHOTS)
        await page.screenshot({ path: join(process.env.COPYTASTER_TEST_SHOTS, `desk-${name}-${colorScheme}-${width}.png`) });
    };
    await check("reasons");
    await page.getByRole("button", { name: "Approve" }).click();
    await says(page, "Approved");
    await check("decided");
    await page.getByRole("button", { name: "Keys" }).click();
    await check("keys");
    assert.deepEqual(page.faults, []);
  });
}
