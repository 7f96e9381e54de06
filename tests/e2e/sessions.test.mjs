// From `moderator add` on the machine to the desk in a browser, with a script and without.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { Service, openBrowser, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CODE = /^([0-9a-hjkmnp-tv-z]{4}-){4}[0-9a-hjkmnp-tv-z]{4}\n$/;

let service;
let browser;
const secrets = [];

before(async () => {
  service = await Service.start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

async function codeFrom(...words) {
  const { stdout } = await service.command("moderator", ...words);
  assert.match(stdout, CODE, "the code alone");
  secrets.push(stdout.trim());
  return stdout.trim();
}

async function refusal(...words) {
  const failure = await service.command("moderator", ...words).then(() => undefined, (error) => error);
  assert.ok(failure, `${words} was let pass`);
  return { code: failure.code, stderr: failure.stderr };
}

test("the first account is admin, whatever was asked for", async () => {
  await codeFrom("add", "Ann Chief", "--role", "moderator");
  await codeFrom("add", "Bo", "--role", "editor", "--see-email");
  const { stdout } = await service.command("moderator", "list");
  assert.equal(stdout, "Ann Chief  admin@main  no password\nBo  editor@main  see_email  no password\n");
  const json = (await service.command("moderator", "list", "--json")).stdout.trim().split("\n").map(JSON.parse);
  assert.deepEqual(json[0], {
    name: "Ann Chief",
    roles: [{ site: "main", role: "admin", sections: [], disabled: false }],
    permissions: [],
    password: false,
    totp: false,
    seen_at: null,
  });
});

test("what cannot be is refused in one line", async () => {
  const twice = await refusal("add", "ann chief", "--role", "editor");
  assert.deepEqual(twice, { code: 1, stderr: "copytaster: ann chief has a role at main already\n" });
  const nobody = await refusal("login", "nobody");
  assert.deepEqual(nobody, { code: 1, stderr: "copytaster: there is no moderator nobody\n" });
  assert.equal((await refusal("add", "C", "--role", "king")).code, 2);
  assert.equal((await refusal("add", "C")).code, 2);
  assert.equal((await refusal("add", " ", "--role", "editor")).code, 2);
});

for (const javaScriptEnabled of [true, false]) {
  test(`sign in and out ${javaScriptEnabled ? "with" : "without"} a script`, async () => {
    const page = await watchedPage(browser, { javaScriptEnabled });
    await page.goto(`${service.url}/desk/`);
    assert.equal(page.url(), `${service.url}/desk/login`, "strangers are asked who they are");
    if (javaScriptEnabled) await check(page);
    const code = await codeFrom("login", "Ann Chief");
    await page.getByLabel("Code", { exact: true }).fill(` ${code.toUpperCase()}`);
    await page.getByRole("button", { name: "Sign in with the code" }).click();
    await page.waitForURL(`${service.url}/desk/`);
    await page.getByRole("button", { name: "Sign out Ann Chief" }).waitFor();
    if (javaScriptEnabled) await page.getByText("Nothing waits here.").waitFor();
    else await page.getByText("The queue of main, as its admin").waitFor();
    if (javaScriptEnabled) await check(page);
    const [cookie] = await page.context().cookies();
    secrets.push(cookie.value);
    assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, "Strict"]);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${service.url}/desk/login`);
    await page.goto(`${service.url}/desk/`);
    assert.equal(page.url(), `${service.url}/desk/login`);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

/** No accessible name is missing, no contrast too low. */
async function check(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
}

test("a wrong password is told on the page", async () => {
  const page = await watchedPage(browser, { colorScheme: "dark", viewport: { width: 320, height: 640 } });
  await page.goto(`${service.url}/desk/login`);
  await page.getByLabel("Name", { exact: true }).fill("Ann Chief");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  secrets.push("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "is wrong" }).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Ann Chief");
  assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "");
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(tooWide, false);
  await check(page);
  await page.context().close();
});

test("nothing of it is in the log", async () => {
  const log = await service.allLogged();
  assert.match(log, /"route":"\/desk\/login"/);
  assert.ok(secrets.length > 4);
  for (const secret of secrets) assert.ok(!log.includes(secret), "a secret reached the log");
});
