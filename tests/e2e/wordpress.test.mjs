// WordPress' form, sent here unchanged: each case of its captured answers with the outcome that the
// contract gives it. Every case comes from a reader of its own (a trusted proxy says which), so
// that no rate limit but the tested one is in the way.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Service, root } from "./support.mjs";

const PATH = "/wp-comments-post.php";
const TRUSTED = { COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32" };
const REPLAY_S = 60; // a second click up to here is the first one again, later a duplicate

let service;
let moderator;
before(async () => {
  service = await Service.start(TRUSTED);
  moderator = await service.token("moderator");
  await service.command("article", "put", "7", "--url", `${service.url}/shown/`, "--premoderation", "rules");
  await service.command("article", "put", "8", "--url", `${service.url}/closed/`, "--state", "closed");
});
after(() => service?.stop());

let readers = 0;
const newReader = () => ({ "X-Forwarded-For": `198.51.100.${(readers += 1)}` });

/** The form's fields in its order, with what a case changes. */
function form(changes) {
  return {
    comment: "A text", author: "Ann O’Reader", email: `ann${readers}@example.com`, url: "",
    submit: "Post Comment", comment_post_ID: "1", comment_parent: "0", ...changes,
  };
}

async function post(changes, { to = service, headers = newReader() } = {}) {
  const answer = await to.submitForm(PATH, form(changes), headers);
  assert.equal(answer.headers.get("set-cookie"), null);
  return answer;
}

async function refused(answer, status, words) {
  assert.equal(answer.status, status);
  assert.match(answer.headers.get("content-type"), /^text\/html/);
  const html = await answer.text();
  assert.ok(html.includes("Comment Submission Failure"), html);
  assert.ok(html.includes(words), html);
}

function heldAt(answer, url) {
  assert.equal(answer.status, 302);
  const place = answer.headers.get("location");
  const parts = /^(.*)\?unapproved=(\d+)&moderation-hash=([\w-]+)#comment-(\d+)$/.exec(place);
  assert.ok(parts, place);
  assert.equal(parts[1], url);
  assert.equal(parts[2], parts[4]);
  return Number(parts[2]);
}

/** The captured bytes, with our address for WordPress'. */
function captured() {
  const bytes = readFileSync(join(root, "tests/data/wordpress_post.http"), "utf8");
  return bytes.replaceAll("127.0.0.1:8091", new URL(service.url).host).replace(/(?<!\r)\n/g, "\r\n");
}

function sendRaw(bytes) {
  const { hostname, port } = new URL(service.url);
  return new Promise((done, fail) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on("data", (piece) => {
      answer += piece;
      if (answer.includes("\r\n\r\n")) socket.end();
    });
    socket.on("close", () => done(answer));
    socket.on("error", fail);
    socket.setTimeout(10_000, () => fail(new Error("no answer")));
  });
}

test("the captured POST is stored pending and answered 302", async () => {
  const answer = await sendRaw(captured());
  assert.match(answer, /^HTTP\/1\.1 302 Found\r\n/);
  assert.doesNotMatch(answer, /set-cookie/i);
  const place = /\r\nLocation: (.*)\r\n/.exec(answer)[1];
  const [, id] = /\?unapproved=(\d+)&moderation-hash=[\w-]+#comment-\1$/.exec(place);
  const [stored] = (await service.allPending(moderator)).filter((one) => one.id === Number(id));
  assert.equal(stored.state, "pending");
  assert.equal(stored.author, "Ann O’Reader");
  assert.equal(stored.article, "1");
  assert.equal(
    stored.text,
    "I read this twice & still disagree — the vote was 7–2.\n\nSee https://example.org/minutes",
  );
});

test("held for moderation", async () => {
  heldAt(await post({ comment: "held" }), `${service.url}/demo/`);
});

test("with the cookie-consent box ticked: no cookie all the same", async () => {
  const changes = { comment: "second text with consent", "wp-comment-cookies-consent": "yes" };
  heldAt(await post(changes), `${service.url}/demo/`);
});

test(`duplicate: the same answer within ${REPLAY_S} s, 409 after it`, async () => {
  const twice = { comment: "said twice", email: "twice@example.com" };
  const headers = newReader();
  const first = await post(twice, { headers });
  const second = await post(twice, { headers });
  assert.equal(second.status, 302);
  assert.equal(second.headers.get("location"), first.headers.get("location"));
  await pause((REPLAY_S + 1) * 1000);
  await refused(await post(twice, { headers }), 409, "Duplicate comment detected; it looks as though you’ve already said that!");
  assert.equal((await post(twice)).status, 302, "somebody else is not told that the address was right");
});

test("flood from one address: the 6th at once (burst = 5) is 429", async () => {
  const headers = newReader();
  for (let n = 0; n < 5; n += 1) {
    const answer = await post({ comment: `n${n}`, email: `flood${n}@example.com` }, { headers });
    assert.equal(answer.status, 302);
  }
  const sixth = await post({ comment: "n5", email: "flood5@example.com" }, { headers });
  assert.match(sixth.headers.get("retry-after"), /^[1-9]\d*$/);
  await refused(sixth, 429, "You are posting comments too quickly. Slow down.");
});

