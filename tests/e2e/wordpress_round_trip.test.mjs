// There and back: what we export as WXR a real WordPress stores and shows, and what it exports then
// comes back as it was. Its official importer is no Debian package: its functions are called by
// wordpress/wxr_in.php, so this says nothing of that importer's own reading of a file.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Service } from "./support.mjs";
import { WordPress, needsWordPress } from "./wordpress/site.mjs";

const CANARY = "canary-91c2@mail.example";
const WXR_IN = fileURLToPath(new URL("wordpress/wxr_in.php", import.meta.url));
const needed = needsWordPress();
const folder = mkdtempSync(join(tmpdir(), "copytaster-there-and-back-"));

let ours;
let theirs;
let wxr;

/** A thread, another article, and what is easily spoiled on the way. */
async function converse(service) {
  const token = await service.token("moderator");
  let reader = 0;
  const say = async (text, more = {}, article = "1") => {
    const headers = { "X-Forwarded-For": `192.0.2.${(reader += 1)}` };
    const comment = { author: `Ann O'Reader ${reader} & Söhne 😀`, email: CANARY, text, ...more };
    const answer = await service.submit(comment, { article, headers });
    assert.ok(answer.ok, await answer.clone().text());
    await service.approveAll(token);
    return (await answer.json()).id;
  };
  const first = await say("A first <b>bold</b> word, 1 < 2 && \"quoted\" ]]> and C:\\new\\table");
  const reply = await say("Grüße, 你好, 😀\n\nsecond paragraph\nsecond line", { parent: first });
  await say("An answer to the answer", { parent: reply });
  await say("&amp; &lt;i&gt; as the reader typed it", { url: "https://ann.example/?a=1&b=2" });
  await say("Elsewhere", {}, "two");
}

/** Comments as one may compare them: whose, when, what, and to what. */
async function told(service) {
  const { stdout } = await service.command("export", "--format", "ndjson");
  const records = stdout.trim().split("\n").map((line) => JSON.parse(line));
  const textOf = new Map(records.map(({ id, text }) => [id, text]));
  return records
    .map(({ author, url, text, created_at, parent }) => ({
      author, url: url ?? null, text, at: created_at.slice(0, 19), parent: parent ? textOf.get(parent) : null,
    }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

before(async () => {
  if (needed.skip) return;
  ours = await Service.start({ COPYTASTER_INTAKE_PER_MINUTE: "1000", COPYTASTER_INTAKE_BURST: "1000",
    COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32" });
  await ours.command("article", "put", "1", "--url", "https://news.example/1", "--title", "A ferry", "--premoderation", "all");
  await ours.command("article", "put", "two", "--url", "https://news.example/two", "--title", "Two", "--premoderation", "all");
  await converse(ours);
  wxr = join(folder, "ours.xml");
  writeFileSync(wxr, (await ours.command("export", "--format", "wxr")).stdout);
  theirs = await WordPress.start();
  await theirs.file(WXR_IN, wxr);
});
after(async () => {
  await theirs?.stop();
  await ours?.stop();
  rmSync(folder, { recursive: true });
});

test("a real WordPress stores our comments and shows them", needed, async () => {
  const [shown, sent] = [await theirs.comments(), await told(ours)];
  assert.equal(shown.length, 5);
  // WordPress keeps names as markup.
  const named = shown.map((one) => one.author_name.replaceAll("&#39;", "'").replaceAll("&amp;", "&"));
  assert.deepEqual(named.sort(), sent.map((one) => one.author).sort());
  assert.deepEqual(shown.map((one) => one.date_gmt).sort(), sent.map((one) => one.at).sort());
  const said = shown.map((one) => one.content.rendered).join("\n");
  for (const words of ["1 &lt; 2", "second line", "你好", "C:\\new\\table"]) assert.ok(said.includes(words), `${words} in ${said}`);
  assert.ok(!/<b>bold/.test(said), "text is no markup there either");
  const parents = shown.filter((one) => one.parent !== 0);
  assert.equal(parents.length, 2);
  for (const { parent } of parents) assert.ok(shown.some((one) => one.id === parent));
});

test("and comes back from its export as it was", needed, async () => {
  const back = join(folder, "theirs.xml");
  writeFileSync(back, await theirs.exported());
  const empty = await Service.start();
  try {
    const { stdout } = await empty.command("import", "--format", "wxr", back, "--json");
  assert.equal(JSON.parse(stdout.trim().split("\n").at(-1)).imported, 5);
    assert.deepEqual(await told(empty), await told(ours));
    const { stdout: all } = await empty.command("export", "--format", "ndjson");
    assert.ok(!all.includes(CANARY));
  } finally {
    await empty.stop();
  }
});
