// Rejecting at the desk: with a reason, a ban, all of an author; several marked as one batch, taken back
// as one; appeals.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { newPage, newsroom, service, token } from "./newsroom.mjs";
import { signIn } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MANY = 100;

let sent = 0;

newsroom({
  COPYTASTER_INTAKE_PER_MINUTE: "100000",
  COPYTASTER_INTAKE_BURST: "100000",
  COPYTASTER_SITES_MAIN_SHOW_REASONS: "true",
});

async function submit(more = {}) {
  sent += 1;
  const answer = await service.submit({ author: `Reader ${sent}`, email: `r${sent}@example.com`, text: `Remark ${sent}.`, ...more });
  assert.equal(answer.status, 202);
  return answer.json();
}
async function moderator(name, options = {}) {
  const page = await newPage(options);
  await signIn(page, service, await service.moderator(name));
  await page.locator("#waiting:not(:empty)").waitFor();
  return page;
}
const says = (page, words) => page.locator("#notice").filter({ hasText: words }).waitFor();
const waits = (page, count) => page.locator("#waiting").filter({ hasText: new RegExp(`^${count} waiting$`) }).waitFor();
const reads = (page, name) => page.locator("#comment:not([hidden]) #author").filter({ hasText: new RegExp(`^${name}$`) }).waitFor();
const sheet = (page) => page.locator("#refuse");
const of = async ({ id, receipt }) =>
  (await fetch(`${service.api}/comments/${id}`, { headers: { Authorization: `Receipt ${receipt}` } })).json();
