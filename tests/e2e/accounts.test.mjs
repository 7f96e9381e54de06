// Accounts in a browser: a colleague invited, a second factor set up and lost, roles changed, tokens
// made and revoked; and on the command line.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { Service, openBrowser, signIn, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PASSWORD = "the late ferry again";

let service;
let browser;

before(async () => {
  service = await Service.start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** What an app shows `steps` half minutes from now (RFC 6238). */
function codeOf(base32, steps = 0) {
  const bits = [...base32].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function pageFor(name, path, { role = "admin", ...options } = {}) {
  const page = await watchedPage(browser, options);
  await signIn(page, service, await service.moderator(name, role));
  await page.goto(service.url + path);
  await page.locator("main:not([hidden])").waitFor();
  return page;
}
const says = (page, words) => page.locator("#notice").filter({ hasText: words }).waitFor();
const faults = (page) => page.faults.filter((fault) => !/status of (401|404|409|422)/.test(fault));

async function signInByPassword(page, name, code = "") {
  await page.goto(`${service.url}/desk/login`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Code of your app").fill(code);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Sets password and second factor on the page; `{secret, recovery}`. */
async function setUp(page) {
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change the password" }).click();
  await says(page, "The password is changed.");
  await page.locator("#begin-password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set it up" }).click();
  await page.locator("#qr svg path").first().waitFor();
  const secret = (await page.locator("#secret").textContent()).replaceAll(" ", "");
  await page.getByLabel("Code that the app shows").fill("000000");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.locator("#code-wrong:not(:empty)").waitFor();
  await page.getByLabel("Code that the app shows").fill(codeOf(secret, -1));
  await page.getByRole("button", { name: "Confirm" }).click();
  await says(page, "The second factor is on.");
  return { secret, recovery: await page.locator("#recovery-codes li").allTextContents() };
}

test("a second factor is set up by its drawing, asked for without a script, and ended", async () => {
  const page = await pageFor("Ann", "/desk/account");
  const { secret, recovery } = await setUp(page);
  assert.equal(recovery.length, 10);
  assert.match(await page.locator("#qr").innerHTML(), /^$/, "the secret is gone from the page");

  const plain = await watchedPage(browser, { javaScriptEnabled: false });
  await signInByPassword(plain, "Ann");
  await plain.getByText("This account has a second factor.").waitFor();
  await signInByPassword(plain, "Ann", codeOf(secret));
  await plain.waitForURL(`${service.url}/desk/`);
  const third = await watchedPage(browser, { javaScriptEnabled: false });
  await signInByPassword(third, "Ann", codeOf(secret));
  await third.getByText("was used before").waitFor();
  await signInByPassword(third, "Ann", recovery[0]);
  await third.waitForURL(`${service.url}/desk/`);

  await page.reload();
  await page.getByText("Chrome on Linux").first().waitFor();
  assert.equal(await page.locator("#sessions li").count(), 3);
  await page.getByRole("button", { name: /^End the session/ }).first().click();
  await page.locator("#sessions li").nth(2).waitFor({ state: "detached" });
  await page.locator("#end-password").fill(PASSWORD);
  await page.getByLabel("Code of the app, or for recovery").fill(recovery[1]);
  await page.getByRole("button", { name: "End the second factor" }).click();
  await says(page, "The second factor is off.");
  await signInByPassword(plain, "Ann");
  await plain.waitForURL(`${service.url}/desk/`);
  assert.deepEqual(faults(page), []);
  const log = await service.allLogged();
  for (const word of [secret, ...recovery, PASSWORD]) assert.ok(!log.includes(word), "a credential is in the log");
});

test("who has lost it is let in from the machine alone", async () => {
  const page = await pageFor("Lost", "/desk/account", { role: "editor" });
  await setUp(page);
  const { stdout } = await service.command("moderator", "totp-reset", "lost");
  assert.match(stdout, /^lost signs in with the password alone/);
  await page.goto(`${service.url}/desk/`);
  assert.equal(page.url(), `${service.url}/desk/login`, "her sessions have ended");
  await signInByPassword(page, "Lost");
  await page.waitForURL(`${service.url}/desk/`);
  const again = await service.command("moderator", "totp-reset", "lost").then(() => assert.fail(), (error) => error);
  assert.deepEqual([again.code, again.stderr], [1, "copytaster: lost has no second factor\n"]);
});

test("a colleague is invited into a section, by a link that works once and without a script", async () => {
  const page = await pageFor("Chief", "/desk/people");
  await page.locator("#invitation-name").fill("Ivy");
  await page.locator("#invitation-sections").fill("politics\nsport, indoor");
  await page.getByRole("button", { name: "Make a link" }).click();
  await page.locator("#link-line:not([hidden])").waitFor();
  const link = await page.locator("#link").inputValue();
  await page.locator("#invitations li").filter({ hasText: "Moderator of politics, sport, indoor" }).waitFor();

  const plain = await watchedPage(browser, { javaScriptEnabled: false });
  await plain.goto(link);
  await plain.getByText("as its moderator").waitFor();
  await plain.getByLabel("Choose a password").fill("short");
  await plain.getByRole("button", { name: "Set the password and sign in" }).click();
  await plain.getByText("is shorter than 12 characters").waitFor();
  await plain.getByLabel("Choose a password").fill(PASSWORD);
  await plain.getByRole("button", { name: "Set the password and sign in" }).click();
  await plain.waitForURL(`${service.url}/desk/`);
  await plain.goto(link);
  await plain.getByText("no longer open").waitFor();
  assert.ok(!(await service.allLogged()).includes(link.split("/").at(-1)), "the link is in the log");

  await page.reload();
  const line = page.locator("#moderators li").filter({ hasText: "Ivy" });
  await line.getByText("Change what Ivy may do").or(line.locator("summary")).first().click();
  await line.getByLabel("Role").selectOption("editor");
  await line.getByLabel("disabled").check();
  await line.getByRole("button", { name: "Save" }).click();
  await says(page, "Changed: Ivy.");
  await page.locator("#moderators li").filter({ hasText: "Editor · disabled" }).waitFor();
  await plain.goto(`${service.url}/desk/`);
  assert.equal(plain.url(), `${service.url}/desk/login`);
  assert.deepEqual(faults(page), []);
});

test("an invitation is withdrawn, a token made, used and revoked", async () => {
  const page = await pageFor("Second chief", "/desk/people");
  await page.locator("#invitation-name").fill("Late");
  await page.getByRole("button", { name: "Make a link" }).click();
  const open = page.locator("#invitations li").filter({ hasText: "Late" });
  await open.waitFor();
  const link = await page.locator("#link").inputValue();
  await open.getByRole("button").click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw it" }).click();
  await open.waitFor({ state: "detached" });
  assert.equal((await fetch(link)).status, 404);

  await page.locator("#token-name").fill("archive");
  await page.locator("#token-expires").fill("2099-01-31");
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.locator("#token-line:not([hidden])").waitFor();
  const token = await page.locator("#token").inputValue();
  const asked = () => fetch(`${service.api}/export/comments`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal((await asked()).status, 200);
  const line = page.locator("#tokens li").filter({ hasText: "archive" });
  await line.getByRole("button").click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave it" }).click();
  assert.equal((await asked()).status, 200);
  await line.getByRole("button").click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke it" }).click();
  await line.filter({ hasText: "revoked" }).waitFor();
  assert.equal((await asked()).status, 401);
  assert.ok(!(await service.allLogged()).includes(token), "the token is in the log");
  assert.deepEqual(faults(page), []);
});

test("the pages are for whom they are for", async () => {
  const page = await pageFor("Mo", "/desk/account", { role: "moderator" });
  assert.equal(await page.locator("#people").isHidden(), true);
  const closed = await page.goto(`${service.url}/desk/people`);
  assert.equal(closed.status(), 403);
  const stranger = await watchedPage(browser);
  for (const path of ["/desk/account", "/desk/people"]) {
    await stranger.goto(service.url + path);
    assert.equal(stranger.url(), `${service.url}/desk/login`);
  }
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 320], ["dark", 320]]) {
  test(`they can be read and used: ${colorScheme}, ${width} px`, async () => {
    const options = { colorScheme, viewport: { width, height: 800 } };
    const page = await pageFor(`Kim ${colorScheme} ${width}`, "/desk/account", options);
    const check = async () => {
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide} px wide`);
    };
    await page.getByLabel("New password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await says(page, "The password is changed.");
    await page.locator("#begin-password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator("#qr svg").waitFor();
    await check();
    await page.goto(`${service.url}/desk/people`);
    await page.locator("#moderators li").first().waitFor();
    await page.locator("#moderators summary").first().press("Enter");
    await page.locator("#moderators form").first().waitFor();
    await check();
    await page.goto(`${service.url}/desk/login`);
    await check();
    assert.deepEqual(faults(page), []);
  });
}
