// A reader and the receipt of her comment: from the demo's form to its page, with a script and without.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Service, openBrowser, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let service;
let browser;
let readers = 0;

before(async () => {
  service = await Service.start({
    COPYTASTER_INTAKE_PER_MINUTE: "1000",
    COPYTASTER_INTAKE_BURST: "1000",
    COPYTASTER_SITES_MAIN_PREMODERATION: "rules",
  });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

async function sent(text) {
  readers += 1;
  const answer = await service.submit({ author: "Ann", email: `ann${readers}@example.com`, text });
  const { id, receipt } = await answer.json();
  return { id, receipt, page: `${service.url}/receipt/main/${id}/${receipt}` };
}

const texts = async () => {
  const answer = await fetch(`${service.api}/articles/1/comments`);
  return (await answer.json()).items.map(({ text }) => text);
};
const press = (page, name) => page.getByRole("button", { name }).click({ force: true });

test("from the demo's form the link leads to the comment's own page", async () => {
  const page = await watchedPage(browser);
  await page.goto(`${service.url}/demo/`);
  await page.getByRole("textbox", { name: "Comment" }).fill("Sent by the demo.");
  await page.getByLabel("Name").fill("Ann Reader");
  await page.getByLabel("Email").fill("demo@example.com");
  await press(page, "Post Comment");
  await page.locator("#receipt").getByRole("link", { name: "change or withdraw it" }).click();
  await page.waitForURL(/\/receipt\/main\/\d+\/[\w-]+$/);
  assert.ok(await page.getByText("It is published.").isVisible());
  assert.equal(await page.getByLabel("Comment", { exact: true }).inputValue(), "Sent by the demo.");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`${javaScriptEnabled ? "with" : "without"} a script it is changed and withdrawn`, async () => {
    const one = await sent(`First words, ${javaScriptEnabled}.`);
    const page = await watchedPage(browser, { javaScriptEnabled });
    await page.goto(one.page);
    await page.getByLabel("Comment", { exact: true }).fill(`Second words, ${javaScriptEnabled}.`);
    await press(page, "Save the change");
    await page.getByRole("status").filter({ hasText: "Your change is saved." }).waitFor();
    assert.ok((await texts()).includes(`Second words, ${javaScriptEnabled}.`), "readers see it at once");

    await press(page, "Withdraw the comment");
    await page.getByText("It is withdrawn.").waitFor();
    assert.equal(page.url(), one.page);
    assert.equal(await page.getByRole("button").count(), 0);
    assert.ok(!(await texts()).includes(`Second words, ${javaScriptEnabled}.`));
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test("a script on one of the site's pages does the same", async () => {
  const one = await sent("By script.");
  const page = await watchedPage(browser);
  await page.goto(`${service.url}/demo/`);
  const states = await page.evaluate(async ({ id, receipt }) => {
    const call = async (method, body) => {
      const headers = { Authorization: `Receipt ${receipt}`, "Content-Type": "application/json" };
      const answer = await fetch(`/api/v1/sites/main/comments/${id}`, { method, headers, body });
      return [answer.status, (await answer.json()).state];
    };
    return [await call("GET"), await call("PATCH", '{"text":"changed"}'), await call("DELETE")];
  }, one);
  assert.deepEqual(states, [[200, "approved"], [200, "approved"], [200, "withdrawn"]]);
  await page.context().close();
});

test("nothing of a receipt is in the log, and the audit's chain holds", async () => {
  const one = await sent("Logged.");
  await fetch(one.page);
  await fetch(`${one.page}x`);
  const log = await service.allLogged();
  assert.match(log, /\/receipt\/\{site\}\/\{id\}\/\{token\}/);
  assert.ok(!log.includes(one.receipt));
  assert.equal(await service.audited(), 6, "three changes, three withdrawals");
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 320]) {
    test(`it can be read and used: ${colorScheme}, ${width} px`, async () => {
      const one = await sent("A_long_word_".repeat(20));
      const page = await watchedPage(browser, { colorScheme, viewport: { width, height: 800 } });
      const look = async (name) => {
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.equal(tooWide, false, name);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], name);
        if (process.env.COPYTASTER_TEST_SHOTS)
          await page.screenshot({
            path: join(process.env.COPYTASTER_TEST_SHOTS, `receipt-${name}-${colorScheme}-${width}.png`),
          });
      };
      await page.goto(one.page);
      await look("open");
      await page.getByRole("button", { name: "Save the change" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("status").waitFor();
      await look("saved");
      await press(page, "Withdraw the comment");
      await page.getByText("It is withdrawn.").waitFor();
      await look("withdrawn");
      await page.goto(`${one.page}x`);
      await look("nothing");
      assert.deepEqual(page.faults.filter((fault) => !fault.includes("404")), []);
      await page.context().close();
    });
  }
}

test("an appeal goes all its way without a script", async () => {
  const [rejecting, answering] = [await service.token("moderator"), await service.token("editor")];
  const one = await sent("Said without a script.");
  const decide = (token, version, decision) => service.decide(token, [{ id: one.id, version, decision }]);
  await decide(rejecting, 1, "reject");
  const page = await watchedPage(browser, { javaScriptEnabled: false });
  await page.goto(one.page);
  await page.getByText("A moderator has decided not to publish it.").waitFor();
  assert.doesNotMatch(await page.content(), /The reason given/);
  await page.getByLabel("Your appeal").fill("It was a quotation, says ann.canary@example.com.");
  await press(page, "Appeal");
  await page.getByRole("status").filter({ hasText: "Your appeal is sent." }).waitFor();
  await page.getByText("Somebody else will look at it again.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Appeal" }).count(), 0);

  const [item] = await service.allPending(answering);
  assert.equal(item.appeal.text, "It was a quotation, says [email hidden].");
  const [own] = await decide(rejecting, item.version, "approve");
  assert.deepEqual([own.status, own.problem], [403, "own-decision"]);
  await decide(answering, item.version, "reject");
  await page.goto(one.page);
  await page.getByText("it stays rejected").waitFor();
  assert.equal((await service.allPending(answering)).length, 0);
  await decide(answering, item.version + 1, "approve");
  await page.reload();
  await page.getByText("It is published.").waitFor();
  assert.ok((await texts()).includes("Said without a script."));
  assert.doesNotMatch(await service.allLogged(), /canary/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
