// The desk in German: chosen by the browser or in the page's head, and whole.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { de as everyPageDe } from "../../web/desk/words_de.js";
import { en as everyPageEn } from "../../web/desk/words_en.js";
import { de as rulesPageDe } from "../../web/desk/rules/words_de.js";
import { en as rulesPageEn } from "../../web/desk/rules/words_en.js";
import { Service, openBrowser, signIn, watchedPage } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const texts = (words) => Object.values(words).flatMap((said) => (typeof said === "object" ? texts(said) : typeof said === "string" ? [said.trim()] : []));
const GERMAN = new Set(texts({ ...everyPageDe, ...rulesPageDe }));
const ENGLISH = [...new Set(texts({ ...everyPageEn, ...rulesPageEn }))].filter((words) => !GERMAN.has(words) && /\w/.test(words));

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

async function submit() {
  sent += 1;
  const comment = { author: `Leser ${sent}`, email: `l${sent}@example.com`, text: `Bemerkung Nummer ${sent}.` };
  assert.equal((await service.submit(comment)).status, 202);
}

async function atTheDesk(name, options) {
  const page = await watchedPage(browser, options);
  await signIn(page, service, await service.moderator(name, "editor"));
  await page.locator("#waiting:not(:empty)").waitFor();
  return page;
}
const says = (page, words) => page.locator("#notice").filter({ hasText: words }).waitFor();
const lang = (page) => page.evaluate(() => document.documentElement.lang);