test("flood by one e-mail address from six network addresses is 429", async () => {
  for (let n = 0; n < 5; n += 1)
    assert.equal((await post({ comment: `m${n}`, email: "storm@example.com" })).status, 302);
  const sixth = await post({ comment: "m5", email: "Storm@example.com" });
  await refused(sixth, 429, "You are posting comments too quickly. Slow down.");
});

const faulty = [
  ["missing name and email", { author: "", email: "" }, "Error: Please fill the required fields."],
  ["invalid email", { email: "not-an-address" }, "Error: Please enter a valid email address."],
  ["empty comment", { comment: "   " }, "Error: Please type your comment text."],
  ["name longer than 245", { author: "n".repeat(246) }, "Error: Your name is too long."],
  ["comment longer than 65525", { comment: "y".repeat(65_526) }, "Error: Your comment is too long."],
];
for (const [name, changes, words] of faulty)
  test(`${name}: 422 with WordPress' text`, async () => refused(await post(changes), 422, words));

test("the reader's text comes back with a refusal", async () => {
  const answer = await post({ email: "nowhere", comment: "Kept <i>words</i>" });
  assert.match(await answer.text(), /Kept &lt;i&gt;words&lt;\/i&gt;/);
});

test("the longest comment that fits is taken", async () => {
  assert.equal((await post({ comment: "é".repeat(32_762) + "e" })).status, 302);
});

test("unknown article: 404", async () => {
  await refused(await post({ comment_post_ID: "99999" }), 404, "this article does not take comments");
});

for (const number of ["07", "+7", "7.0", " 7x", "", "-7", "9".repeat(30)])
  test(`article number "${number}" is none`, async () => {
    assert.equal((await post({ comment_post_ID: number })).status, 404);
  });

test("parent that does not exist: 403", async () => {
  await refused(await post({ comment: "x4", comment_parent: "77777" }), 403,
    "Sorry, replies to unapproved comments are not allowed.");
});

test("parent that waits for a moderator: 403; approved: held below it", async () => {
  const parent = heldAt(await post({ comment: "a parent" }), `${service.url}/demo/`);
  const reply = { comment: "a reply", comment_parent: String(parent) };
  assert.equal((await post(reply)).status, 403);
  const [result] = await service.decide(moderator, [{ id: parent, version: 1, decision: "approve" }]);
  assert.equal(result.status, 200);
  const id = heldAt(await post(reply), `${service.url}/demo/`);
  const [stored] = (await service.allPending(moderator)).filter((one) => one.id === id);
  assert.equal(stored.parent, parent);
});

test("HTML in the comment is kept as the text it is", async () => {
  const comment = '<b>bold</b> <script>alert(1)</script> <a href="javascript:x" onclick="y">l</a>';
  const id = heldAt(await post({ comment }), `${service.url}/demo/`);
  const [stored] = (await service.allPending(moderator)).filter((one) => one.id === id);
  assert.equal(stored.text, comment);
});

test("GET: 405 with Allow", async () => {
  const answer = await fetch(service.url + PATH);
  assert.equal(answer.status, 405);
  assert.equal(answer.headers.get("allow"), "POST");
});

test("a blocked word answers like any held comment (the shipped list has 'viagra')", async () => {
  heldAt(await post({ comment: "cheap viagra here", comment_post_ID: "7" }), `${service.url}/shown/`);
});

test("comments closed: 403", async () => {
  await refused(await post({ comment_post_ID: "8" }), 403, "Sorry, comments are closed for this item.");
});

test("published at once (premoderation = rules): 302 to the comment", async () => {
  const answer = await post({ comment: "x7 published at once", comment_post_ID: "7" });
  assert.equal(answer.status, 302);
  assert.match(answer.headers.get("location"), /\/shown\/#comment-\d+$/);
});

test("more links than links_max (2): held although premoderation = rules", async () => {
  const comment = "http://a.example http://b.example http://c.example";
  heldAt(await post({ comment, comment_post_ID: "7" }), `${service.url}/shown/`);
});

test("arrays, unknown and missing fields do no harm; a field twice is 400", async () => {
  assert.equal((await post({ comment: "extra", "phone[]": "1", ak_js_1: "2", redirect_to: "https://evil.example/" })).status, 302);
  const twice = [...Object.entries(form({})), ["comment", "again"]];
  assert.equal((await service.submitForm(PATH, twice, newReader())).status, 400);
});

test("under /sites/NAME the same; an unknown site is 404", async () => {
  const named = (site) => service.submitForm(`/sites/${site}${PATH}`, form({ comment: "by name" }), newReader());
  assert.equal((await named("main")).status, 302);
  assert.equal((await named("other")).status, 404);
});

test("wordpress_statuses = true: its own 200s, and an empty page for an unknown article", async () => {
  const like = await Service.start({ ...TRUSTED, COPYTASTER_SITES_MAIN_WORDPRESS_STATUSES: "true" });
  try {
    for (const [, changes, words] of faulty) await refused(await post(changes, { to: like }), 200, words);
    const unknown = await post({ comment_post_ID: "99999" }, { to: like });
    assert.deepEqual([unknown.status, await unknown.text()], [200, ""]);
    assert.equal((await post({ comment_parent: "77777" }, { to: like })).status, 403);
  } finally {
    await like.stop();
  }
});
