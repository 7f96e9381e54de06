// Rules that change while comments come in: small sets very often, and large ones. No request is
// lost, and what a set took is given back with it.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";

import { cycles } from "./chance.mjs";
import { World } from "./world.mjs";

const RSS_GROWTH_MB_MAX = 64;
const TERMS = 50_000;

let world;
let editor;
before(async () => {
  world = await World.open("reloads");
  editor = await world.service.token("editor");
});
after(() => world?.close());

const rssMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${world.service.child.pid}/status`, "utf8"))[1]) / 1024;

async function put(files) {
  const answer = await fetch(`${world.service.api}/rules`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${editor}`, "Content-Type": "application/json" },
    body: JSON.stringify({ files }),
  });
  assert.ok(answer.status === 200 || answer.status === 201, `${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer().catch(() => undefined);
}

const list = (id) => `[[list]]\nid = "${id}"\nfile = "words/${id}.txt"\nscore = 1\nexplain = "{found}"\n`;

function small(turn) {
  return { "rules.d/list.toml": list("few"), "words/few.txt": turn % 2 === 0 ? "even\n" : "odd\n" };
}

const shipped = Object.fromEntries(
  ["rules.d", "words"].flatMap((folder) => readdirSync(`config/${folder}`).map((name) => {
    const path = `${folder}/${name}`;
    return [path, readFileSync(`config/${path}`, "utf8")];
  })),
);

/** The shipped rules and very many terms, each time others. */
function full(turn) {
  const terms = Array.from({ length: TERMS }, (_, n) => `w${(n * 7_919 + (turn % 2)).toString(36)} x${(n * 104_729).toString(36)}`);
  return { ...shipped, "rules.d/list.toml": list("many"), "words/many.txt": `${terms.join("\n")}\n` };
}

for (const [name, files, times] of [["small", small, cycles(200, 10_000)], ["full", full, cycles(10, 200)]]) {
  test(`${times} ${name} sets of rules under load`, async () => {
    const crowd = world.crowd({ writers: 3, deciders: 1, pauseMs: 20 });
    const settled = Math.max(1, Math.floor(times / 10));
    let before = 0;
    for (let turn = 0; turn < times; ++turn) {
      if (turn === settled) before = rssMb();
      await put(files(turn));
    }
    const grown = rssMb() - before;
    await world.dismiss(crowd);
    await world.reckon(`${times} ${name} sets, ${before.toFixed(0)} MB after ${settled} of them and ${grown.toFixed(1)} MB more at the end`);
    assert.ok(grown < RSS_GROWTH_MB_MAX, `${grown} MB more`);
  });
}
