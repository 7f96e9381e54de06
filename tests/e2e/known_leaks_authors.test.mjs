// Readers who sign as somebody they are not (B9), and who change what was approved into what would
// not have been (B10).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { account, ask as askOf, bearer, receipt, session } from "./asking.mjs";
import { Service } from "./support.mjs";

const STAFF = "Rhea Nightingale";
const BLOCKED = "pill-o-rama";
const TEXT_BYTES_MAX = 65_525;

let service;
let chief;

const ask = (method, path, options) => askOf(service, method, path, options);

before(async () => {
  service = await Service.start({ COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32" });
  chief = bearer(await service.token("admin"));
  const { files } = (await ask("GET", "/rules", { who: chief })).body;
  files["words/staff.txt"] += `${STAFF}\n`;
  files["words/blocked.txt"] += `${BLOCKED}\n`;
  const put = await ask("PUT", "/rules", { who: chief, body: { files } });
  assert.equal(put.status, 201, put.text);
  for (const premoderation of ["all", "rules", "first"]) {
    const body = { url: `${service.url}/${premoderation}`, premoderation };
    assert.equal((await ask("PUT", `/articles/${premoderation}`, { who: chief, body })).status, 201);
  }
});
after(async () => service?.stop());

let readers = 0;
/** Each from an address of her own. */
const from = () => ({ "X-Forwarded-For": `10.0.${(readers += 1) >> 7}.${readers % 128}` });
async function submit(article, more) {
  const headers = from();
  const body = { author: `Reader ${readers}`, email: `r${readers}@hidden.example`, text: `Remark ${readers}`, ...more };
  const answer = await ask("POST", `/articles/${article}/comments`, { body, headers });
  assert.ok([201, 202].includes(answer.status), answer.text);
  return answer.body;
}
const record = async (id) => (await ask("GET", `/moderation/comments/${id}`, { who: chief })).body;
const hits = ({ verdict }) => verdict.hits.map(({ rule }) => rule);
const edit = (made, text) => ask("PATCH", `/comments/${made.id}`, { who: receipt(made.receipt), body: { text }, headers: from() });
async function approve(id, version) {
  const body = { decisions: [{ id, version, decision: "approve" }] };
  const answer = await ask("POST", "/moderation/decisions", { who: chief, body });
  assert.equal(answer.body.results[0].status, 200, answer.text);
}
async function shown(article, id) {
  const { items } = (await ask("GET", `/articles/${article}/comments?limit=100`)).body;
  return items.find((one) => one.id === id);
}

// Artalk #921: whoever typed a stranger's address changed her profile, and staff could be played.
test("B9: nobody signs as staff unseen, however it is spelled", async () => {
  const who = await session(service, await account(service, STAFF, "moderator"));
  const accounts = (await ask("GET", "/moderators", { who: chief })).text;
  assert.equal((await submit("rules", {})).state, "approved", "others are published at once");
  const spellings = [
    STAFF, STAFF.toUpperCase(), STAFF.toLowerCase(), "Rhea  Nightingale", "RheaNightingale", "Rh\u0435a Nightingale",
    "Rhea\u200B Nightingale", "Rhea Night\u200Bingale", "Rhea Night\u2060ingale", "\u202DRhea Nightingale", "Rhea Night\u00ADingale",
    "\uFF32\uFF48\uFF45\uFF41 Nightingale", "Rhéa Nightingale", "Rhea N1ght1ngale", "Rhea\u00A0Nightingale",
  ];
  for (const author of spellings) {
    const made = await submit("rules", { author, text: `I decide here, number ${readers}` });
    assert.equal(made.state, "pending", JSON.stringify(author));
    const kept = await record(made.id);
    assert.ok(hits(kept).includes("impersonation"), `${JSON.stringify(author)}: ${hits(kept)}`);
  }
  assert.equal((await submit("rules", { author: "Rhea Nightingales" })).state, "approved", "a name of its own");
  assert.equal((await ask("GET", "/moderators", { who: chief })).text.replace(/"seen_at":"[^"]*"/g, ""), accounts.replace(/"seen_at":"[^"]*"/g, ""));
  assert.equal((await ask("GET", "~/api/v1/session", { who })).body.name, STAFF);
});

test("B9: a name that was let through looks like any reader's", async () => {
  const made = [];
  for (const more of [{ author: "Ann" }, { author: STAFF }, { author: "Lin", url: "https://lin.example/" }])
    made.push(await submit("all", { ...more, text: "The same" }));
  for (const { id } of made) await approve(id, 1);
  const [hers, theirs, linked] = await Promise.all(made.map(({ id }) => shown("all", id)));
  assert.equal(theirs.author, STAFF);
  assert.deepEqual(Object.keys(theirs).sort(), Object.keys(hers).sort());
  const { text: html } = await ask("GET", "/articles/all/thread.html");
  const places = [hers, theirs, linked].map(({ id }) => html.split(`id="comment-${id}"`)[1].split("</article>")[0].split("</li>")[0]);
  const alike = (place, { id, author }) =>
    place.replaceAll(new RegExp(`(?<=[-=])${id}\\b`, "g"), "N").replaceAll(author, "A").replaceAll(/<time.*?<\/time>/g, "T");
  assert.equal(alike(places[1], theirs), alike(places[0], hers));
  assert.notEqual(alike(places[2], linked), alike(places[0], hers), "whatever stood beside it would be seen");
});

test("B9: another's address lends neither her good name nor her words", async () => {
  const email = "vera.canary@hidden.example";
  const vera = await submit("first", { author: "Vera", email, url: "https://vera.example/" });
  assert.equal(vera.state, "pending", "the first of hers");
  await approve(vera.id, 1);
  const before = await shown("first", vera.id);
  assert.deepEqual([before.author, before.url], ["Vera", "https://vera.example/"]);
  const known = await submit("first", { author: "Vera", email, text: "It is me again" });
  assert.equal(known.state, "approved", "both are hers");
  const byAddress = await submit("first", { author: "Mallory", email, url: "https://evil.example/", text: "Look at me" });
  const byName = await submit("first", { author: "Vera", text: "Look at me, too" });
  assert.deepEqual([byAddress.state, byName.state], ["pending", "pending"]);
  await approve(byAddress.id, 1);
  assert.deepEqual(await shown("first", vera.id), before);
  assert.equal((await shown("first", known.id)).author, "Vera");
});

// Waline kept "approved" through an edit and asked no rule; so did Isso until 0.14.
test("B10: what was approved and then changed waits again, under the same rules", async () => {
  const changes = [
    `Buy at ${BLOCKED} today`,
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "See https://a.example https://b.example https://c.example https://d.example",
    "Quite harmless, but not what was approved",
    "x".repeat(TEXT_BYTES_MAX),
  ];
  for (const text of changes) {
    const old = `Clean words ${(readers += 1)}`;
    const made = await submit("all", { text: old });
    await approve(made.id, 1);
    assert.equal((await shown("all", made.id)).text, old);
    const changed = await edit(made, text);
    assert.deepEqual([changed.status, changed.body.state], [200, "pending"], changed.text.slice(0, 300));
    assert.equal(await shown("all", made.id), undefined, "it is off the page at once");
    const kept = await record(made.id);
    assert.deepEqual([kept.state, kept.version, kept.text], ["pending", 3, text]);
    assert.deepEqual(kept.edits.map(({ before }) => before), [old]);
    assert.deepEqual(kept.decisions.map(({ decision }) => decision).sort(), ["approve", "edit"]);
    const anew = await record((await submit("all", { text })).id);
    const content = (one) => hits(one).filter((rule) => !/author|said|similar|campaign/.test(rule)).sort();
    assert.deepEqual(content(kept), content(anew), "as if it had just come in");
  }
  const { text: html } = await ask("GET", "/articles/all/thread.html");
  assert.ok(!html.includes("<script>alert"));
});

test("B10: where rules publish, they take back as well; what is no comment changes nothing", async () => {
  const made = await submit("rules", { text: "The ferry was late once more" });
  assert.equal(made.state, "approved");
  for (const text of ["x".repeat(TEXT_BYTES_MAX + 1), "", " \n ", "a\u0000b", 7, null])
    assert.equal((await edit(made, text)).status, 422, JSON.stringify(text).slice(0, 20));
  assert.equal((await shown("rules", made.id)).text, "The ferry was late once more");
  assert.equal((await record(made.id)).version, 1);
  assert.equal((await edit(made, "The ferry was late, as on Monday")).body.state, "approved");
  assert.equal((await edit(made, `Better ones from ${BLOCKED}`)).body.state, "pending");
  assert.equal(await shown("rules", made.id), undefined);
  assert.ok(hits(await record(made.id)).length > 0);
  assert.equal((await edit(made, "The ferry was late, that is all")).body.state, "pending", "no words of hers put it back");
});
