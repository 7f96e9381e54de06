// The service's own pages in German, as a browser asks for it, without a script: the login, the plain
// desk, closed doors, an invitation, a receipt, a refusal.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Service, openBrowser, root, signIn, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const GERMAN = { locale: "de-DE", javaScriptEnabled: false };

/** English words of ours, where a page must not have them. What is put in, or is short, is left out. */
const lines = readFileSync(join(root, "web/words_de.txt"), "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("#"));
const ENGLISH = lines.filter((line, at) => at % 2 === 0 && line !== lines[at + 1] && line.length > 6 && !/[{<]/.test(line) && !/^[a-z_]+$/.test(line));

let service;
let browser;
let token;

before(async () => {
  service = await Service.start({ COPYTASTER_INTAKE_PER_MINUTE: "1000", COPYTASTER_INTAKE_BURST: "1000" });
  token = await service.token("moderator");
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

async function submit(more = {}) {
  const answer = await service.submit({ author: "Leserin", email: "l@example.com", text: "Die Fähre sollte nachts fahren.", ...more });
  assert.equal(answer.status, 202);
  return answer.json();
}

/** In German, whole, no wider than the window, and readable for everybody. */
async function isGerman(page, name) {
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  const text = await page.locator("body").innerText();
  for (const words of ENGLISH) assert.ok(!text.includes(words), `${words}\n${text}`);
  if (process.env.COPYTASTER_TEST_SHOTS)
    await page.screenshot({ path: join(process.env.COPYTASTER_TEST_SHOTS, `german-${name}.png`), fullPage: true });
}

for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 320], ["dark", 320]]) {
  test(`the login can be read and used: ${colorScheme}, ${width} px`, async () => {
    for (const locale of ["de-DE", "en-GB"]) {
      const page = await watchedPage(browser, { locale, colorScheme, viewport: { width, height: 800 } });
      await page.goto(`${service.url}/desk/login`);
      await page.getByRole("heading", { name: locale === "de-DE" ? "Anmelden" : "Sign in", level: 1 }).waitFor();
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(tooWide, false);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
      if (locale === "de-DE") await isGerman(page, `login-${colorScheme}-${width}`);
      assert.deepEqual(page.faults, []);
      await page.context().close();
    }
  });
}

test("what is wrong at the login is said in German", async () => {
  const page = await watchedPage(browser, GERMAN);
  await page.goto(`${service.url}/desk/login`);
  await page.getByLabel("Name").fill("Niemand");
  await page.getByRole("textbox", { name: "Passwort" }).fill("falsch");
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "Name oder Passwort sind falsch" }).waitFor();
  await isGerman(page, "login-wrong");
  await page.context().close();
});

