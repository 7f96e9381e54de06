// What the tests of the rules page share: a service, an editor's token, and pages of a browser. Each test
// begins with the rules as they were at first.

import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";

import { Service, openBrowser, signIn, watchedPage } from "./support.mjs";

const SETTINGS = {
  COPYTASTER_INTAKE_PER_MINUTE: "100000",
  COPYTASTER_INTAKE_BURST: "100000",
  COPYTASTER_SITES_MAIN_PREMODERATION: "rules",
};
export const WORDS = "words/blocked.txt";

export let service;
export let token;
export let first;
let browser;
let sent = 0;
const open = new Set();

before(async () => {
  service = await Service.start(SETTINGS);
  token = await service.token("editor");
  first = await service.get("/rules", token);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});
afterEach(async () => {
  for (const page of open) await page.context().close();
  open.clear();
  await put(first.files);
  await service.approveAll(token);
});

export async function put(files) {
  const answer = await fetch(`${service.api}/rules`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ files }),
  });
  assert.ok(answer.ok, `${answer.status}`);
  return answer.json();
}
export const active = () => service.get("/rules", token);

export async function submit(text) {
  sent += 1;
  const answer = await service.submit({ author: `Reader ${sent}`, email: `r${sent}@example.com`, text });
  return (await answer.json()).state;
}

export async function aPage(options = {}) {
  const page = await watchedPage(browser, options);
  open.add(page);
  return page;
}

export async function toTheRules(page, name) {
  await signIn(page, service, await service.moderator(name, "editor"));
  await page.getByRole("link", { name: "Rules" }).click();
  await page.locator("#judging:not(:empty)").waitFor();
  return page;
}
export const atTheRules = async (name, options) => toTheRules(await aPage(options), name);

export const says = (page, words) => page.locator("#notice").filter({ hasText: words }).waitFor();
export const text = (page) => page.locator("textarea:visible");
export const choose = (page, name) => page.locator(`#file-list [data-name="${name}"]`).click();
export const append = async (page, words) => {
  await text(page).focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(words);
};
export const tab = (page, name) => page.getByRole("tab", { name }).click();
export const press = (page, name) => page.locator("#acts").getByRole("button", { name }).click();
/** What a page should not have done; a refusal that was asked for is none. */
export const faults = (page) => page.faults.filter((fault) => !/status of (422|405|401|412)/.test(fault));
