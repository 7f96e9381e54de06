// What went wrong in other comment systems (each named beside its test), tried on this one from outside.
//
// Who may do what, by the number that stands in the tests about it, here and elsewhere:
//   B1 calls without a credential    B8 comments in another's queue   B15 forms of strangers
//   B2 members that nobody may set   B9 signing as somebody else      B16 redirects anywhere
//   B3 addresses told                B10 edits that no rule sees      B18 guessing, and being shut out by it
//   B4 hashes of them told           B11 links that act when opened   B19 names told by refusals
//   B5 settings and versions told    B12 links that live on           B20 codes that are good twice
//   B6 hidden comments shown         B13 sessions that live on        B21 links of before a change
//   B7 moderators beyond their site  B14 CSRF tokens of others

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";

import { account, session } from "./asking.mjs";
import { Service } from "./support.mjs";

const SITES = { main: "main", evening: "evening" };
const CANARY = "Canary.Bird+7@hidden.example";
const AGENT = "CanaryBrowser/7.7";
const WRITERS = 8;
const EACH = process.env.COPYTASTER_TEST_LONG ? 625 : 100;
const GUESSES = 60;

let service;
let tokens;

before(async () => {
  service = await Service.start({
    COPYTASTER_INTAKE_PER_MINUTE: "100000",
    COPYTASTER_INTAKE_BURST: "100000",
    COPYTASTER_INTAKE_PENDING_MAX: "100000",
    COPYTASTER_SITES_MAIN_HOSTS: "main.example",
    COPYTASTER_SITES_EVENING_HOSTS: "evening.example",
  });
  const tokenAt = async (site) => {
    const { stdout } = await service.command("token", "create", "--role", "admin", "--name", "admin", "--site", site);
    return stdout.trim();
  };
  tokens = { main: await tokenAt("main"), evening: await tokenAt("evening") };
});
after(async () => service?.stop());

const api = (site) => `${service.url}/api/v1/sites/${site}`;

async function ask(method, path, { site = "main", token, body, headers = {} } = {}) {
  const sent = { "User-Agent": AGENT, ...headers };
  if (body !== undefined) sent["Content-Type"] ??= "application/json";
  if (token) sent.Authorization = `Bearer ${token}`;
  const url = path.startsWith("/~") ? service.url + path.slice(2) : api(site) + path;
  return fetch(url, { method, headers: sent, redirect: "manual", body: typeof body === "object" ? JSON.stringify(body) : body });
}
const json = async (answer) => JSON.parse(await answer.text());

async function articleAt(site, key) {
  const body = { url: `https://${site}.example/${key}`, section: "city" };
  assert.equal((await ask("PUT", `/articles/${key}`, { site, token: tokens[site], body })).status, 201);
}

async function submit(comment, { site = "main", article = "1" } = {}) {
  const answer = await ask("POST", `/articles/${article}/comments`, { site, body: comment });
  assert.equal(answer.status, 202, await answer.clone().text());
  return json(answer);
}
const comment = (n, text = `A remark, number ${n}`) => ({ author: `Reader ${n}`, email: `r${n}@hidden.example`, text });

