// The rules page of the desk: a rule broken and mended, activated, tried on the past, and read by
// everybody.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { WORDS, aPage, active, append, atTheRules, choose, faults, first, press, put, says, service, submit, tab, text } from "./rules_page.mjs";
import { signIn } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const report = JSON.parse(readFileSync(new URL("../data/backtest_report.json", import.meta.url)));
const BROKEN = ["[[list]]", 'id = "ferry_words"', 'words = ["ferry bargain"]', 'acton = "hold"', "score = 3"];
const lately = () => ({
  days: 7,
  from: new Date(Date.now() - 7 * 86_400_000).toISOString(),
  comments: 4120,
  rules: [
    { rule: "money_online", shadow: true, hits: 34, approved: 1, refused: 30, precision: 0.967742, low: 0.838057, high: 0.994289 },
    { rule: "own_page_en", shadow: true, hits: 3, approved: 0, refused: 0, precision: null, low: 0, high: 1 },
    { rule: "blocked_words", shadow: false, hits: 130, approved: 3, refused: 121, precision: 0.975806, low: 0.931, high: 0.9917 },
    { rule: "too_many_links", shadow: false, hits: 57, approved: 11, refused: 40, precision: 0.784314, low: 0.654, high: 0.8755 },
  ],
});

async function add(page, name) {
  await page.getByRole("button", { name: "New file" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.keyboard.press("Enter");
  await text(page).and(page.locator(":focus")).waitFor();
}

/** Until the words that judge are those on the page. */
async function activate(page) {
  await press(page, "Activate");
  await page.locator("#changes-title").filter({ hasText: "differ" }).waitFor();
  await press(page, "Activate this");
  await says(page, "judges now");
}

test("a broken rule shows its error in its place, and can be mended there", async () => {
  const page = await atTheRules("Ann");
  await add(page, "ferry");
  await page.keyboard.insertText(`${BROKEN.join("\n")}\n`);
  await page.keyboard.press("Control+Enter");
  await says(page, "rules.d/ferry.toml, line 4");
  const wrong = page.locator(".editor:visible .row.wrong");
  assert.match(await wrong.first().textContent(), /^acton = "hold"/, "the line is marked");
  const problem = page.locator("#problem-list li").first();
  assert.match(await problem.textContent(), /rules\.d\/ferry\.toml, line 4.*acton/);
  await choose(page, WORDS);
  await problem.getByRole("button").click();
  const selected = () => text(page).evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  assert.match(await selected(), /acton/, "the click leads there");
  await text(page).evaluate((area) => area.setSelectionRange(0, 0));
  await page.keyboard.insertText("\n");
  assert.match(await wrong.first().textContent(), /^acton/, "the mark moves with its line");
  await page.keyboard.press("F8");
  assert.match(await selected(), /acton/, "the key leads there, too");
  await text(page).evaluate((area) => {
    const at = area.value.indexOf("acton");
    area.setSelectionRange(at, at + "acton".length);
  });
  await page.keyboard.insertText("action");
  await page.keyboard.press("Control+Enter");
  await says(page, /fine/i);
  assert.equal(await page.locator(".row.wrong, #problem-list li").count(), 0);
  await activate(page);
  assert.equal(await submit("A ferry bargain, she says."), "pending");
  assert.deepEqual(faults(page), []);
});

test("activated, it holds a comment, which is seen at the desk; rolled back, it holds none", async () => {
  assert.equal(await submit("Such a ferry bargain!"), "approved");
  const page = await atTheRules("Bea");
  await choose(page, WORDS);
  await append(page, "ferry bargain\n");
  await page.locator(`[data-name="${WORDS}"]`).filter({ hasText: "changed" }).waitFor();
  await press(page, "Activate");
  await page.locator("#changes-title").filter({ hasText: "1 file differs" }).waitFor();
  assert.match(await page.locator("#changes-diff tr.comes").first().textContent(), /ferry bargain/);
  assert.equal((await active()).hash, first.hash, "seen first, activated then");
  await press(page, "Activate this");
  await says(page, "judges now");
  assert.match(await page.locator("#judging").textContent(), /Bea, at the desk/);
  assert.equal(await submit("Such a ferry bargain, again!"), "pending");

  await page.getByRole("link", { name: "Queue" }).click();
  await page.locator("#words mark").filter({ hasText: "ferry bargain" }).waitFor();
  await page.getByRole("link", { name: "Rules" }).click();

  await tab(page, "Versions");
  await page.locator("#version-list button", { hasText: `Version ${first.version}` }).last().click();
  await page.locator("#compare-diff tr.goes").filter({ hasText: "ferry bargain" }).waitFor();
  await page.getByRole("button", { name: "Roll back to version" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave it" }).click();
  assert.notEqual((await active()).hash, first.hash);
  await page.getByRole("button", { name: "Roll back to version" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await says(page, "judges again");
  assert.equal((await active()).hash, first.hash);
  assert.equal(await submit("Such a ferry bargain, once more!"), "approved");
  assert.deepEqual(faults(page), []);
});

test("leaving is asked about, and what was written is there again", async () => {
  const page = await atTheRules("Eli");
  await choose(page, WORDS);
  await append(page, "words of eli\n");
  await page.evaluate(() => setTimeout(() => location.reload(), 0));
  await assert.doesNotReject(async () => {
    while (!page.faults.some((fault) => fault.startsWith("dialog"))) await page.waitForTimeout(50);
  });
  page.faults.length = 0;
  await page.getByRole("link", { name: "Queue" }).click();
  await page.locator("#waiting:not(:empty)").waitFor();
  await page.getByRole("link", { name: "Rules" }).click();
  await says(page, "is here again");
  await choose(page, WORDS);
  assert.match(await text(page).inputValue(), /words of eli\n$/);
  assert.deepEqual(faults(page), [], "our own link asks nothing");
  await page.getByRole("button", { name: "Undo all here" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo them" }).click();
  while ((await text(page).inputValue()) !== first.files[WORDS]) await page.waitForTimeout(50);
  await page.reload();
  await page.locator("#judging:not(:empty)").waitFor();
  assert.equal(await page.locator("#notice-words").textContent(), "");
});

test("files come and go by keyboard", async () => {
  const page = await atTheRules("Fay");
  await add(page, "mine");
  await page.keyboard.type("# mine");
  await page.getByRole("button", { name: "Rename" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Name" }).fill("no name");
  await page.keyboard.press("Enter");
  await page.getByText("A name has letters, digits").waitFor();
  await page.getByRole("textbox", { name: "Name" }).fill("zzz");
  await page.keyboard.press("Enter");
  await page.locator("#file-name").filter({ hasText: "rules.d/zzz.toml" }).waitFor();
  assert.equal(await text(page).inputValue(), "# mine");
  const line = (name) => page.locator(`#file-list [data-name="${name}"]`);
  await line("rules.d/zzz.toml").focus();
  await page.keyboard.press("ArrowDown");
  await line(WORDS).and(page.locator(":focus")).waitFor();
  await page.getByRole("button", { name: "Delete" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete it" }).press("Enter");
  await line(WORDS).filter({ hasText: "deleted" }).click();
  assert.equal(await text(page).inputValue(), first.files[WORDS], "brought back");
  await page.getByRole("tab", { name: "Files" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("#changes-title").filter({ hasText: "1 file differs" }).waitFor();
  assert.match(await page.locator("#changes-diff").textContent(), /rules\.d\/zzz\.toml new/);
  assert.deepEqual(faults(page), []);
});

async function backtested(page, status = 200, body = report) {
  const asked = [];
  await page.route("**/rules/backtest", (route) => {
    asked.push(route.request().postDataJSON());
    return route.fulfill({ status, contentType: "application/json", body: JSON.stringify(body) });
  });
  await press(page, "Back-test");
  return asked;
}

test("a back-test tells in words, figures and examples what would change", async () => {
  const page = await atTheRules("Gil");
  const [asked] = await backtested(page);
  await page.getByText("About 83 in 100 unwanted comments would be caught, between 80 and 85.").waitFor();
  await page.getByText("About 4 in 1,000 wanted comments would be held back, between 3 and 5.").waitFor();
  assert.deepEqual(asked.files, first.files);
  assert.equal(asked.limit, 20_000);
  assert.ok(Math.abs(Date.now() - Date.parse(asked.from) - 90 * 86_400_000) < 60_000, asked.from);
  const cell = page.locator("#matrix tr", { has: page.getByRole("rowheader", { name: "published" }) }).locator("td").nth(1);
  assert.equal(await cell.textContent(), "31");
  await page.getByText("money_online would have hit 34 comments: 31 unwanted, 1 wanted, 2 undecided.").waitFor();
  const rules = () => page.locator("#by-rule tbody th").allTextContents();
  assert.equal((await rules())[0], "first_time_author");
  await page.getByRole("button", { name: "Precision" }).click();
  assert.equal((await rules())[0], "honeypot");
  await page.getByRole("button", { name: "Precision" }).click();
  assert.equal((await rules())[0], "known_source");
  assert.equal(await page.locator("#by-rule tr", { hasText: "money_online" }).getByText("shadow").count(), 1);
  await page.locator("#changed .example").nth(1).click();
  assert.deepEqual(await page.locator("#changed li mark:visible").allTextContents(), ["casino bonus", "https://win.example", "https://bonus.example"]);
  await page.getByRole("button", { name: "blocked_words" }).click();
  const hits = page.locator(".rule-hits");
  await hits.getByText("2 comments of those that blocked_words hit").waitFor();
  assert.match(await hits.locator("li").first().textContent(), /Marta Weiss.*people approved it/, "a wanted one first");
  await hits.locator(".example").first().click();
  assert.deepEqual(await hits.locator("mark:visible").allTextContents(), ["casino bonus"]);
  await page.getByRole("button", { name: "blocked_words" }).click();
  assert.equal(await hits.count(), 0);
  await tab(page, "Files");
  await append(page, "#");
  await tab(page, "Back-test");
  await page.getByText("The files have changed since.").waitFor();
  assert.deepEqual(faults(page), []);
});

test("without a back-test, and without comments, that is said", async () => {
  const page = await atTheRules("Hal");
  await backtested(page, 405, { title: "Not so" });
  await page.getByText("A back-test is not available at this service.").waitFor();
  await page.unroute("**/rules/backtest");
  await tab(page, "Back-test");
  await page.route("**/rules/backtest", (route) => route.fulfill({ status: 200, contentType: "application/json", body: JSON.stringify({ ...report, comments: 0 }) }));
  await page.getByLabel("Comments of").selectOption("other days …");
  await page.getByLabel("from", { exact: true }).fill("2025-09-01");
  const request = page.waitForRequest("**/rules/backtest");
  await page.getByRole("button", { name: "Run" }).click();
  assert.equal((await request).postDataJSON().from, "2025-09-01T00:00:00.000Z");
  await page.getByText("There is no comment from 1 September 2025").waitFor();
});

test("markup in a file is words; a long file is written without numbers, and back again with them", async () => {
  const page = await atTheRules("Jo");
  await add(page, "markup");
  await page.keyboard.insertText("# <img src=x onerror=alert(1)><script>alert(2)</script>");
  assert.equal(await page.locator(".editor img, .editor script").count(), 0);
  assert.match(await page.locator(".editor:visible .row .comment").textContent(), /^# <img src=x/);
  const write = (lines) =>
    text(page).evaluate((area, count) => {
      area.value = Array.from({ length: count }, (_, n) => `# ${n}`).join("\n");
      area.dispatchEvent(new Event("input"));
    }, lines);
  const rows = () => page.locator(".editor:visible .row").count();
  await write(5000);
  assert.equal(await rows(), 5000);
  await write(5001);
  assert.equal(await rows(), 0);
  await write(3);
  assert.equal(await rows(), 3);
  await tab(page, "Changes");
  assert.equal(await page.locator("#changes-diff tr.comes").count(), 3);
  assert.deepEqual(faults(page), []);
});

test("who is signed out elsewhere is told, and loses no word", async () => {
  const page = await atTheRules("Ida");
  await choose(page, WORDS);
  await append(page, "words of ida\n");
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.keyboard.press("Control+Enter");
  await page.getByRole("link", { name: "Sign in again" }).waitFor();
  await page.context().addCookies(cookies);
  await page.goto(`${service.url}/desk/rules`).catch(() => {}); // asked first, and stays
  assert.match(await text(page).inputValue(), /words of ida\n$/);
});

test("a moderator is told who keeps the rules", async () => {
  const page = await aPage();
  await signIn(page, service, await service.moderator("Mo"));
  await page.locator("#waiting:not(:empty)").waitFor();
  assert.equal(await page.getByRole("link", { name: "Rules" }).count(), 0);
  const answer = await page.goto(`${service.url}/desk/rules`);
  assert.equal(answer.status(), 403);
  await page.getByText("Editors keep the rules of a site.").waitFor();
  await page.getByRole("link", { name: "the desk" }).click();
  await page.locator("#waiting:not(:empty)").waitFor();
  const stranger = await fetch(`${service.url}/desk/rules`, { redirect: "manual" });
  assert.equal(stranger.headers.get("location"), "/desk/login");
});

for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 320], ["dark", 320]]) {
  test(`it can be read and used: ${colorScheme}, ${width} px`, async () => {
    const page = await atTheRules(`Kim ${colorScheme} ${width}`, { colorScheme, viewport: { width, height: 800 } });
    const check = async (name) => {
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(tooWide, false, name);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], name);
      if (process.env.COPYTASTER_TEST_SHOTS)
        await page.screenshot({ path: join(process.env.COPYTASTER_TEST_SHOTS, `rules-${name}-${colorScheme}-${width}.png`) });
    };
    await check("files");
    await add(page, "ferry");
    await page.keyboard.insertText(`${BROKEN.join("\n")}\n`);
    await page.keyboard.press("Control+Enter");
    await says(page, /line 4|fine/i);
    await page.keyboard.press("F8");
    await check("errors");
    await choose(page, WORDS);
    await append(page, "ferry bargain\n");
    await press(page, "Activate");
    await check("changes");
    await backtested(page);
    await page.locator("#changed .example").nth(1).click();
    await page.getByRole("button", { name: "blocked_words" }).click();
    await check("backtest");
    await page.route("**/rules/figures**", (route) => route.fulfill({ status: 200, contentType: "application/json", body: JSON.stringify(lately()) }));
    await tab(page, "Figures");
    await page.getByText("people refused 30").waitFor();
    await check("figures");
    await tab(page, "Files");
    await choose(page, "rules.d/ferry.toml");
    await text(page).fill(`${BROKEN.join("\n").replace("acton", "action")}\n`);
    await put({ ...first.files, [WORDS]: `${first.files[WORDS]}words of hers ${width} ${colorScheme}\n` });
    await tab(page, "Changes");
    await press(page, "Activate this");
    await page.locator("#conflict").waitFor();
    await check("conflict");
    await tab(page, "Versions");
    await page.locator("#compare-diff .file-diff").first().waitFor();
    await check("versions");
    await tab(page, "Files");
    await page.getByRole("button", { name: "New file" }).click();
    await check("new");
    assert.deepEqual(faults(page), []);
  });
}
