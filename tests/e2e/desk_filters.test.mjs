// The desk's filters and its search: in the address, and without a script in the query.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Service, openBrowser, signIn, watchedPage } from "./support.mjs";

const SETTINGS = { COPYTASTER_INTAKE_PER_MINUTE: "100000", COPYTASTER_INTAKE_BURST: "100000" };

let service;
let browser;
const contexts = [];

before(async () => {
  service = await Service.start(SETTINGS);
  const editor = await service.token("editor");
  for (const section of ["sport", "politics"]) {
    const answer = await fetch(`${service.api}/articles/${section}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${editor}` },
      body: JSON.stringify({ url: `${service.url}/${section}`, section }),
    });
    assert.equal(answer.status, 201);
  }
  const said = [
    ["sport", "Ann", "The goal was late."],
    ["sport", "Bob", "100% a foul, see https://a.example https://b.example https://c.example"],
    ["politics", "Ann", "A goal for the council."],
  ];
  for (const [n, [article, author, text]] of said.entries()) {
    const answer = await service.submit({ author, email: `r${n}@example.com`, text }, { article });
    assert.equal(answer.status, 202);
  }
  browser = await openBrowser();
});
after(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await service?.stop();
});

async function moderator(name, options) {
  const page = await watchedPage(browser, options);
  contexts.push(page.context());
  await signIn(page, service, await service.moderator(name));
  return page;
}
/** Waits until so many stand in the list. */
const lists = (page, count) =>
  page.waitForFunction((wanted) => document.querySelectorAll("#list li").length === wanted, count);
const queryOf = (page) => Object.fromEntries(new URL(page.url()).searchParams);

test("what is chosen and searched stands in the address and survives a reload", async () => {
  const page = await moderator("Lis");
  await lists(page, 3);
  await page.keyboard.press("/");
  await page.keyboard.type("GOAL");
  await page.keyboard.press("Enter");
  await lists(page, 2);
  assert.deepEqual(queryOf(page), { q: "GOAL" });
  await page.locator("#section").selectOption("politics");
  await lists(page, 1);
  await page.locator("#order").selectOption("newest");
  await page.reload();
  await lists(page, 1);
  assert.deepEqual(queryOf(page), { q: "GOAL", section: "politics", order: "newest" });
  assert.equal(await page.locator("#q").inputValue(), "GOAL");
  assert.equal(await page.locator("#section").inputValue(), "politics");
  assert.equal(await page.locator("#words").textContent(), "A goal for the council.");
  assert.deepEqual(page.faults, []);
});

test("by rule, article and name; the strictest first", async () => {
  const page = await moderator("Mo");
  await lists(page, 3);
  await page.locator("#order").selectOption("score");
  await page.locator("#author").filter({ hasText: "Bob" }).waitFor();
  await page.locator("#filters summary").click();
  for (const [place, value, count] of [["rule", "too_many_links", 1], ["article", "politics", 1], ["author-name", "ANN", 2]]) {
    await page.locator(`#${place}`).fill(value);
    await page.locator(`#${place}`).press("Enter");
    await lists(page, count);
    await page.reload();
    await lists(page, count);
    await page.locator(`#${place}`).fill("");
    await page.locator(`#${place}`).press("Enter");
    await lists(page, 3);
  }
  await page.locator("#q").fill("0% a");
  await page.locator("#q").press("Enter");
  await lists(page, 1);
  await page.locator("#q").fill("%%");
  await page.locator("#q").press("Enter");
  await page.getByText("Nothing waits here.").waitFor();
  assert.deepEqual(page.faults, []);
});

test("all that waits by an author: from the comment looked at, in the address, and left again", async () => {
  const more = { author: "Ann under another name", email: "r0@example.com", text: "Hers, on the council." };
  const submitted = await service.submit(more, { article: "politics" });
  assert.equal(submitted.status, 202);
  const { id: other } = await submitted.json();
  const page = await moderator("Nia");
  await lists(page, 4);
  await page.locator("#section").selectOption("sport");
  await lists(page, 2);
  await page.locator("#list .line", { hasText: "The goal was late." }).click();
  const id = await page.locator("#list [aria-current]").getAttribute("data-id");
  const link = page.getByRole("link", { name: "All that waits by this author" });
  assert.equal(await link.getAttribute("href"), `/desk/?site=main&author_of=${id}`);
  assert.equal(await page.locator("#author-of").isVisible(), false);
  await link.click();
  await lists(page, 2);
  assert.deepEqual(queryOf(page), { author_of: id });
  assert.deepEqual(await page.locator(".line-author").allTextContents(), ["Ann", "Ann under another name"]);
  await page.getByText(`Only by the author of comment ${id}`).waitFor();
  await page.reload();
  await lists(page, 2);
  await page.getByText(`Only by the author of comment ${id}`).waitFor();
  // Another field narrows it, and leaving keeps to what was wanted since the page was loaded.
  await page.locator("#q").fill("council");
  await page.locator("#q").press("Enter");
  await lists(page, 1);
  await page.locator("#q").fill("");
  await page.locator("#q").press("Enter");
  await lists(page, 2);
  await page.getByRole("button", { name: "Everybody again" }).click();
  await lists(page, 4);
  assert.deepEqual(queryOf(page), {});
  assert.equal(await page.locator("#author-of").isVisible(), false);

  await page.locator("#section").selectOption("politics");
  await lists(page, 2);
  await page.locator("#list .line", { hasText: "Hers, on the council." }).click();
  await link.click();
  await lists(page, 2);
  await page.keyboard.press("r");
  await page.locator("#notice", { hasText: "Rejected: " }).waitFor();
  await lists(page, 1);
  await page.keyboard.press("u");
  await page.locator("#notice", { hasText: "waits again" }).waitFor();
  await lists(page, 2);
  await page.getByRole("button", { name: "Everybody again" }).click();
  await lists(page, 2);
  assert.deepEqual(queryOf(page), { section: "politics" });
  const [gone] = await service.decide(await service.token("moderator"), [{ id: other, version: 1, decision: "reject" }]);
  assert.equal(gone.status, 200);
  assert.deepEqual(page.faults, []);
});

test("what is no comment's number in the address asks for nothing of anybody", async () => {
  const page = await moderator("Ono");
  await page.goto(`${service.url}/desk/?author_of=0x1`);
  await lists(page, 3);
  assert.equal(await page.locator("#author-of").isVisible(), false);
  await page.goto(`${service.url}/desk/?author_of=999999`);
  await page.getByText("Nothing waits here.").waitFor();
  await page.getByText("Only by the author of comment 999999").waitFor();
  await page.getByRole("button", { name: "Everybody again" }).click();
  await lists(page, 3);
  assert.deepEqual(page.faults, []);
});

test("without a script the section and the words stand in the query, also after a decision", async () => {
  const page = await moderator("Ben", { javaScriptEnabled: false });
  await page.goto(`${service.url}/desk/plain?site=main`);
  await page.getByLabel("Section").fill("sport");
  await page.getByLabel("Text or name").fill("goal");
  await page.getByRole("button", { name: "Search" }).click();
  assert.equal(await page.locator(".queue > li").count(), 1);
  assert.deepEqual(queryOf(page), { site: "main", section: "sport", q: "goal" });
  await page.getByRole("button", { name: /Approve/ }).click();
  await page.getByText("is now: approved").waitFor();
  assert.equal(queryOf(page).section, "sport");
  assert.equal(await page.locator(".queue > li").count(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("waits again").waitFor();
  assert.equal(await page.locator(".queue > li").count(), 1);
});
