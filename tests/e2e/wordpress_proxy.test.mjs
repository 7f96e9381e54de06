// README's six lines in the nginx of a WordPress site: comments come here, all else stays there, and
// without them everything is as before. The site is a stand-in that says what reached it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { ask, exchanged, freePort, startNginx } from "./proxies.mjs";
import { Service, root } from "./support.mjs";

const BURST = 5;
const readme = readFileSync(join(root, "README.md"), "utf8");
const [, block] = /^ *```nginx\n(.*?)^ *```$/ms.exec(readme);

let service;
let wordpress;
let moderator;
const proxies = {};

/** As such sites have it: files of PHP by a pattern, which must not win over the six lines. */
function site(port, lines) {
  const backend = `proxy_pass http://127.0.0.1:${wordpress.address().port};`;
  const rest = `location / { ${backend} } location ~ \\.php$ { ${backend} }`;
  return `server { listen 127.0.0.1:${port}; ${rest}\n${lines} }`;
}

async function start(lines) {
  const port = await freePort();
  return startNginx(site(port, lines), port);
}

before(async () => {
  wordpress = createServer((asked, answer) => {
    asked.resume();
    answer.setHeader("X-From", "WordPress").end(`${asked.method} ${asked.url}`);
  });
  await new Promise((done) => wordpress.listen(0, "127.0.0.1", done));
  service = await Service.start({ COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32" });
  moderator = await service.token("moderator");
  proxies.with = await start(exchanged(block, [["127.0.0.1:8080", new URL(service.url).host]]));
  proxies.without = await start("");
});
after(async () => {
  for (const proxy of Object.values(proxies)) await proxy.stop();
  await service?.stop();
  wordpress?.close();
});

/** As a reader's browser sends WordPress' form from one of its pages. */
function comment(proxy, changes = {}, from = "127.0.0.2") {
  const form = {
    comment: "A reader's words", author: "Ann Reader", email: `ann@${from}.example`, url: "", submit: "Post Comment",
    comment_post_ID: "41", comment_parent: "0", ...changes,
  };
  const headers = { Origin: proxy.url, Referer: `${proxy.url}/2026/11/late-ferry/?replytocom=0` };
  return ask(`${proxy.url}/wp-comments-post.php`, { form, headers, from });
}

test("they are six", () => assert.equal(block.trimEnd().split("\n").length, 6));

test("a comment comes here, its article by itself, and the reader goes back to her page", async () => {
  const { with: proxy } = proxies;
  const answer = await comment(proxy);
  assert.equal(answer.status, 302, answer.body.toString());
  assert.equal(answer.headers["x-from"], undefined);
  const place = /^(.*)\?unapproved=(\d+)&moderation-hash=[\w-]+#comment-\2$/.exec(answer.headers.location);
  assert.ok(place, answer.headers.location);
  assert.equal(place[1], `${proxy.url}/2026/11/late-ferry/`);
  const [stored] = (await service.allPending(moderator)).filter(({ id }) => id === Number(place[2]));
  assert.deepEqual([stored.article, stored.text], ["41", "A reader's words"]);
});

test("readers are told apart by their own addresses, not by what they claim", async () => {
  for (let n = 0; n < BURST; n += 1)
    assert.equal((await comment(proxies.with, { comment: `${n}`, email: `r${n}@example.com` }, "127.0.0.3")).status, 302);
  const sixth = await comment(proxies.with, { comment: "6", email: "r6@example.com" }, "127.0.0.3");
  assert.equal(sixth.status, 429);
  assert.equal((await comment(proxies.with, { comment: "6" }, "127.0.0.4")).status, 302);
  const ready = await ask(`${service.url}/readyz`);
  assert.deepEqual(JSON.parse(ready.body), { status: "ready" });
});

test("WordPress' refusals come through: 404 for a page that is not this site's, 405 for GET", async () => {
  const { with: proxy } = proxies;
  const unknown = await ask(`${proxy.url}/wp-comments-post.php`, { form: { comment: "x", author: "A", email: "a@example.com", comment_post_ID: "42" } });
  assert.equal(unknown.status, 404);
  const asked = await ask(`${proxy.url}/wp-comments-post.php`);
  assert.deepEqual([asked.status, asked.headers.allow], [405, "POST"]);
});

for (const path of ["/", "/2026/11/late-ferry/", "/wp-login.php", "/wp-json/wp/v2/posts", "/blog/wp-comments-post.php", "/wp-comments-post.php/x"])
  test(`${path} stays WordPress'`, async () => {
    for (const from of Object.values(proxies)) {
      const answer = await ask(from.url + path, { form: { log: "ann" } });
      assert.deepEqual([answer.headers["x-from"], answer.body.toString()], ["WordPress", `POST ${path}`]);
    }
  });

test("without the six lines comments are WordPress' again", async () => {
  const answer = await comment(proxies.without);
  assert.deepEqual([answer.headers["x-from"], answer.body.toString()], ["WordPress", "POST /wp-comments-post.php"]);
});
