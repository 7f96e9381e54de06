// What must work through any proxy, as one reader after the other would find out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import { ask, listen } from "./proxies.mjs";

const TEXT_BYTES_MAX = 65_525;
const BURST = 5;
const SOON_MS = 5_000; // a buffered event would wait for a page of others

let readers = 10;
/** An address of loopback that nobody has used yet. */
const newReader = () => `127.0.0.${(readers += 1)}`;

/** `there()` gives `{proxy, token, exporter}` of the tests' file, `trailers` whether the proxy knows them. */
export function proxyCases(there, { trailers }) {
  const site = () => `${there().proxy.url}/api/v1/sites/main`;
  const as = (token) => ({ Authorization: `Bearer ${token}` });
  const article = () => `${site()}/articles/1/comments`;
  const submit = (text, { from = newReader(), headers } = {}) =>
    ask(article(), { from, headers, json: { author: "Ann", email: `ann@${from}.example`, text } });

  async function submitted(text, options) {
    const answer = await submit(text, options);
    assert.equal(answer.status, 202, answer.body.toString());
    return JSON.parse(answer.body).id;
  }

  async function approve(id) {
    const decisions = [{ id, version: 1, decision: "approve" }];
    const answer = await ask(`${site()}/moderation/decisions`, { headers: as(there().token), json: { decisions } });
    assert.equal(JSON.parse(answer.body).results[0].status, 200, answer.body.toString());
  }

  test("a comment is submitted, approved and read", async () => {
    await approve(await submitted("Through the proxy and back"));
    const { body } = await ask(article());
    assert.ok(body.includes("Through the proxy and back"), body.toString());
  });

  test("readers' addresses come through, and a made-up X-Forwarded-For does not", async () => {
    const from = newReader();
    const forged = (n) => ({ "X-Forwarded-For": `198.51.100.${n}` });
    for (let n = 0; n < BURST; n += 1)
      await submitted(`${n}`, { from, headers: forged(n) });
    const email = "another@example.com";
    const again = { from, headers: forged(99), json: { author: "Bob", email, text: "one too many" } };
    const refused = await ask(article(), again);
    assert.equal(refused.status, 429);
    assert.match(refused.headers["retry-after"], /^[1-9]\d*$/);
    assert.equal((await ask(article(), { ...again, from: newReader() })).status, 202);
    const ready = await ask(`${there().proxy.url}/readyz`);
    assert.deepEqual(JSON.parse(ready.body), { status: "ready" }, "the service trusts this proxy");
  });

  test("the host comes through: this site's own page makes its article known", async () => {
    const { url } = there().proxy;
    const headers = { Origin: url, Referer: `${url}/news/ferry/?page=2` };
    const form = { author: "Ann", email: "ann@origin.example", text: "first", parent: "" };
    const answer = await ask(`${site()}/articles/ferry/comments`, { from: newReader(), headers, form });
    assert.equal(answer.status, 303, answer.body.toString());
    assert.ok(answer.headers.location.startsWith(`${url}/news/ferry/?comment=`), answer.headers.location);
    const strange = { ...headers, Origin: "https://elsewhere.example" };
    const refused = await ask(`${site()}/articles/ferry/comments`, {
      from: newReader(), headers: strange, json: { author: "Ann", email: "ann@origin.example", text: "second" },
    });
    assert.equal(refused.status, 403);
  });

  test("events are not held back", async () => {
    const events = listen(`${site()}/moderation/events`, as(there().token));
    const answer = await events.opened;
    assert.equal(answer.headers["content-type"], "text/event-stream");
    const id = await submitted("while somebody listens");
    const began = performance.now();
    await approve(id);
    const told = await events.next("comment.decided");
    assert.ok(told.includes(`data: {"id":${id},`), told);
    assert.ok(performance.now() - began < SOON_MS);
    events.close();
  });

  test("the longest text goes through; longer ones are refused by the service itself", async () => {
    await submitted("é".repeat((TEXT_BYTES_MAX - 1) / 2) + "e");
    assert.equal((await submit("e".repeat(TEXT_BYTES_MAX + 1))).status, 422);
    const large = await submit("e".repeat(300_000));
    assert.equal(large.status, 413);
    assert.match(large.headers["content-type"], /^application\/problem\+json/);
  });

  test("who asks before sending a body (Expect: 100-continue) is told to", async () => {
    await submitted("waited for 100 Continue", { headers: { Expect: "100-continue" } });
  });

  test("long headers go through", async () => {
    const cookie = `consent=${"x".repeat(7_000)}`;
    assert.equal((await ask(article(), { headers: { Cookie: cookie } })).status, 200);
  });

  test("gzip is the service's own, and what has not changed is 304", async () => {
    for (let n = 0; n < 3; n += 1) await approve(await submitted(`Long enough to be worth it. ${"words ".repeat(200)}${n}`));
    const plain = await ask(article());
    const packed = await ask(article(), { headers: { "Accept-Encoding": "gzip" } });
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    for (const { headers } of [plain, packed]) {
      assert.match(headers.etag, /^"/, "a strong one");
      const again = await ask(article(), { headers: { "If-None-Match": headers.etag, "Accept-Encoding": "gzip" } });
      assert.deepEqual([again.status, again.body.length], [304, 0]);
    }
  });

  test(`an export ends with its cursor${trailers ? ", in the trailer as well" : "; the trailer is lost"}`, async () => {
    const exported = await ask(`${site()}/export/comments?format=ndjson`, { headers: as(there().exporter) });
    const { next } = JSON.parse(exported.body.toString().trimEnd().split("\n").at(-1));
    assert.equal(typeof next, "string");
    assert.equal(exported.trailers["copytaster-next-cursor"], trailers ? next : undefined);
  });

  test("what the proxy logs names no reader, no token and no receipt", async () => {
    const receipt = JSON.parse((await submit("with a receipt")).body).receipt;
    await ask(`${there().proxy.url}/receipt/main/1/${receipt}`, { from: newReader() });
    const logged = there().proxy.logged();
    for (const word of [receipt, there().token]) assert.ok(!logged.includes(word), logged);
    assert.doesNotMatch(logged, /127\.0\.0\.[1-9]\d/);
  });
}
