// Strings that broke other programs, as name, website and text: each is refused with a reason at
// its field or comes back as it was, and in Chromium nothing of it runs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { files, strings } from "./hostile_strings.mjs";
import { Service, needs, openBrowser, watchedPage } from "./support.mjs";

const MARKER = "[email hidden]";
const PER_PAGE = 100;
const real = needs(...files);

let service;
let browser;
let moderator;
before(async () => {
  service = await Service.start({ COPYTASTER_INTAKE_PER_MINUTE: "1000", COPYTASTER_INTAKE_BURST: "10000" });
  browser = await openBrowser();
  moderator = await service.token("moderator");
});
after(async () => {
  await browser?.close();
  await service?.stop();
});

/** What PHP's trim, and so our form, takes off the ends of a line. */
const trimmed = (text) => text.replace(/^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, "");

const expected = {
  author: (sent) => trimmed(sent),
  text: (sent) => sent.replaceAll("\r\n", "\n"),
  url: (sent) => (trimmed(sent) === "" ? undefined : trimmed(sent)),
};

const sent = new Map();

async function submitAll(field) {
  for (const [n, value] of strings().entries()) {
    const comment = { author: "A", email: `${field}${n}@example.com`, text: `${field} ${n}`, [field]: value };
    const answer = await service.submit(comment);
    const body = await answer.json();
    const what = `${field} ${JSON.stringify(value)}: ${JSON.stringify(body)}`;
    if (answer.status === 422) {
      assert.equal(body.errors[0].field, field, what);
      assert.match(body.errors[0].reason, /\w/, what);
    } else {
      assert.equal(answer.status, 202, what);
      sent.set(body.id, { field, value });
    }
  }
}

for (const field of ["author", "url", "text"])
  test(`every string as ${field} is taken or refused with a reason`, real, () => submitAll(field));

test("what was taken comes back as it was", real, async () => {
  const approved = await service.approveAll(moderator);
  assert.equal(approved, sent.size);
  let read = 0;
  for await (const items of service.pages("/articles/1/comments", moderator)) {
    for (const item of items) {
      const { field, value } = sent.get(item.id);
      const wanted = expected[field](value);
      const came = item[field];
      read += 1;
      if (came === wanted || came?.includes(MARKER)) continue;
      if (field === "url" && (came === `https://${wanted}` || came === undefined)) continue;
      if (field === "url" && came?.toLowerCase() === wanted.toLowerCase()) continue; // HTTP://
      if (field === "author" && came === "Reader") continue; // masked whole
      assert.equal(came, wanted);
    }
  }
  assert.equal(read, sent.size);
});

test("the demo page shows all of it and runs none of it", real, async () => {
  const page = await watchedPage(browser);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  let shown = 0;
  for (let path = "/demo/"; path; ) {
    await page.goto(service.url + path);
    assert.match(await page.title(), /The Wenlow Courier$/);
    shown += await page.locator("li.comment").count();
    const strange = await page.evaluate(() => {
      const allowed = { P: [], BR: [], A: ["href", "rel"] };
      const inside = [...document.querySelectorAll(".comment-text *, .comment-author *")];
      return inside
        .filter(({ tagName, attributes }) => [...attributes].some(({ name }) => !allowed[tagName]?.includes(name)) || !(tagName in allowed))
        .map(({ outerHTML }) => outerHTML);
    });
    assert.deepEqual(strange, []);
    const links = await page.locator(".comment a[rel]").evaluateAll((all) => all.map(({ protocol }) => protocol));
    assert.deepEqual(links.filter((protocol) => !/^https?:$/.test(protocol)), []);
    const more = page.locator(".more a");
    path = (await more.count()) > 0 ? await more.getAttribute("href") : undefined;
  }
  assert.equal(shown, sent.size);
  assert.ok(sent.size > PER_PAGE);
  assert.deepEqual(page.faults, []);
  const elsewhere = asked.filter((url) => !url.startsWith(service.url));
  assert.deepEqual(elsewhere, []);
});
