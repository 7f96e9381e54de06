// config/copytaster.service as systemd reads it. Nothing is started: that takes a booted system.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { exchanged, sample } from "./proxies.mjs";
import { binary, root } from "./support.mjs";

const EXPOSURE_MAX = 20; // tenths; 10.0 is wide open
const analyze = (...words) => spawnSync("systemd-analyze", words, { encoding: "utf8" });
const { error } = analyze("--version");
const needsSystemd = error ? { skip: "no systemd-analyze: the unit is not looked at" } : {};

function withUnit(text, look) {
  const folder = mkdtempSync(join(tmpdir(), "copytaster-unit-"));
  const file = join(folder, "copytaster.service");
  writeFileSync(file, text);
  try {
    return look(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const unit = () => exchanged(sample("copytaster.service"), [["/usr/local/bin/copytaster", binary]]);
const verify = (file) => analyze("verify", "--man=no", "--recursive-errors=no", file);

test("systemd understands every line of the unit", needsSystemd, () => {
  const { status, stderr } = withUnit(unit(), verify);
  assert.deepEqual([status, stderr], [0, ""]);
});

test("a misspelt line would be found", needsSystemd, () => {
  const { stderr } = withUnit(unit().replace("LimitNOFILE", "LimitNOFILES"), verify);
  assert.match(stderr, /Unknown key/);
});

test(`what the unit leaves open is at most ${EXPOSURE_MAX / 10}`, needsSystemd, () => {
  const look = (file) => analyze("security", "--offline=yes", "--no-pager", `--threshold=${EXPOSURE_MAX}`, file);
  const { status, stdout } = withUnit(unit(), look);
  assert.equal(status, 0, stdout);
});

test("its names are settings", () => {
  const names = [...sample("copytaster.service").matchAll(/^#?Environment=(COPYTASTER_\w+)=(.*)$/gm)];
  assert.ok(names.length > 1);
  const env = { PATH: process.env.PATH, ...Object.fromEntries(names.map(([, name, value]) => [name, value])), COPYTASTER_CONFIG: "config/copytaster.toml" };
  const { status, stderr } = spawnSync(binary, ["check-config"], { env, encoding: "utf8", cwd: root });
  assert.equal(status, 0, stderr);
});
