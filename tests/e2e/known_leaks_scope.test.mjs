// Who works at one site and reaches for another (B7): every door with the other's name, and every
// number of the other's under her own site's name. What the other site holds must not change.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { account, ask as askOf, bearer, receipt, session } from "./asking.mjs";
import { Service } from "./support.mjs";

const THEIRS = "Only the evening paper has these words";
const THEIR_READER = "their.reader@hidden.example";

let service;
let mine; // who works at main: by session and by token
let theirs; // what the evening paper has

const ask = (method, path, options) => askOf(service, method, path, options);

before(async () => {
  service = await Service.start({
    COPYTASTER_INTAKE_PER_MINUTE: "100000",
    COPYTASTER_INTAKE_BURST: "100000",
    COPYTASTER_SITES_MAIN_HOSTS: "main.example",
    COPYTASTER_SITES_EVENING_HOSTS: "evening.example",
  });
  await account(service, "First", "admin", "--site", "main"); // of every site there is
  const at = async (site, name, role, ...more) =>
    session(service, await account(service, name, role, "--site", site, ...more));
  mine = {
    admin: await at("main", "Ada Main", "admin", "--see-email"),
    moderator: await at("main", "Mia Main", "moderator", "--see-email"),
    token: bearer(await service.token("admin", "--site", "main", "--see-email")),
  };
  theirs = await fill({
    chief: await at("evening", "Eve Evening", "admin", "--see-email"),
    token: bearer(await service.token("admin", "--site", "evening", "--see-email")),
  });
});
after(async () => service?.stop());