test("the plain desk: decided with a reason, taken back, searched, and a colleague was faster", async () => {
  const [first, second] = [await submit(), await submit({ url: "https://a.example/", author: "Leser <b>" })];
  const page = await watchedPage(browser, GERMAN);
  await signIn(page, service, await service.moderator("Jo"));
  await page.goto(`${service.url}/desk/plain`);
  await page.getByRole("heading", { name: "main: 2 warten", level: 1 }).waitFor();
  await isGerman(page, "plain");
  const entry = page.getByRole("article").first();
  await entry.getByLabel("Grund").selectOption({ label: "Hassrede" });
  await entry.getByRole("button", { name: "Ablehnen (Kommentar von Leserin)" }).click();
  await page.getByRole("status").filter({ hasText: `Kommentar ${first.id} ist jetzt: abgelehnt.` }).waitFor();
  await page.getByRole("heading", { name: "main: 1 wartet", level: 1 }).waitFor();
  const record = await service.get(`/moderation/comments/${first.id}`, token);
  assert.equal(record.decisions[0].reason, "hate_speech");
  await isGerman(page, "plain-decided");
  await page.getByRole("button", { name: "Rückgängig" }).click();
  await page.getByText(`Kommentar ${first.id} wartet wieder.`).waitFor();

  await service.decide(token, [{ id: second.id, version: 1, decision: "spam" }]);
  await page.getByRole("button", { name: "Freigeben (Kommentar von Leser <b>)" }).click();
  await page.getByRole("alert").filter({ hasText: `Kommentar ${second.id} ist jetzt Spam, entschieden von moderator.` }).waitFor();
  await isGerman(page, "plain-late");
  await page.getByLabel("Text oder Name").fill("Nirgends");
  await page.getByRole("button", { name: "Suchen" }).click();
  await page.getByText("Hier wartet nichts.").waitFor();
  await isGerman(page, "plain-empty");
  await page.context().close();
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 320], ["dark", 320]]) {
  test(`the plain desk can be read and used in German: ${colorScheme}, ${width} px`, async () => {
    const page = await watchedPage(browser, { locale: "de-DE", colorScheme, viewport: { width, height: 800 } });
    await signIn(page, service, await service.moderator(`Kim ${colorScheme} ${width}`));
    await page.goto(`${service.url}/desk/plain`);
    await page.getByRole("article").first().waitFor();
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(tooWide, false);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
    await isGerman(page, `plain-${colorScheme}-${width}`);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test("closed doors, and who has no queue", async () => {
  const page = await watchedPage(browser, GERMAN);
  await signIn(page, service, await service.moderator("Lou"));
  for (const [path, title] of [["rules", "Die Regeln"], ["audit", "Das Protokoll"], ["people", "Wer hier arbeitet"]]) {
    assert.equal((await page.goto(`${service.url}/desk/${path}`)).status(), 403);
    await page.getByRole("heading", { name: title }).waitFor();
    await isGerman(page, `closed-${path}`);
  }
  await page.context().close();
  const other = await watchedPage(browser, GERMAN);
  await signIn(other, service, await service.moderator("Max", "exporter"));
  await other.getByText("Angemeldet als Max.").waitFor();
  await other.getByText("Export: main").waitFor();
  await isGerman(other, "no-queue");
  await other.getByRole("button", { name: "Abmelden" }).click();
  await other.waitForURL(`${service.url}/desk/login`);
  await other.context().close();
});

test("an invitation: refused a short password, used, and then no longer open", async () => {
  const admin = await watchedPage(browser, { locale: "de-DE" });
  await signIn(admin, service, await service.moderator("Chefin", "admin"));
  await admin.goto(`${service.url}/desk/people`);
  await admin.locator("#invitation-name").fill("Uli");
  await admin.locator("#invitation-role").selectOption("editor");
  await admin.getByRole("button", { name: "Link erstellen" }).click();
  await admin.locator("#link-line:not([hidden])").waitFor();
  const link = await admin.locator("#link").inputValue();
  await admin.context().close();
  const page = await watchedPage(browser, GERMAN);
  await page.goto(link);
  await page.getByText("in der Rolle Redaktion").waitFor();
  await page.getByLabel("Passwort wählen").fill("zu kurz");
  await page.getByRole("button", { name: "Passwort setzen und anmelden" }).click();
  await page.getByRole("alert").filter({ hasText: "Das Passwort hat weniger als 12 Zeichen." }).waitFor();
  assert.equal(await page.locator("[name=username]").isVisible(), false, "it is for the browser's memory alone");
  await isGerman(page, "invitation");
  await page.getByLabel("Passwort wählen").fill("mehrere Wörter sind gut");
  await page.getByRole("button", { name: "Passwort setzen und anmelden" }).click();
  await page.waitForURL(`${service.url}/desk/`);
  await page.goto(link);
  await page.getByRole("heading", { name: "Diese Einladung gilt nicht mehr" }).waitFor();
  await isGerman(page, "invitation-over");
  await page.context().close();
});

test("a receipt: changed, rejected, appealed against, and gone", async () => {
  const sent = await submit({ email: "beleg@example.com", text: "Zuerst so." });
  const page = await watchedPage(browser, GERMAN);
  await page.goto(`${service.url}/receipt/main/${sent.id}/${sent.receipt}`);
  await page.getByText("Er wartet auf die Moderation.").waitFor();
  await isGerman(page, "receipt");
  await page.getByLabel("Kommentar", { exact: true }).fill("Dann so.");
  await page.getByRole("button", { name: "Änderung speichern" }).click();
  await page.getByText("Die Änderung ist gespeichert.").waitFor();
  await service.decide(token, [{ id: sent.id, version: 2, decision: "reject" }]);
  await page.reload();
  await page.getByText("Die Moderation hat entschieden, ihn nicht zu veröffentlichen.").waitFor();
  await page.getByLabel("Einspruch").fill("Warum?");
  await page.getByRole("button", { name: "Einspruch erheben" }).click();
  await page.getByText("Der Einspruch ist abgeschickt.").waitFor();
  await isGerman(page, "receipt-appealed");
  await page.getByRole("button", { name: "Kommentar zurückziehen" }).click();
  await page.getByText("Er ist zurückgezogen und nicht mehr zu lesen.").waitFor();
  await page.goto(`${service.url}/receipt/main/${sent.id}/${sent.receipt}x`);
  await page.getByRole("heading", { name: "Hier gibt es nichts" }).waitFor();
  await page.context().close();
});

test("a reader’s form that is refused, with her words", async () => {
  const page = await watchedPage(browser, GERMAN);
  await page.goto(`${service.url}/demo/`);
  await page.getByRole("textbox", { name: "Comment" }).fill("Meine Worte.");
  await page.locator("#author").fill("x\u0007y");
  await page.locator("#email").fill("a@b.example");
  await page.getByRole("button", { name: "Post Comment" }).click({ force: true });
  await page.getByRole("heading", { name: "Etwas in den Angaben stimmt nicht" }).waitFor();
  assert.equal(await page.getByLabel("Der eigene Kommentar").inputValue(), "Meine Worte.");
  await isGerman(page, "refused");
  await page.context().close();
});