/** What is to be seen and heard of the page, but what people, files and the service have written. */
const said = (page) =>
  page.evaluate(() => {
    const written = "#language, .editors, .diff, #hits, #words, kbd:not([data-word]), code, .bar-name, #site, .file-called";
    const isThere = (place) => (place.closest("select") ?? place).checkVisibility() && !place.closest(written);
    const found = [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (isThere(walk.currentNode.parentElement)) found.push(walk.currentNode.data);
    for (const name of ["aria-label", "title", "placeholder"])
      for (const place of document.querySelectorAll(`[${name}]`)) if (isThere(place)) found.push(place.getAttribute(name));
    return found.map((words) => words.trim()).filter(Boolean);
  });

/** Short words may be part of a German sentence: they must not stand alone. */
function english(words) {
  return ENGLISH.filter((one) => {
    const pattern = one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const isIn = new RegExp(`(?<![\\p{L}\\d./_-])${pattern}(?![\\p{L}\\d/_-]|\\.\\w)`, "u");
    return words.some((all) => (one.length < 5 ? all === one : isIn.test(all)));
  });
}

async function isGerman(page) {
  assert.equal(await lang(page), "de");
  const words = await said(page);
  assert.ok(words.length > 10, "nothing is seen");
  assert.deepEqual(english(words), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, "wider than the screen");
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
}
async function shot(page, name) {
  const { width } = page.viewportSize();
  if (process.env.COPYTASTER_TEST_SHOTS)
    await page.screenshot({ path: join(process.env.COPYTASTER_TEST_SHOTS, `german-${name}-${width}.png`) });
}

test("an English page would be seen as one", async () => {
  const page = await atTheDesk("Ann", { locale: "en-US" });
  assert.equal(await lang(page), "en");
  const found = english(await said(page));
  for (const words of ["Approve", "Rules", "oldest first", "To decide"]) assert.ok(found.includes(words), words);
  await page.context().close();
});

test("what a browser's languages say is followed, English where none is spoken here", async () => {
  for (const [locale, is] of [["de-AT", "de"], ["fr-FR", "en"], ["en-GB", "en"]]) {
    const page = await atTheDesk(`Bea ${locale}`, { locale });
    assert.equal(await lang(page), is, locale);
    await page.context().close();
  }
});

for (const width of [1280, 320]) {
  const options = { locale: "de-DE", viewport: { width, height: 800 } };

  test(`the desk in German at ${width} px: decided, taken back, its keys`, async () => {
    await submit();
    await submit();
    const page = await atTheDesk(`Cem ${width}`, options);
    await page.getByRole("heading", { name: "Warum er wartet" }).waitFor();
    await page.locator("#waiting").filter({ hasText: /^\d+ warten$/ }).waitFor();
    await isGerman(page);
    await shot(page, "desk");
    await page.getByRole("button", { name: "Freigeben" }).click();
    await says(page, "Freigegeben: Leser");
    await page.getByRole("button", { name: "Rückgängig" }).click();
    await says(page, "wartet wieder.");
    await page.getByRole("button", { name: "Ablehnen" }).click();
    await says(page, "Abgelehnt: Leser");
    await isGerman(page);
    await page.getByRole("button", { name: "Tasten" }).click();
    await page.getByRole("heading", { name: "Tasten" }).waitFor();
    await isGerman(page);
    await shot(page, "keys");
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  test(`bans in German at ${width} px: what is wrong, made, ended`, async () => {
    const page = await atTheDesk(`Dag ${width}`, options);
    await page.getByRole("link", { name: "Sperren" }).click();
    await page.getByText("Nichts ist gesperrt.").waitFor();
    await isGerman(page);
    await page.getByLabel("Für").selectOption("eine Person, über E-Mail");
    await page.getByLabel("Adresse").fill("troll@localhost");
    await page.getByRole("button", { name: "Sperren", exact: true }).click();
    await says(page, "Etwas in den Angaben stimmt nicht.");
    await page.getByText("Das ist keine E-Mail-Adresse.").waitFor();
    await isGerman(page);
    await page.getByLabel("Für").selectOption("eine Domain");
    await page.getByLabel("Domain").fill("casino.example");
    await page.getByRole("button", { name: "Sperren", exact: true }).click();
    await says(page, "Gesperrt: Domain casino.example.");
    await isGerman(page);
    await shot(page, "bans");
    await page.getByRole("button", { name: "Sperre aufheben: Domain casino.example" }).click();
    await page.getByRole("dialog").getByText("Diese Sperre aufheben?").waitFor();
    await isGerman(page);
    await page.getByRole("dialog").getByRole("button", { name: "Aufheben" }).click();
    await says(page, "Aufgehoben: Domain casino.example.");
    assert.deepEqual(page.faults.filter((fault) => !/status of 422/.test(fault)), []);
    await page.context().close();
  });

  test(`rules in German at ${width} px: each part of the page`, async () => {
    const page = await atTheDesk(`Eda ${width}`, options);
    await page.getByRole("link", { name: "Regeln" }).click();
    await page.locator("#judging").filter({ hasText: /^Es gilt Version \d+/ }).waitFor();
    await isGerman(page);
    await shot(page, "files");
    await page.locator('#file-list [data-name^="words/"]').first().click();
    await page.locator("textarea:visible").focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\nkasino");
    await page.getByRole("button", { name: "Prüfen" }).click();
    await says(page, "Nach dem Aktivieren wäre das Version");
    await isGerman(page);
    for (const [name, seen] of [
      ["Änderungen", "1 Datei weicht von Version"],
      ["Rückblick", "Was die Dateien, wie sie hier stehen"],
      ["Zahlen", "mit den Urteilen von damals."],
      ["Versionen", "die geltende"],
    ]) {
      await page.getByRole("tab", { name }).click();
      await page.locator("main").filter({ hasText: seen }).waitFor();
      await isGerman(page);
      await shot(page, name === "Rückblick" ? "backtest-before" : { Änderungen: "changes", Zahlen: "figures", Versionen: "versions" }[name]);
    }
    await page.locator("#try").click();
    await page.locator("#backtest-state").filter({ hasText: "neu beurteilt" }).waitFor();
    await isGerman(page);
    await shot(page, "backtest");
    await page.getByRole("tab", { name: "Dateien" }).click();
    await page.getByRole("button", { name: "Neue Datei …" }).click();
    await page.getByRole("heading", { name: "Eine neue Datei" }).waitFor();
    await isGerman(page);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test("another language is chosen in the head, and stays chosen; what was written stays as well", async () => {
  const page = await atTheDesk("Fil", { locale: "de-DE" });
  await page.getByRole("link", { name: "Regeln" }).click();
  await page.locator("#judging:not(:empty)").waitFor();
  await page.locator("textarea:visible").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("# mine");
  const link = page.getByRole("link", { name: "English" });
  assert.equal(await link.getAttribute("lang"), "en");
  await link.click();
  await says(page, "What you had written is here again.");
  assert.equal(await lang(page), "en");
  await page.getByRole("link", { name: "Queue" }).click();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Approve" }).waitFor();
  await page.getByRole("link", { name: "Deutsch" }).click();
  await page.getByRole("button", { name: "Freigeben" }).waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
