// Versions of the rules at the desk: beside a colleague, beside a newer program; what rules in shadow have
// hit; and what the command line says of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { WORDS, aPage, active, append, atTheRules, choose, faults, first, press, put, says, service, submit, tab, toTheRules, token } from "./rules_page.mjs";

test("what a colleague has activated meanwhile is shown before it is replaced", async () => {
  const page = await atTheRules("Cem");
  await choose(page, WORDS);
  await append(page, "words of cem\n");
  const theirs = { ...first.files, "words/theirs.txt": "words of hers\n" };
  const { version } = await put(theirs);
  await press(page, "Activate");
  await press(page, "Activate this");
  await says(page, `version ${version} was activated meanwhile.`);
  assert.match(await page.locator("#conflict").textContent(), /Made by editor, over HTTP/);
  await page.locator("#conflict-diff tr.comes").filter({ hasText: "words of hers" }).waitFor();
  assert.equal((await active()).version, version);
  await page.getByRole("button", { name: "put my changes in" }).click();
  await says(page, "Look them over");
  await press(page, "Activate this");
  await says(page, "judges now");
  const { files } = await active();
  assert.equal(files["words/theirs.txt"], "words of hers\n");
  assert.match(files[WORDS], /words of cem\n$/);
  assert.deepEqual(faults(page), []);
});

test("hers can be left out, and where both wrote in one file it is said", async () => {
  const page = await atTheRules("Dee");
  await choose(page, WORDS);
  await append(page, "words of dee\n");
  await put({ ...first.files, [WORDS]: `${first.files[WORDS]}words of hers\n` });
  await press(page, "Activate");
  await press(page, "Activate this");
  await page.locator("#conflict-words").filter({ hasText: `both changed ${WORDS}` }).waitFor();
  await page.getByRole("button", { name: "Leave theirs out" }).click();
  await page.locator("#changes-diff tr.goes").filter({ hasText: "words of hers" }).waitFor();
  await press(page, "Activate this");
  await says(page, "judges now");
  assert.equal((await active()).files[WORDS], `${first.files[WORDS]}words of dee\n`);
});

test("what rolls back over a colleague's version is shown first", async () => {
  const page = await atTheRules("Lea");
  const { version } = await put({ ...first.files, "words/hers.txt": "words of hers\n" });
  await put({ ...first.files, "words/hers.txt": "more words of hers\n" });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await says(page, "is what you see");
  await put({ ...first.files, "words/hers.txt": "even more words of hers\n" });
  await tab(page, "Versions");
  await page.locator("#version-list button", { hasText: `Version ${version}` }).click();
  await page.getByRole("button", { name: "Roll back to version" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await says(page, "Nothing was changed");
  assert.match((await active()).files["words/hers.txt"], /even more/);
  assert.deepEqual(faults(page), []);
});

test("who activated is told beside who made it", async () => {
  const { version } = await put({ ...first.files, "words/theirs.txt": "words of hers\n" });
  await put(first.files);
  const page = await atTheRules("Max");
  await tab(page, "Versions");
  await page.locator("#version-list button", { hasText: `Version ${version}` }).click();
  await page.getByRole("button", { name: "Roll back to version" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await says(page, "judges again");
  assert.match(await page.locator("#judging").textContent(), /by Max, at the desk · made by editor, over HTTP/);
  await page.locator(".version-judges", { hasText: "activated by Max, at the desk" }).waitFor();
  const { stdout } = await service.command("rules", "versions");
  assert.match(stdout, new RegExp(`^${version}\\t.*\\teditor\\tactive since .* by Max \\(desk\\)$`, "m"));
});

test("a newer set that waits is said, and can be compared and activated", async () => {
  const waiting = await put({ ...first.files, "words/new.txt": "new words\n" });
  await put(first.files);
  const page = await aPage();
  await page.route("**/sites/main/rules", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    return route.fulfill({ response: answer, json: { ...body, waiting: { ...body, version: waiting.version, source: "shipped" } } });
  });
  await toTheRules(page, "Ned");
  await page.getByRole("tab", { name: "Versions new" }).click();
  await page.getByText(`Version ${waiting.version} is a newer set that comes with the program.`).waitFor();
  await page.getByRole("button", { name: "What it changes" }).click();
  await page.locator("#compare-diff tr.comes").filter({ hasText: "new words" }).waitFor();
});

test("a rule in shadow tells what it hit, and what people made of it", async () => {
  const quiet = '[[list]]\nid = "quiet_ferry"\nwords = ["quiet ferry"]\naction = "hold"\nscore = 3\nshadow = true\n';
  await put({ ...first.files, "rules.d/quiet.toml": quiet });
  const page = await atTheRules("Ole");
  await tab(page, "Figures");
  await page.getByText("quiet_ferry hit nothing in 7 days.").waitFor();
  for (const more of ["one", "two", "three"]) assert.equal(await submit(`A quiet ferry, number ${more}.`), "approved");
  const { items } = await service.get("/articles/1/comments?order=newest&limit=3", token);
  const [spam, fine] = items;
  await service.decide(token, [{ id: spam.id, version: 1, decision: "spam" }, { id: fine.id, version: 1, decision: "reject" }]);
  await page.getByLabel("What the rules have hit in").selectOption("the last day");
  await page.getByText("quiet_ferry hit 3 comments in 1 day; people refused 2 and approved 0: precision 100 %").waitFor();
  assert.match(await page.locator("#live-words").textContent(), /comments of the last 1 day,/);
  const { stdout } = await service.command("rules", "figures", "--days", "1");
  assert.match(stdout, /^quiet_ferry \(shadow\) +3 +2 +0 +100\.0 %/m);
  assert.deepEqual(faults(page), []);
});

test("the command line shows what differs", async () => {
  const { version } = await put({ ...first.files, [WORDS]: `${first.files[WORDS]}ferry bargain\n` });
  await put(first.files);
  const differs = (...words) => service.command("rules", "diff", ...words).then(({ stdout }) => ({ code: 0, stdout }), (fault) => fault);
  const one = await differs(String(version));
  assert.equal(one.code, 1);
  assert.match(one.stdout, /^--- \d+\/words\/blocked\.txt\n\+\+\+ \d+\/words\/blocked\.txt\n@@ .*@@\n/);
  assert.match(one.stdout, /^\+ferry bargain$/m);
  assert.match((await differs(String(version), first.hash)).stdout, /^-ferry bargain$/m);
  const same = await differs(first.hash, first.hash);
  assert.deepEqual([same.code, same.stdout], [0, ""]);
  const none = await differs("99999");
  assert.deepEqual([none.code, none.stdout, none.stderr], [1, "", "copytaster: there is no version 99999\n"]);
});
