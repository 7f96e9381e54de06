// Two moderators at one queue who claim: each is led to her own, and sees what the other holds.

import assert from "node:assert/strict";
import { test } from "node:test";

import { newPage, newsroom, service, token } from "./newsroom.mjs";
import { signIn } from "./support.mjs";

const SETTINGS = { COPYTASTER_INTAKE_PER_MINUTE: "100000", COPYTASTER_INTAKE_BURST: "100000" };
const AT_ONCE = 20;

let sent = 0;

newsroom(SETTINGS);

async function submit(count) {
  for (let n = 0; n < count; n += 1) {
    sent += 1;
    const answer = await service.submit({ author: `Reader ${sent}`, email: `r${sent}@example.com`, text: `A remark. ${sent}` });
    assert.equal(answer.status, 202);
  }
}
async function moderator(name) {
  const page = await newPage();
  await signIn(page, service, await service.moderator(name));
  await page.locator("#comment:not([hidden])").waitFor();
  return page;
}
const says = (page, words) => page.locator("#notice").filter({ hasText: words }).waitFor();
const held = (page, who) => page.locator(".line-claim").filter({ hasText: new RegExp(`^${who}$`) });
const author = (page) => page.locator("#author").textContent();
async function holds(page, who, count) {
  await page.waitForFunction(
    ([name, wanted]) => [...document.querySelectorAll(".line-claim")].filter((one) => one.textContent === name).length === wanted,
    [who, count],
  );
}

test("each claims her own; nothing is shown as free to both", async () => {
  await submit(2 * AT_ONCE + 5);
  const first = sent - 2 * AT_ONCE - 5;
  const [lis, mo] = [await moderator("Lis"), await moderator("Mo")];
  await lis.keyboard.press("c");
  await says(lis, `${AT_ONCE} comments are yours.`);
  await holds(mo, "Lis", AT_ONCE);
  assert.equal(await mo.locator("#held").textContent(), "Lis works on this one.");
  await mo.keyboard.press("c");
  await says(mo, `${AT_ONCE} comments are yours.`);
  assert.equal(await author(lis), `Reader ${first + 1}`);
  assert.equal(await author(mo), `Reader ${first + AT_ONCE + 1}`);
  await holds(lis, "Mo", AT_ONCE);
  for (const page of [lis, mo]) await holds(page, "yours", AT_ONCE);
  const free = await lis.locator("#list li:not(:has(.line-claim))").count();
  assert.equal(free, 5);

  await lis.keyboard.press("j");
  assert.equal(await author(lis), `Reader ${first + 2}`);
  await lis.keyboard.press("k");
  for (let n = 0; n < AT_ONCE; n += 1) await lis.keyboard.press("a");
  await says(lis, `Approved: Reader ${first + AT_ONCE}.`);
  await lis.locator("#author").filter({ hasText: `Reader ${first + 2 * AT_ONCE + 1}` }).waitFor();
  await lis.keyboard.press("k");
  assert.equal(await author(lis), `Reader ${first + 2 * AT_ONCE + 1}`, "what Mo holds is passed over");
  await mo.keyboard.press("s");
  await says(mo, `Marked as spam: Reader ${first + AT_ONCE + 1}.`);
  for (const page of [lis, mo]) assert.deepEqual(page.faults, []);
});

test("who leaves lets go, and what has run out is free", async () => {
  await submit(3);
  const [eva, ben] = [await moderator("Eva"), await moderator("Ben")];
  await eva.keyboard.press("c");
  await holds(ben, "Eva", 3);
  await ben.keyboard.press("c");
  await says(ben, "Nothing is free to claim.");
  await eva.goto("about:blank");
  await holds(ben, "Eva", 0);
  await ben.keyboard.press("c");
  await says(ben, "3 comments are yours.");
  assert.equal(await held(ben, "yours").count(), 3);
  assert.deepEqual(ben.faults, []);
});

test("what a colleague holds may be decided all the same", async () => {
  await submit(2);
  const [ida, max] = [await moderator("Ida"), await moderator("Max")];
  await ida.keyboard.press("c");
  await holds(max, "Ida", 2);
  const decided = await author(max);
  await max.keyboard.press("a");
  await says(max, `Approved: ${decided}.`);
  await ida.locator("#gone").filter({ hasText: "A colleague has decided" }).waitFor();
  for (const page of [ida, max]) assert.deepEqual(page.faults, []);
});

test("they are renewed while she works", async () => {
  await submit(1);
  const page = await moderator("Ute");
  await page.keyboard.press("c");
  await says(page, "1 comment is yours.");
  const asked = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/claims"));
  await page.evaluate(() => {
    const later = Date.now() + 200_000;
    Date.now = () => later;
  });
  await page.keyboard.press("k");
  assert.deepEqual((await asked).postDataJSON(), { limit: 1 });
  assert.deepEqual(page.faults, []);
});
