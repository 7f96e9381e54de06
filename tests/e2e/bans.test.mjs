// The bans at the desk: made, seen to hold, ended.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Service, openBrowser, signIn, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let service;
let browser;
let sent = 0;

before(async () => {
  service = await Service.start({ COPYTASTER_INTAKE_PER_MINUTE: "100000", COPYTASTER_INTAKE_BURST: "100000" });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

async function atTheBans(name, options = {}) {
  const page = await watchedPage(browser, options);
  await signIn(page, service, await service.moderator(name));
  await page.getByRole("link", { name: "Bans" }).click();
  await page.locator("#bans:not([hidden])").waitFor();
  return page;
}
const ban = (page) => page.getByRole("button", { name: "Ban", exact: true }).click();
const says = (page, words) => page.locator("#notice").filter({ hasText: words }).waitFor();
const submit = (more = {}) => {
  sent += 1;
  return service.submit({ author: `Reader ${sent}`, email: `r${sent}@example.com`, text: `Number ${sent} of what I say.`, ...more });
};
/** An instance follows within a second. */
async function held(holds) {
  for (const end = Date.now() + 10_000; !(await holds()); ) assert.ok(Date.now() < end, "it never held");
}
const faults = (page) => page.faults.filter((fault) => !/status of (422|409)/.test(fault));

test("an author is banned by her address, which is never seen again, until she is let in", async () => {
  const page = await atTheBans("Ann");
  await page.getByText("Nothing is banned.").waitFor();
  await page.getByLabel("Address").fill("troll@example.com");
  await page.getByLabel("Reason").fill("threatens others");
  await ban(page);
  await says(page, "Banned: Author ");
  assert.doesNotMatch(await page.locator("#list").textContent(), /troll@/);
  assert.match(await page.locator("#list li").first().textContent(), /threatens others.*until .*by Ann/);
  assert.equal((await submit({ email: "troll@example.com" })).status, 403);
  await page.reload();
  const line = page.locator("#list li").first();
  await line.getByRole("button").click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave it" }).click();
  assert.equal((await submit({ email: "troll@example.com" })).status, 403);
  await line.getByRole("button").click();
  await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
  await says(page, "Ended: Author ");
  await page.getByText("Nothing is banned.").waitFor();
  assert.equal((await submit({ email: "troll@example.com" })).status, 202);
  assert.deepEqual(faults(page), []);
});

test("the author of a comment, a name and a domain are banned; what is wrong is said beside its field", async () => {
  const page = await atTheBans("Bea");
  const { id } = await (await submit({ email: "second@example.com" })).json();
  await page.getByLabel("What").selectOption("the author of a comment");
  await page.getByLabel("Number of the comment").fill(`#${id}`);
  await page.getByLabel("For").selectOption("good");
  await ban(page);
  await says(page, `of comment ${id}`);
  assert.match(await page.locator("#list li").first().textContent(), /for good/);
  assert.equal((await submit({ email: "second@example.com" })).status, 403);
  await page.getByLabel("Number of the comment").fill(String(id));
  await ban(page);
  await says(page, "This is banned already.");
  await page.getByLabel("What").selectOption("a domain");
  await page.getByLabel("Domain").fill("com");
  await ban(page);
  await page.locator("#value-wrong:not(:empty)").waitFor();
  await page.getByLabel("Domain").fill("casino.example");
  await page.getByLabel("For").selectOption("until the end of …");
  await ban(page);
  await page.getByText("This is no day.").waitFor();
  await page.getByLabel("the day").fill("2099-12-31");
  await ban(page);
  await says(page, "Banned: Domain casino.example");
  assert.match(await page.locator("#list li").first().textContent(), /until (31 December 2099|1 January 2100)/);
  assert.equal((await submit({ text: "see https://www.casino.example/x" })).status, 403);
  assert.deepEqual(faults(page), []);
});

test("the command line bans without a name, and no address stands among its words", async () => {
  const file = join(service.data, "address");
  writeFileSync(file, "third@example.com\n");
  const { stdout } = await service.command("ban", "add", "--kind", "author", "--file", file, "--until", "2099-01-01", "--reason", "asked for");
  const [id, kind, digest, until, by, reason] = stdout.trim().split("\t");
  assert.deepEqual([kind, until, by, reason], ["author", "until 2099-01-01T00:00:00.000Z", "-", "asked for"]);
  assert.match(digest, /^[0-9a-f]{32}$/);
  await held(async () => (await submit({ email: "third@example.com" })).status === 403);
  const page = await atTheBans("Cem");
  assert.match(await page.locator("#list li").first().textContent(), /on the command line/);
  const list = (await service.command("ban", "list", "--json")).stdout.trim().split("\n").map(JSON.parse);
  assert.deepEqual([list[0].id, list[0].made_by], [Number(id), null]);
  await service.command("ban", "lift", id);
  await held(async () => (await submit({ email: "third@example.com" })).status === 202);
  const refused = (...words) => service.command("ban", ...words).then(() => assert.fail(), ({ code, stderr }) => [code, stderr]);
  assert.deepEqual(await refused("lift", id), [1, `copytaster: there is no ban ${id}\n`]);
  assert.deepEqual(await refused("add", "--kind", "domain", "--value", "com"), [1, "copytaster: value is not a host below a top-level domain, or others register below it\n"]);
  assert.equal((await refused("add", "--kind", "author", "--value", "x@example.com"))[0], 2);
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 320], ["dark", 320]]) {
  test(`it can be read and used: ${colorScheme}, ${width} px`, async () => {
    const page = await atTheBans(`Kim ${colorScheme} ${width}`, { colorScheme, viewport: { width, height: 800 } });
    await page.getByLabel("What").selectOption("a name");
    await page.getByLabel("Name").fill("*");
    await ban(page);
    await page.locator("#value-wrong:not(:empty)").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
    if (process.env.COPYTASTER_TEST_SHOTS)
      await page.screenshot({ path: join(process.env.COPYTASTER_TEST_SHOTS, `bans-${colorScheme}-${width}.png`) });
  });
}