const appeal = ({ id, receipt }, text) =>
  fetch(`${service.api}/comments/${id}/appeal`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Receipt ${receipt}` },
    body: JSON.stringify({ text }),
  });
const bans = async () => (await service.get("/moderation/bans", token)).items;
async function held(holds) {
  for (const end = Date.now() + 10_000; !(await holds()); ) assert.ok(Date.now() < end, "it never held");
}

test("a reason is chosen by key; R alone rejects at once", async () => {
  const [first, second] = [await submit(), await submit()];
  const page = await moderator("Ann");
  await reads(page, `Reader ${sent - 1}`);
  await page.keyboard.press("Shift+R");
  await sheet(page).waitFor();
  await page.keyboard.press("9");
  assert.ok(await page.locator("#refuse-hate_speech").isChecked());
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run("#refuse"));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  await page.keyboard.press("Enter");
  await says(page, "Rejected: ");
  assert.equal((await of(first)).reason_code, "hate_speech");
  await reads(page, `Reader ${sent}`);
  await page.keyboard.press("r");
  await says(page, `Rejected: Reader ${sent}.`);
  assert.equal(await sheet(page).isVisible(), false);
  const told = await of(second);
  assert.equal(told.state, "rejected");
  assert.equal(told.reason, undefined);
  await page.keyboard.press("u");
  await says(page, "waits again");
  assert.equal((await of(second)).state, "pending");
  assert.deepEqual(page.faults, []);
});

test("own words and a note go with it; Esc leaves it, and keys write where one writes", async () => {
  const one = await submit();
  const page = await moderator("Bea");
  await reads(page, `Reader ${sent}`);
  await page.keyboard.press("Shift+R");
  await page.getByLabel("Or in your own words").fill("names ben@example.com");
  await page.getByLabel("Or in your own words").press("1");
  await page.keyboard.press("Escape");
  assert.equal(await sheet(page).isVisible(), false);
  assert.equal((await of(one)).state, "pending");
  await page.keyboard.press("Shift+R");
  await sheet(page).waitFor();
  assert.equal(await page.getByLabel("Or in your own words").inputValue(), "", "what was left is gone");
  await page.getByLabel("Or in your own words").fill("ä".repeat(101));
  await page.keyboard.press("Enter");
  await page.getByText("longer than 200 bytes").waitFor();
  await page.getByLabel("Or in your own words").fill("names ben@example.com");
  await page.getByLabel("A note for colleagues").fill("again");
  await sheet(page).getByRole("button", { name: "Reject" }).click();
  await says(page, "Rejected: ");
  assert.equal((await of(one)).reason, "names [email hidden]");
  assert.deepEqual(page.faults, []);
});

test("the author, her domain and her connection are banned with it", async () => {
  const email = "troll@example.com";
  await submit({ email, url: "https://casino.example/x" });
  const page = await moderator("Cem");
  await reads(page, `Reader ${sent}`);
  await page.keyboard.press("Shift+R");
  await page.keyboard.press("5");
  await page.getByLabel("the author", { exact: true }).check();
  await page.getByLabel("the website’s domain").check();
  await sheet(page).getByRole("combobox").selectOption("a week");
  await sheet(page).getByRole("button", { name: "Reject" }).click();
  await says(page, /^Rejected: Reader \d+\..* Banned: Reader \d+\.$/);
  await held(async () => (await bans()).length === 2);
  const made = await bans();
  assert.deepEqual(made.map(({ kind }) => kind).sort(), ["author", "domain"]);
  for (const { until, reason } of made) {
    const days = (Date.parse(until) - Date.now()) / 86_400_000;
    assert.ok(days > 6.9 && days <= 7, until);
    assert.equal(reason, "Advertisement");
  }
  await held(async () => (await service.submit({ author: "Troll", email, text: `Again ${Date.now()}.` })).status === 403);
  assert.deepEqual(page.faults, []);
});

test("all that wait by the author are shown before they are rejected, and come back with one undo", async () => {
  const email = "many@example.com";
  const hers = [];
  const appealed = await submit({ email, text: "Hers, appealed." });
  await service.decide(token, [{ id: appealed.id, version: 1, decision: "reject" }]);
  assert.equal((await appeal(appealed, "But.")).status, 202);
  for (let n = 0; n < 4; n += 1) hers.push(await submit({ email, text: `Hers ${n}.` }));
  const other = await submit();
  const page = await moderator("Dan");
  await reads(page, `Reader ${sent - 5}`);
  await page.keyboard.press("j");
  await reads(page, `Reader ${sent - 4}`);
  await page.keyboard.press("Shift+R");
  await page.getByLabel("Reject all that wait by this author").check();
  await page.getByText("With it 3 others:").waitFor();
  assert.deepEqual(
    (await page.locator("#refuse-others li").allTextContents()).map((words) => words.replace(/.* · /, "")),
    ["Hers 1.", "Hers 2.", "Hers 3."],
  );
  // What comes now was not seen.
  const later = await submit({ email, text: "Hers, later." });
  await page.keyboard.press("2");
  await sheet(page).getByRole("button", { name: "Reject" }).click();
  await says(page, "Rejected: 4 comments.");
  for (const one of hers) assert.equal((await of(one)).reason_code, "abusive");
  for (const one of [other, later]) assert.equal((await of(one)).state, "pending");
  assert.equal((await of(appealed)).appeal.state, "waiting", "an appeal is answered by itself");
  await page.keyboard.press("z");
  await says(page, "Taken back: 4 comments stand as before.");
  for (const one of hers) assert.equal((await of(one)).state, "pending");
  assert.deepEqual(page.faults, []);
});

test(`${MANY} are marked and decided as one batch, and one undo brings each to its old place`, async () => {
  const all = [];
  for (let n = 0; n <= MANY; n += 1) all.push(await submit());
  const page = await moderator("Eve");
  await waits(page, MANY + 1);
  const before = (await service.allPending(token)).map(({ id }) => id);
  for (let n = 0; n < MANY; n += 1) {
    await page.keyboard.press("x");
    await page.keyboard.press("j");
  }
  await page.getByText(`${MANY} marked: a key decides all of them`).waitFor();
  assert.equal(await page.locator(".line-marked").count(), MANY);
  // It stands on the list's second page, which comes when it comes.
  await held(async () => {
    await page.keyboard.press("j");
    return (await page.locator("#author").textContent()) === `Reader ${sent}`;
  });
  await page.keyboard.press("x");
  await says(page, "At most 100 can be decided together.");
  await page.keyboard.press("r");
  await says(page, `Rejected: ${MANY} comments.`);
  await waits(page, 1);
  assert.equal(await page.locator("#list li").count(), 1);
  await page.keyboard.press("z");
  await says(page, `Taken back: ${MANY} comments stand as before.`);
  await waits(page, MANY + 1);
  assert.deepEqual((await service.allPending(token)).map(({ id }) => id), before);
  const shown = await page.locator("#list button.line").evaluateAll((lines) => lines.map(({ dataset }) => Number(dataset.id)));
  assert.deepEqual(shown, before);
  await service.audited();
  assert.deepEqual(page.faults, []);
});

test("what has changed since it was marked is not decided", async () => {
  const [first, second] = [await submit(), await submit()];
  const page = await moderator("Fay");
  await reads(page, `Reader ${sent - 1}`);
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  const edited = await fetch(`${service.api}/comments/${first.id}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json", Authorization: `Receipt ${first.receipt}` },
    body: '{"text":"Other words."}',
  });
  assert.equal(edited.status, 200);
  await page.keyboard.press("a");
  await says(page, "Approved: 1 comment. 1 comment stands otherwise by now");
  assert.equal((await of(first)).state, "pending");
  assert.equal((await of(second)).state, "approved");
});