/** All that waits at a site. */
async function waiting(site) {
  const items = [];
  for (let cursor = ""; ; ) {
    const page = await json(await ask("GET", `/moderation/queue?limit=100${cursor}`, { site, token: tokens[site] }));
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}
async function approve({ id, version }, site = "main") {
  const body = { decisions: [{ id, version, decision: "approve" }] };
  const { results } = await json(await ask("POST", "/moderation/decisions", { site, token: tokens[site], body }));
  assert.equal(results[0].status, 200);
}

// Valine took any member that a client sent; Discourse privileged ones (CVE-2026-28219).
test("B2: no member, field or parameter makes a comment more than a reader's", async () => {
  const claims = {
    state: "approved", status: "approved", version: 99, id: 4_711, created_at: "2001-01-01T00:00:00Z", is_moderator: true,
    staff: true, role: "admin", score: -100, site_id: 2, site: "evening", pinned: true, published_at: "2001-01-01T00:00:00Z",
    verdict: { state: "approved" },
  };
  const made = await submit({ ...comment("mass"), ...claims });
  assert.equal(made.state, "pending");
  const inQuery = await ask("POST", "/articles/1/comments?state=approved&status=approved&role=admin", { body: comment("query") });
  assert.equal((await json(inQuery)).state, "pending");
  const form = new URLSearchParams({ ...comment("form"), state: "approved", status: "1", comment_approved: "1" }).toString();
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await ask("POST", "/articles/1/comments", { body: form, headers });
  assert.match(answer.headers.get("location"), /state=pending/);
  const old = new URLSearchParams({
    comment_post_ID: "1", author: "Reader wordpress", email: "w@hidden.example", comment: "By the old form", comment_parent: "0",
    comment_approved: "1", approved: "1", user_id: "1", user_ID: "1", status: "approve", role: "administrator",
  }).toString();
  const byWordpress = await ask("POST", "/~/sites/main/wp-comments-post.php", { body: old, headers });
  assert.match(byWordpress.headers.get("location"), /unapproved=/);
  const twice = '{"author":"Twice","email":"t@hidden.example","text":"a","text":"b"}';
  assert.equal((await ask("POST", "/articles/1/comments", { body: twice, headers: { "Content-Type": "application/json" } })).status, 400);

  const edit = await ask("PATCH", `/comments/${made.id}`, {
    headers: { Authorization: `Receipt ${made.receipt}` },
    body: { text: "Edited", ...claims },
  });
  assert.equal(edit.status, 200, await edit.clone().text());
  const here = (await waiting("main")).filter(({ author }) => /mass|query|form|wordpress/.test(author));
  assert.equal(here.length, 4);
  for (const one of here) {
    assert.equal(one.state, "pending");
    assert.ok(one.created_at > "2026-01-01");
    assert.notEqual(one.id, 4_711);
    assert.equal(one.staff ?? false, false);
  }
  assert.equal((await waiting("evening")).length, 0);
  const shown = await json(await ask("GET", "/articles/1/comments"));
  assert.equal(shown.total, 0);
});

// Isso published addresses "since the very first release"; Disqus and Waline their MD5; Coral 4 asked nobody.
test("B3, B4: no public answer holds an address, a hash of it, or the browser's name", async () => {
  const address = CANARY.toLowerCase();
  const made = await submit({ author: "Canary", email: CANARY, text: `Write to ${CANARY} soon`, url: "bird.example" });
  const [mine] = (await waiting("main")).filter(({ id }) => id === made.id);
  assert.ok(!JSON.stringify(mine).toLowerCase().includes(address), "the queue");
  await approve(mine);
  const forbidden = [AGENT];
  for (const form of [CANARY, address, CANARY.toUpperCase(), address.replace("+7", "")]) {
    forbidden.push(form, encodeURIComponent(form), Buffer.from(form).toString("base64"), Buffer.from(form).toString("hex"));
    for (const kind of ["md5", "sha1", "sha256", "sha512"])
      for (const code of ["hex", "base64", "base64url"]) forbidden.push(createHash(kind).update(form).digest(code));
  }
  const paths = [
    "/articles/1/comments", "/articles/1/comments?order=newest", "/articles/1/thread.html", "/articles/1/feed.atom",
    "/counts?articles=1", `/comments/${made.id}`, `/~/demo/`, "/~/embed.js", "/~/openapi.yaml", "/~/healthz", "/~/readyz",
    "/~/nowhere", `/~/receipt/main/${made.id}/${made.receipt}`, "/~/metrics", "/~/desk/login",
  ];
  for (const path of paths) {
    for (const headers of [{}, { Authorization: `Receipt ${made.receipt}` }, { Authorization: `Bearer ${tokens.main}` }]) {
      const answer = await ask("GET", path, { headers });
      const all = JSON.stringify([...answer.headers]) + (await answer.text());
      for (const word of forbidden)
        assert.ok(!all.toLowerCase().includes(word.toLowerCase()), `${path} tells ${word}`);
    }
  }
  const seen = await (await ask("GET", "/articles/1/comments")).text();
  assert.ok(seen.includes("[email hidden]"));
  const { stdout } = await service.command("export", "--format", "ndjson", "--site", "main");
  for (const word of forbidden) assert.ok(!stdout.includes(word), `the export tells ${word}`);
  const log = await service.allLogged();
  for (const word of forbidden) assert.ok(!log.includes(word), `the log tells ${word}`);
});

// Twikoo's public settings held an API key, Waline's headers its version.
test("B5: nobody is told what runs here, or what it is set to", async () => {
  for (const path of ["/healthz", "/readyz", "/", "/demo/", "/nowhere", "/api/v1/config", "/api/v1/settings", "/.env", "/server-status"])
    for (const method of ["GET", "OPTIONS", "POST", "PROPFIND"]) {
      const answer = await ask(method, `/~${path}`);
      const headers = JSON.stringify([...answer.headers]);
      assert.doesNotMatch(headers, /server|x-powered-by|pistache|postgres|copytaster\//i, path);
      assert.doesNotMatch(await answer.text(), /pistache|libpqxx|postgres|libsodium/i, path);
    }
  assert.equal((await ask("GET", "/~/metrics")).status, 404);
});

// WordPress before 5.4.2 gave pending comments to whoever had the link; Discourse told of hidden ones.
test("B6: what waits or was refused changes no public byte", async () => {
  await articleAt("main", "still");
  const publicPages = ["/articles/still/comments", "/articles/still/comments?order=newest&limit=1", "/articles/still/thread.html", "/articles/still/feed.atom", "/counts?articles=still"];
  const look = async () => {
    const all = [];
    for (const path of publicPages) {
      const answer = await ask("GET", path);
      const headers = [...answer.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
      all.push([path, answer.status, headers, await answer.text()]);
    }
    return all;
  };
  const first = await submit(comment("still"), { article: "still" });
  await approve((await waiting("main")).find(({ id }) => id === first.id));
  const before = await look();
  const ids = [];
  for (const parent of [null, first.id]) ids.push((await submit({ ...comment("hidden"), parent, text: `Hidden ${parent}` }, { article: "still" })).id);
  assert.deepEqual(await look(), before, "pending");
  for (const [at, decision] of ["reject", "spam"].entries()) {
    const { id, version } = (await waiting("main")).find((one) => one.id === ids[at]);
    await ask("POST", "/moderation/decisions", { token: tokens.main, body: { decisions: [{ id, version, decision }] } });
  }
  assert.deepEqual(await look(), before, "refused");
  const link = await ask("GET", `/~/receipt/main/${first.id}/${first.receipt}`);
  assert.match(link.headers.get("x-robots-tag"), /noindex/);
  assert.match(link.headers.get("cache-control"), /no-store/);
  assert.equal((await ask("GET", `/~/receipt/main/${ids[0]}/${first.receipt}`)).status, 404);
});

// Disqus put 500,000 comments of other sites into one site's queue.
test("B8, B7: two sites written to at once keep each their own", async () => {
  for (const site of Object.values(SITES)) await articleAt(site, "busy");
  const mine = { main: new Set(), evening: new Set() };
  const write = async (site, writer) => {
    for (let n = 0; n < EACH; n += 1) {
      const text = `${site} writer ${writer} number ${n}`;
      mine[site].add(`${(await submit({ ...comment(`${writer}-${n}`, text) }, { site, article: "busy" })).id} ${text}`);
    }
  };
  const all = [];
  for (const site of Object.values(SITES)) for (let writer = 0; writer < WRITERS; writer += 1) all.push(write(site, writer));
  await Promise.all(all);
  for (const site of Object.values(SITES)) {
    const here = (await waiting(site)).filter(({ article }) => article === "busy");
    assert.deepEqual(new Set(here.map(({ id, text }) => `${id} ${text}`)), mine[site], site);
  }
  // Discourse's moderators reached beyond their scope (CVE-2026-32615).
  const theirs = (await waiting("evening"))[0];
  const own = (await waiting("main")).find(({ article }) => article === "busy");
  const body = { decisions: [own, theirs].map(({ id, version }) => ({ id, version, decision: "spam" })) };
  const { results } = await json(await ask("POST", "/moderation/decisions", { token: tokens.main, body }));
  assert.deepEqual(results.map(({ status }) => status), [200, 404]);
  assert.equal((await waiting("evening")).find(({ id }) => id === theirs.id).version, theirs.version);
  assert.equal((await ask("GET", "/moderation/queue", { site: "evening", token: tokens.main })).status, 403);
});

// Cusdis approved by GET; mail programs follow links before people do.
test("B11: no GET, HEAD or OPTIONS does anything, however often and with whatever headers", async () => {
  const made = await submit(comment("linked"));
  const chief = await session(service, await account(service, "Chief of links", "admin", "--site", "main"));
  const invited = await json(await ask("POST", "/invitations", { body: { name: "Invited", role: "moderator" }, headers: chief }));
  const invitation = `/~${new URL(invited.link).pathname}`;
  assert.ok(Date.parse(invited.expires_at) - Date.now() <= 72 * 3_600_000);
  const paths = [
    invitation, `${invitation}?password=${"long enough ".repeat(2)}`,
    `/~/receipt/main/${made.id}/${made.receipt}`, `/~/receipt/main/${made.id}/${made.receipt}?withdraw=1&action=withdraw`,
    `/comments/${made.id}?_method=DELETE`, "/moderation/decisions?decision=approve", "/~/desk/logout",
  ];
  for (const path of paths)
    for (const method of ["GET", "HEAD", "OPTIONS"])
      for (const headers of [{}, { Purpose: "prefetch", "Sec-Purpose": "prefetch;prerender" }, { "X-HTTP-Method-Override": "DELETE" }])
        for (let again = 0; again < 3; again += 1)
          await ask(method, path, { headers: { Authorization: `Receipt ${made.receipt}`, ...headers } });
  const [mine] = (await waiting("main")).filter(({ id }) => id === made.id);
  assert.deepEqual([mine.state, mine.version], ["pending", made.version]);
  const join = () => ask("POST", invitation, {
    body: "password=long+enough+to+be+one", headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: service.url },
  });
  assert.equal((await join()).status, 303, "it has not been used up");
  assert.equal((await join()).status, 404, "it is now");
});

// Remark42 redirected wherever its caller wished.
test("B16: signing in leads nowhere but to the desk", async () => {
  const { stdout } = await service.command("moderator", "add", "Rhea", "--role", "moderator", "--site", "main");
  const code = stdout.trim();
  for (const next of ["//evil.example", "https:evil.example", "/\\evil.example", "/%2f/evil.example", "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1"]) {
    const page = await ask("GET", `/~/desk/login?next=${next}`);
    assert.ok(!(await page.text()).includes("evil"), next);
    const headers = { "Content-Type": "application/x-www-form-urlencoded", Origin: service.url };
    const wrong = await ask("POST", `/~/desk/login?next=${next}`, { body: `code=wrong&next=${next}`, headers });
    assert.equal(wrong.headers.get("location"), null, next);
  }
  const headers = { "Content-Type": "application/x-www-form-urlencoded", Origin: service.url };
  const signed = await ask("POST", "/~/desk/login?next=//evil.example", { body: `code=${code}&next=//evil.example`, headers });
  assert.equal(signed.status, 303);
  assert.equal(signed.headers.get("location"), "/desk/");
});

// Comentario slept for strangers only; its XSRF key was the hash of nothing.
test("B19: a name that nobody has is refused like one that somebody has", async () => {
  const { stdout } = await service.command("moderator", "add", "Known", "--role", "moderator", "--site", "main");
  const first = await ask("POST", "/~/api/v1/session", { body: { code: stdout.trim() }, headers: { Origin: service.url } });
  const cookie = first.headers.get("set-cookie").split(";")[0];
  const { csrf } = await json(first);
  const set = await ask("PUT", "/~/api/v1/session/password", {
    body: { new: "a good long password" }, headers: { Cookie: cookie, Origin: service.url, "X-CSRF-Token": csrf },
  });
  assert.ok(set.ok, await set.text());
  const refused = async (name) => {
    const answer = await ask("POST", "/~/api/v1/session", { body: { name, password: "wrong" }, headers: { Origin: service.url } });
    const { status, type, detail } = await json(answer);
    return JSON.stringify([answer.status, status, type, type.endsWith("attempts") ? "" : detail]);
  };
  const known = new Set();
  const unknown = new Set();
  for (let n = 0; n < GUESSES && known.size < 2; n += 1) {
    known.add(await refused("Known"));
    unknown.add(await refused("Nobody"));
  }
  assert.deepEqual(known, unknown);
});
