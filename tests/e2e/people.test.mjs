// The commands for a person who asks: what is held of her, and that it be erased.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Service, binary } from "./support.mjs";

const ADDRESS = "canary.person@example.com";
let service;
let token;

before(async () => {
  service = await Service.start({ COPYTASTER_SITES_MAIN_HOSTS: "", COPYTASTER_SITES_SECOND_HOSTS: "second.example" });
  token = await service.token("admin", "--site", "main");
  const said = await service.submit({ author: "Ann", email: ADDRESS, text: "mail canary.two@example.com" });
  assert.equal(said.status, 202);
});
after(() => service.stop());

/** Runs `people …` beside the service, with `input` on its standard input. */
const people = (words, input = "") => command(["people", ...words], input);

function command(words, input = "", settings = { COPYTASTER_DATA: service.data }) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("COPYTASTER_"));
  const env = { ...Object.fromEntries(kept), ...settings, ...service.settings };
  return new Promise((done) => {
    const child = execFile(binary, words, { env, timeout: 30_000 }, (error, stdout, stderr) =>
      done({ status: error ? error.code : 0, stdout, stderr }),
    );
    child.stdin.end(input);
  });
}

test("an export holds what was sealed, from a file or standard input", async () => {
  const file = join(service.data, "address.txt");
  writeFileSync(file, `${ADDRESS}\n`);
  for (const [name, input] of [[file, ""], ["-", ` ${ADDRESS.toUpperCase()} \r\n`]]) {
    const { status, stdout, stderr } = await people(["export", "--site", "main", "--file", name], input);
    assert.equal(status, 0, stderr);
    const held = JSON.parse(stdout);
    assert.equal(held.site, "main");
    assert.equal(held.items[0].email, ADDRESS);
    assert.equal(held.items[0].original.text, "mail canary.two@example.com");
  }
});

test("an address among the words is wrong usage, and nothing repeats one", async () => {
  const named = await people(["erase", "--site", "main", ADDRESS]);
  assert.equal(named.status, 2);
  const two = await people(["erase", "--site", "main", "--file", "-"], `${ADDRESS}\nother@example.com\n`);
  assert.equal(two.status, 1);
  assert.doesNotMatch(two.stderr, /@/);
  assert.equal((await people(["erase", "--site", "main", "--file", "/nowhere"])).status, 1);
  assert.equal((await people(["erase", "--file", "-"], ADDRESS)).status, 1, "which of the two sites?");
  assert.equal((await people(["erase", "--site", "main", "--all-sites", "--file", "-"], ADDRESS)).status, 2);
  assert.equal((await service.allPending(token)).length, 1);
});

test("without the key file nothing is looked at, and no other one is made", async () => {
  const data = mkdtempSync(join(tmpdir(), "copytaster-no-keys-"));
  const settings = {
    COPYTASTER_DATA: data,
    COPYTASTER_DATABASE: `host=${join(service.data, "run")} port=5432 user=copytaster_service dbname=copytaster`,
  };
  for (const words of [
    ["people", "export", "--site", "main", "--file", "-"],
    ["people", "erase", "--site", "main", "--file", "-"],
    ["audit", "verify", "--site", "main"],
    ["keys", "rotate"],
  ]) {
    const { status, stderr } = await command(words, ADDRESS, settings);
    assert.equal(status, 1, words.join(" "));
    assert.equal(stderr, `copytaster: the key file ${data}/keys cannot be opened: No such file or directory\n`);
    assert.ok(!existsSync(join(data, "keys")), words.join(" "));
  }
  rmSync(data, { recursive: true });
});

test("erased on all sites, and again", async () => {
  const first = await people(["erase", "--all-sites", "--file", "-"], ADDRESS);
  assert.equal(first.status, 0, first.stderr);
  assert.deepEqual(first.stdout.trim().split("\n").map(JSON.parse), [
    { site: "main", erased: 1 }, { site: "second", erased: 0 },
  ]);
  const again = await people(["erase", "--site", "main", "--file", "-"], ADDRESS);
  assert.deepEqual(JSON.parse(again.stdout), { site: "main", erased: 0 });
  assert.equal((await service.allPending(token)).length, 0);
  assert.doesNotMatch(await service.allLogged(), /canary/i);
});