test("an appeal is shown above its comment, with the rejection, and answered by somebody else", async () => {
  const one = await submit({ text: "A quotation." });
  const gil = await moderator("Gil");
  await reads(gil, `Reader ${sent}`);
  await gil.keyboard.press("Shift+R");
  await gil.keyboard.press("1");
  await gil.getByLabel("A note for colleagues").fill("the third time");
  await sheet(gil).getByRole("button", { name: "Reject" }).click();
  await says(gil, "Rejected: ");
  const hal = await moderator("Hal");
  assert.equal((await appeal(one, "It quotes <b>the minister</b>.")).status, 202);
  for (const page of [gil, hal]) {
    await reads(page, `Reader ${sent}`);
    assert.equal(await page.locator("#appeal-words").textContent(), "It quotes <b>the minister</b>.");
    assert.equal(await page.locator("#appeal-before").textContent(), "Rejected by Gil: Offensive");
    assert.equal(await page.locator("#appeal-note").textContent(), "Note: the third time");
    await page.locator("#list .line-reports").filter({ hasText: "appeal" }).waitFor();
  }
  await gil.keyboard.press("a");
  await says(gil, "appeals against your own decision");
  assert.equal((await of(one)).state, "rejected");
  await reads(gil, `Reader ${sent}`);
  await hal.keyboard.press("r");
  await says(hal, "Stays rejected: ");
  assert.equal((await of(one)).appeal.state, "answered");
  await waits(hal, 0);
  await hal.keyboard.press("z");
  await says(hal, "is rejected again");
  await reads(hal, `Reader ${sent}`);
  await hal.keyboard.press("a");
  await says(hal, "Approved: ");
  assert.equal((await of(one)).state, "approved");
  for (const page of [gil, hal]) assert.deepEqual(page.faults, []);
});

test("the plain desk gives reasons, shows appeals and lets nobody answer her own", async () => {
  const one = await submit({ text: "Plain words." });
  const page = await moderator("Ida");
  const plain = await page.context().newPage();
  await plain.goto(`${service.url}/desk/plain`);
  const entry = plain.locator(`#comment-${one.id}`);
  await entry.getByLabel("Reason").selectOption("misinformation");
  await entry.getByRole("button", { name: "Reject" }).click();
  await plain.getByRole("status").filter({ hasText: "is now: rejected" }).waitFor();
  assert.equal((await of(one)).reason_code, "misinformation");
  await appeal(one, "It is true.");
  await plain.goto(`${service.url}/desk/plain`);
  await entry.getByText("Rejected by Ida: misinformation. Its author appeals:").waitFor();
  await entry.getByText("It is true.").waitFor();
  await entry.getByRole("button", { name: "Approve" }).click();
  await plain.getByRole("alert").filter({ hasText: "about your own decision" }).waitFor();
  assert.equal((await of(one)).state, "rejected");
});