async function submit(site, text, more = {}) {
  const body = { author: "A Reader", email: `r${Math.random()}@hidden.example`, text, ...more };
  const { status, body: made } = await ask("POST", "/articles/1/comments", { site, body });
  assert.equal(status, 202);
  return made;
}
async function decide(site, who, decisions) {
  const answer = await ask("POST", "/moderation/decisions", { site, who, body: { decisions } });
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

/** One of everything that has a number. */
async function fill({ chief, token }) {
  const site = "evening";
  const url = "https://evening.example/1";
  assert.equal((await ask("PUT", "/articles/1", { site, who: token, body: { url, section: "dusk" } })).status, 201);
  await ask("PUT", "/articles/1", { site: "main", who: mine.token, body: { url: "https://main.example/1" } });
  const made = async (path, body) => {
    const answer = await ask("POST", path, { site, who: chief, body });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const waiting = await submit(site, THEIRS, { email: THEIR_READER });
  const [shown, refused, appealed] = [await submit(site, "one"), await submit(site, "two"), await submit(site, "three")];
  const { batch } = await decide(site, chief, [
    { id: shown.id, version: 1, decision: "approve" },
    { id: refused.id, version: 1, decision: "reject" },
    { id: appealed.id, version: 1, decision: "reject" },
  ]);
  const appeal = await ask("POST", `/comments/${appealed.id}/appeal`, { site, who: receipt(appealed.receipt), body: { text: "But" } });
  assert.equal(appeal.status, 202);
  const ban = await made("/moderation/bans", { kind: "domain", value: "casino.example" });
  const invitation = await made("/invitations", { name: "Ivy", role: "editor" });
  const another = await made("/tokens", { name: "archive", role: "exporter" });
  const moderator = (await ask("GET", "/moderators", { site, who: chief })).body.items.find(({ name }) => name === "Eve Evening");
  const { files } = (await ask("GET", "/rules", { site, who: chief })).body;
  const rules = await ask("PUT", "/rules", { site, who: chief, body: { files: { ...files, "words/dusk.txt": "dusk\n" } } });
  assert.equal(rules.status, 201, rules.text);
  return { site, chief, token, waiting, shown, refused, appealed, batch, ban, invitation, another, moderator, version: rules.body.version };
}

/** Whatever an admin can see of the evening paper. */
async function ledger() {
  const { site, chief } = theirs;
  const seen = {};
  const states = ["pending", "approved", "rejected", "spam"].map((state) => `/moderation/queue?limit=100&state=${state}`);
  const lists = [
    "/moderation/bans", "/moderation/stats", "/moderators", "/invitations", "/tokens", "/rules", "/rules/versions",
    "/audit?limit=100", "/export/comments", "/articles/1/comments", `/moderation/comments/${theirs.waiting.id}`,
  ];
  for (const path of [...states, ...lists]) {
    const answer = await ask("GET", path, { site, who: chief });
    assert.equal(answer.status, 200, path);
    seen[path] = answer.text.replaceAll(/"seen_at":("[^"]*"|null)/g, ""); // hers changes as she looks
  }
  return seen;
}

/** The audit is sealed a moment later. */
async function quietLedger() {
  let last = await ledger();
  for (let tries = 0; tries < 100; tries += 1) {
    await pause(100);
    const { body } = await ask("GET", "/audit/verify", { site: "evening", who: theirs.chief });
    const now = await ledger();
    if (body.unsealed === 0 && JSON.stringify(now) === JSON.stringify(last)) return now;
    last = now;
  }
  return assert.fail("it never came to rest");
}

test("B7: no door opens at another site", async () => {
  const untouched = await quietLedger();
  const decisions = [{ id: theirs.waiting.id, version: 1, decision: "spam" }];
  const calls = [
    ["GET", "/moderation/queue"], ["GET", `/moderation/queue?q=evening`], ["GET", "/moderation/stats"], ["GET", "/moderation/events"],
    ["GET", `/moderation/comments/${theirs.waiting.id}`], ["POST", `/moderation/comments/${theirs.waiting.id}/reveal`, {}],
    ["POST", "/moderation/decisions", { decisions }], ["POST", `/moderation/batches/${theirs.batch}/undo`, {}],
    ["POST", "/moderation/claims", { limit: 10 }], ["DELETE", "/moderation/claims"],
    ["GET", "/moderation/bans"], ["POST", "/moderation/bans", { kind: "name", value: "A Reader" }], ["DELETE", `/moderation/bans/${theirs.ban.id}`],
    ["PUT", "/articles/1", { url: "https://main.example/taken" }], ["GET", "/export/comments"],
    ["GET", "/rules"], ["PUT", "/rules", { files: {} }], ["POST", "/rules/check", { files: {} }], ["POST", "/rules/backtest", {}],
    ["GET", "/rules/figures"], ["GET", "/rules/versions"], ["GET", `/rules/versions/${theirs.version}`], ["POST", `/rules/versions/1/activate`, {}],
    ["GET", "/audit"], ["GET", "/audit/numbers"], ["GET", "/audit/verify"],
    ["POST", "/people/export", { email: THEIR_READER }], ["POST", "/people/erase", { email: THEIR_READER }],
    ["GET", "/moderators"], ["PATCH", `/moderators/${theirs.moderator.id}`, { disabled: true }],
    ["GET", "/invitations"], ["POST", "/invitations", { name: "Own", role: "admin" }], ["DELETE", `/invitations/${theirs.invitation.id}`],
    ["GET", "/tokens"], ["POST", "/tokens", { name: "own", role: "admin" }], ["DELETE", `/tokens/${theirs.another.id}`],
  ];
  for (const [name, who] of Object.entries(mine))
    for (const [method, path, body] of calls) {
      const answer = await ask(method, path, { site: "evening", who, body });
      assert.equal(answer.status, 403, `${name}: ${method} ${path}`);
      assert.equal(answer.body.type, "/problems/role", `${name}: ${method} ${path}`);
    }
  const form = new URLSearchParams({ id: theirs.waiting.id, version: 1, decision: "approve", csrf: mine.admin["X-CSRF-Token"] });
  assert.equal((await ask("GET", "~/desk/plain?site=evening", { who: mine.admin })).status, 403);
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  assert.equal((await ask("POST", "~/desk/plain?site=evening", { who: mine.admin, body: form.toString(), headers })).status, 403);
  assert.deepEqual(await ledger(), untouched);
  assert.equal((await ask("GET", "/moderation/queue", { site: "evening", who: theirs.chief })).status, 200, "it is open to its own");
});

test("B7: no number of another site's is one at hers", async () => {
  const untouched = await quietLedger();
  const { waiting, shown, batch, ban, invitation, another, moderator, version, appealed } = theirs;
  const calls = [
    ["GET", `/moderation/comments/${waiting.id}`], ["POST", `/moderation/comments/${waiting.id}/reveal`, {}],
    ["POST", `/moderation/batches/${batch}/undo`, {}], ["DELETE", `/moderation/bans/${ban.id}`],
    ["GET", `/rules/versions/${version}`], ["POST", `/rules/versions/${version}/activate`, {}],
    ["PATCH", `/moderators/${moderator.id}`, { role: "moderator" }], ["DELETE", `/invitations/${invitation.id}`],
    ["DELETE", `/tokens/${another.id}`], ["POST", `/comments/${shown.id}/reports`, { reason: "rude" }],
  ];
  const fourOhFour = async (who, [method, path, body]) => {
    const answer = await ask(method, path, { who, body });
    assert.equal(answer.status, 404, `${method} ${path}: ${answer.text}`);
  };
  for (const call of calls) await fourOhFour(mine.admin, call);
  for (const call of calls.slice(0, 4)) await fourOhFour(mine.moderator, call);
  for (const [method, body] of [["GET"], ["PATCH", { text: "taken over" }], ["DELETE"]])
    await fourOhFour(receipt(waiting.receipt), [method, `/comments/${waiting.id}`, body]);
  await fourOhFour(receipt(appealed.receipt), ["POST", `/comments/${appealed.id}/appeal`, { text: "But" }]);
  for (const kind of ["author", "pseudonym", "name"]) {
    const { status } = await ask("POST", "/moderation/bans", { who: mine.admin, body: { kind, comment: waiting.id } });
    assert.equal(status, 422, `a ban of ${kind}`);
  }
  const reply = { author: "Ann", email: "ann@hidden.example", text: "an answer", parent: shown.id };
  assert.equal((await ask("POST", "/articles/1/comments", { body: reply })).status, 422, "a parent");
  const person = { email: THEIR_READER };
  assert.deepEqual((await ask("POST", "/people/export", { who: mine.admin, body: person })).body.items, []);
  assert.equal((await ask("POST", "/people/erase", { who: mine.admin, body: person })).text, '{"erased":0}');
  assert.deepEqual(await ledger(), untouched);
});

test("B7: searches, filters, claims, exports and the live stream tell of her own site alone", async () => {
  const own = await submit("main", "Said in the morning");
  const found = async (query) => (await ask("GET", `/moderation/queue?${query}`, { who: mine.moderator })).body.items.map(({ id }) => id);
  assert.deepEqual(await found("limit=100"), [own.id]);
  for (const query of ["q=evening", "section=dusk", `author_of=${theirs.waiting.id}`, "state=approved", "state=rejected", "state=rejected&q=three"])
    assert.deepEqual(await found(query), [], query);
  assert.deepEqual(await found("article=1&q=morning"), [own.id]);
  const { body: claimed } = await ask("POST", "/moderation/claims", { who: mine.moderator, body: { limit: 100 } });
  assert.deepEqual(claimed.items.map(({ id }) => id), [own.id]);
  const { body: stats } = await ask("GET", "/moderation/stats", { who: mine.moderator });
  assert.equal(stats.pending.total, 1);
  assert.ok(!("dusk" in stats.pending.sections));
  for (const path of ["/export/comments", "/export/comments?format=csv", "/audit?limit=100", "/rules/versions", "/moderators", "/tokens", "/invitations", "/moderation/bans"]) {
    const { status, text } = await ask("GET", path, { who: mine.admin });
    assert.equal(status, 200, path);
    assert.doesNotMatch(text, /evening|Eve |casino|Ivy|"archive"/i, path);
  }
  assert.match((await ask("GET", "/export/comments", { site: "evening", who: theirs.chief })).text, /evening/, "it would be seen");

  const ended = new AbortController();
  const stream = await fetch(`${service.api}/moderation/events`, { headers: mine.moderator, signal: ended.signal });
  const heard = stream.body.pipeThrough(new TextDecoderStream()).getReader();
  let all = (await heard.read()).value;
  const [elsewhere, here] = [await submit("evening", "another of theirs"), await submit("main", "another of hers")];
  while (!all.includes(`"id":${here.id},`)) all += (await heard.read()).value;
  ended.abort();
  assert.ok(!all.includes(`"id":${elsewhere.id},`), all);
});

test("B7: of a batch that mixes both sites hers is decided and written down, theirs is not there", async () => {
  const untouched = await quietLedger();
  const entries = async (who, site) => (await ask("GET", "/audit?limit=100", { who, site })).body.items;
  const own = await submit("main", "to be decided");
  const ids = [theirs.waiting, own, theirs.shown, theirs.refused, theirs.appealed];
  for (const who of [mine.moderator, mine.token])
    for (const decision of ["approve", "reject", "spam"])
      for (const version of [1, 2, 3]) {
        const { results } = await decide("main", who, ids.filter((one) => one !== own).map(({ id }) => ({ id, version, decision })));
        for (const result of results) assert.deepEqual(Object.keys(result), ["id", "status"], JSON.stringify(result));
        assert.ok(results.every(({ status }) => status === 404));
      }
  const mixed = await decide("main", mine.moderator, ids.map(({ id }) => ({ id, version: 1, decision: "reject" })));
  assert.deepEqual(mixed.results.map(({ status }) => status), [404, 200, 404, 404, 404]);
  const undone = await ask("POST", `/moderation/batches/${mixed.batch}/undo`, { who: mine.moderator });
  assert.deepEqual(undone.body.results.map(({ id, status }) => [id, status]), [[own.id, 200]]);
  assert.deepEqual(await ledger(), untouched);
  let about = [];
  for (let tries = 0; tries < 200 && about.length < 2; tries += 1, await pause(50))
    about = (await entries(mine.admin, "main")).filter(({ comment }) => ids.some(({ id }) => id === comment));
  assert.deepEqual(about.map(({ comment, decision }) => [comment, decision]).sort(), [[own.id, "reject"], [own.id, "undo"]]);
});
