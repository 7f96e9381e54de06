// README's walk, as it stands there: its three blocks, one after the other, in one shell.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Service, binary, root } from "./support.mjs";

const DEFAULT_PORT = 8080;

test("submit, approve and export work as README says", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
  assert.equal(blocks.length, 3);

  const service = await Service.start();
  try {
    // What a reader of it has without saying so: the port that is the default, the built binary.
    const script = blocks
      .join("\necho '=== next'\n")
      .replaceAll(`127.0.0.1:${DEFAULT_PORT}`, new URL(service.url).host)
      .replaceAll("build/release/copytaster", binary);
    const env = { PATH: process.env.PATH, COPYTASTER_DATA: service.data };
    const shell = spawnSync("bash", ["-eu", "-c", script], { cwd: root, env, encoding: "utf8" });
    assert.equal(shell.status, 0, shell.stderr);
    const [submitted, approved, exported] = shell.stdout.split("=== next\n");
    assert.match(submitted, /"state":"pending"/);
    assert.match(approved, /"results":\[\{"id":1,"status":200,"state":"approved","version":2/);
    assert.match(exported, /"text":"I read this twice and still disagree\. Write to me: \[email hidden\]"/);
    assert.match(exported, /^main,1,1,2,,Ann Reader,/m);
    assert.doesNotMatch(shell.stdout, /ann@example\.com/);
  } finally {
    await service.stop();
  }
});
