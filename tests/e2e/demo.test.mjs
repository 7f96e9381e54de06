// The demo page as readers meet it: with a script, without one, by keyboard, on a phone, at night.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { Service, openBrowser, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let service;
let browser;
let moderator;

before(async () => {
  service = await Service.start({ COPYTASTER_INTAKE_PER_MINUTE: "1000", COPYTASTER_INTAKE_BURST: "1000" });
  browser = await openBrowser();
  moderator = await service.token("moderator");
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

const commentBox = (page) => page.getByRole("textbox", { name: "Comment" });

async function fillIn(page, { text, author = "Ann Reader", email = "ann@example.com", url = "" }) {
  await commentBox(page).fill(text);
  await page.getByLabel("Name").fill(author);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Website").fill(url);
}

/** `force`: without a script Playwright cannot see that the button stands still. */
const post = (page) => page.getByRole("button", { name: "Post Comment" }).click({ force: true });

async function demo(options) {
  const page = await watchedPage(browser, options);
  await page.goto(`${service.url}/demo/`);
  return page;
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with a script" : "without a script";

  test(`${how} a comment is acknowledged, approved and shown`, async () => {
    const text = `The 11.40 got me home, ${how}.`;
    const page = await demo({ javaScriptEnabled });
    assert.ok(await page.getByText("Your email address will not be published.").isVisible());
    await fillIn(page, { text });
    await post(page);
    const receipt = page.locator("#receipt p");
    await receipt.waitFor();
    assert.match(await receipt.textContent(), /waiting for a moderator/);

    const stranger = await demo();
    assert.equal(await stranger.getByText(text).count(), 0, "a held comment is not public");
    await service.approveAll(moderator);
    await stranger.reload();
    assert.ok(await stranger.getByText(text).isVisible());
    assert.deepEqual([...page.faults, ...stranger.faults], []);
  });

  test(`${how} a reply stands below what it answers`, async () => {
    const first = await service.submit({ author: "Dov", email: "dov@example.com", text: `Whom to ask, ${how}?` });
    const { id } = await first.json();
    await service.approveAll(moderator);
    const page = await demo({ javaScriptEnabled });
    await page.locator(`#comment-${id} .reply`).click();
    await page.locator("#replying-to a").first().waitFor();
    assert.match(await page.locator("#replying-to").textContent(), /In reply to Dov/);
    const text = `The harbour office, ${how}.`;
    await fillIn(page, { text, author: "Ilse" });
    await post(page);
    await page.locator("#receipt p").waitFor();
    await service.approveAll(moderator);
    await page.goto(`${service.url}/demo/`);
    assert.ok(await page.locator(`#comment-${id} .replies`).getByText(text).isVisible());
    assert.deepEqual(page.faults, []);
  });
}

test("with a script a faulty field is marked, focused and explained, and the text stays", async () => {
  const page = await demo();
  await fillIn(page, { text: "My words", email: "not an address" });
  await post(page);
  const email = page.getByLabel("Email");
  await page.locator("#email[aria-invalid=true]").waitFor();
  assert.equal(await email.evaluate((field) => field === document.activeElement), true);
  assert.notEqual(await page.locator("#email-error").textContent(), "");
  assert.equal(await commentBox(page).inputValue(), "My words");
});

test("without a script a faulty form comes back as a page with the reader's text", async () => {
  const answer = await service.submitForm("/api/v1/sites/main/articles/1/comments", {
    author: "Ann", email: "nowhere", text: "Words <b>that</b> must not be lost",
  });
  assert.equal(answer.status, 422);
  const html = await answer.text();
  assert.match(html, /Words &lt;b&gt;that&lt;\/b&gt; must not be lost/);
  assert.doesNotMatch(html, /nowhere/);
});

test("a closed article has its thread and no form", async () => {
  await service.command("article", "put", "1", "--url", `${service.url}/demo/`, "--state", "closed");
  const page = await demo();
  assert.ok(await page.getByText("Comments are closed.").isVisible());
  assert.equal(await page.locator("form").count(), 0);
  assert.equal(await page.locator(".reply").count(), 0);
  await service.command("article", "put", "1", "--url", `${service.url}/demo/`, "--state", "open");
});

test("a second click on the same page is one comment", async () => {
  const page = await demo({ javaScriptEnabled: false });
  const nonce = await page.locator("input[name=nonce]").inputValue();
  const fields = { author: "Bo", email: "bo@example.com", text: "Only once", nonce };
  const send = () => service.submitForm("/api/v1/sites/main/articles/1/comments", fields);
  const [first, second] = [await send(), await send()];
  assert.equal(first.status, 303);
  assert.equal(second.headers.get("location"), first.headers.get("location"));
});

test("what no answer came to is sent again as the same attempt, seconds on the page included", async () => {
  const page = await demo();
  const sent = [];
  await page.route("**/comments", (route) => {
    sent.push({ key: route.request().headers()["idempotency-key"], body: route.request().postData() });
    return sent.length === 1 ? route.abort() : route.continue();
  });
  await fillIn(page, { text: "Is anybody there?" });
  await post(page);
  await page.getByText("no answer came").waitFor();
  await page.waitForTimeout(1_100);
  await post(page);
  await page.locator("#receipt p").waitFor();
  assert.equal(sent.length, 2);
  assert.deepEqual(sent[1], sent[0]);
  const { seconds_on_page: seconds } = JSON.parse(sent[0].body);
  assert.ok(Number.isInteger(seconds) && seconds >= 0 && seconds < 60, String(seconds));
});

test("a long thread goes on at the next page", async () => {
  for (let n = 0; n < 101; n += 1) {
    const answer = await service.submit({ author: "Many", email: `many${n}@example.com`, text: `Voice ${n}` });
    assert.equal(answer.status, 202);
  }
  await service.approveAll(moderator);
  const page = await demo({ javaScriptEnabled: false });
  assert.equal(await page.locator("li.comment").count(), 100);
  await page.getByRole("link", { name: "More comments" }).click();
  await page.getByText("Voice 100", { exact: true }).waitFor();
});

const LOOKS = {
  "on a desk": { viewport: { width: 1280, height: 900 } },
  "on a phone": { viewport: { width: 320, height: 640 } },
  "at night": { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
};
for (const [look, options] of Object.entries(LOOKS)) {
  test(`${look} nothing is in the way of assistive technology, and nothing overflows`, async () => {
    const page = await demo({ ...options, bypassCSP: true, reducedMotion: "reduce" });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0);
  });
}

test("the keyboard alone is enough", async () => {
  const page = await demo();
  await commentBox(page).focus();
  await page.keyboard.type("By keyboard");
  for (const words of ["Kay Board", "kay@example.com", ""]) {
    await page.keyboard.press("Tab");
    await page.keyboard.type(words);
  }
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".comment-waiting").getByText("By keyboard").waitFor();
});
