// Rows that today's rules would refuse, written by older ones or by hand: one of them spoils no
// list, no export and no start.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { World } from "./world.mjs";

const poison = {
  "a text beyond every limit": "text = repeat('long ', 40000)",
  "an empty text": "text = ''",
  "an address in the text": "text = 'write to ann@example.com'",
  "control characters": "text = E'bell \\x07 escape \\x1b[31m backspace \\x08', author = E'a\\x01b'",
  "markup": "text = '</script><script>alert(1)</script>', author = '<b onmouseover=alert(1)>'",
  "a website that is a script": "url = 'javascript:alert(1)'",
  "a website that is none": "url = 'no url at all \" onclick=x'",
  "no author": "author = ''",
  "characters of no meaning": "text = U&'\\FFFE \\FFFF \\202E backwards', author = U&'\\200B'",
  "a verdict that is no JSON": "verdict = 'not json'",
  "an empty verdict": "verdict = ''",
  "a parent that is not there": "parent_id = 999999999",
  "a parent that is itself": "parent_id = id",
  "a time before time": "created_at = '0099-01-01'",
  "a time far ahead": "created_at = '9999-12-31'",
};

let world;
let exporter;
before(async () => {
  world = await World.open("poison");
  exporter = await world.service.token("exporter");
});
after(() => world?.close());

async function comment(article, text) {
  const answer = await world.service.submit({ author: "Ann", email: "ann@example.com", text }, { article });
  return (await answer.json()).id;
}

async function asked(path, token) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const answer = await fetch(world.service.api + path, { headers });
  return { status: answer.status, text: await answer.text() };
}

for (const [name, change] of Object.entries(poison)) {
  test(`${name} spoils no list`, async () => {
    const shown = await comment("shown", `${name}, shown`);
    const held = await comment("held", `${name}, held`);
    const neighbour = await comment("shown", `beside ${name}`);
    await world.cluster.ask(`UPDATE comment SET ${change} WHERE id IN (${shown}, ${held})`);
    try {
      const thread = await asked("/articles/shown/comments?limit=100");
      assert.equal(thread.status, 200, "thread");
      assert.ok(JSON.parse(thread.text).items.some(({ id }) => id === neighbour));
      const queue = await asked("/moderation/queue?limit=100", world.token);
      assert.equal(queue.status, 200, "queue");
      assert.ok(JSON.parse(queue.text).items.some(({ id }) => id === held), "the queue shows it");
      for (const format of ["ndjson", "csv"]) {
        const all = await asked(`/export/comments?format=${format}`, exporter);
        assert.equal(all.status, 200, format);
        assert.ok(all.text.includes(`beside ${name}`), `${format} holds its neighbour`);
        if (format === "ndjson") assert.ok(all.text.trim().split("\n").map((line) => JSON.parse(line)).at(-1).next);
      }
      const demo = await fetch(`${world.url()}/demo/`);
      assert.equal(demo.status, 200);
      const [decided] = await world.service.decide(world.token, [{ id: held, version: 1, decision: "reject" }]);
      assert.equal(decided.status, 200, "it can be decided");
    } finally {
      await world.cluster.ask(`DELETE FROM queue WHERE comment_id IN (${shown}, ${held}); DELETE FROM comment WHERE id IN (${shown}, ${held})`);
    }
  });
}
