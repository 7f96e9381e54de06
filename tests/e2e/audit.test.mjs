// `copytaster audit verify`, beside a live service and without one: what it says and how it ends.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Service } from "./support.mjs";

const WAIT_MS_MAX = 10_000;

let service;
before(async () => {
  service = await Service.start();
  const moderator = await service.token("moderator");
  for (const text of ["first", "second", "third"]) {
    const comment = { author: "Ann", email: "ann@nest.example", text };
    assert.equal((await service.submit(comment)).status, 202);
  }
  await service.approveAll(moderator);
});
after(() => service?.stop());

/** The status and both outputs, whether it ends well or not. */
async function verify(...more) {
  const said = (how) => ({ status: how.code ?? 0, out: how.stdout, err: how.stderr });
  return service.command("audit", "verify", ...more).then(said, said);
}

/** What is sealed while the audit is read is neither counted nor waiting: all three are to be in it. */
async function whenSealed() {
  for (const end = Date.now() + WAIT_MS_MAX; Date.now() < end; await pause(50)) {
    const found = JSON.parse((await verify("--json")).out);
    if (found.entries === 3 && found.unsealed === 0) return found;
  }
  throw new Error("waited in vain for the seal");
}

/** What the database's owner can do. */
function tamper(sql) {
  const owner = ["psql", "-h", join(service.data, "run"), "-U", "copytaster_owner", "-c", sql, "copytaster"];
  const asUser = ["setpriv", "--reuid=copytaster", "--regid=copytaster", "--clear-groups"];
  const [program, ...words] = process.getuid() === 0 ? [...asUser, ...owner] : owner;
  execFileSync(program, words, { cwd: "/", stdio: "ignore" });
}

test("the chain holds, and a noted head is part of it", async () => {
  const { verified, seals, head } = await whenSealed();
  assert.ok(verified && seals >= 1 && head.number === seals);
  const { status, out } = await verify("--head", `${head.number}:${head.hash}`);
  assert.equal(status, 0);
  assert.equal(out.split("\n").length, 2, "one line");
  assert.ok(out.includes(`head ${head.number}:${head.hash}`));
  const other = await verify("--head", `${head.number}:${"0".repeat(64)}`);
  assert.equal(other.status, 1);
  assert.match(other.err, /^copytaster: the audit is broken: seal \d+ is not the one that was noted\n$/);
  assert.equal((await verify("--head", "1")).status, 2);
});

test("what the database's owner changes is named in one line", async () => {
  await whenSealed();
  tamper("UPDATE audit_entry SET to_state = 3 WHERE id = 2");
  const { status, err } = await verify("--site", "main");
  assert.equal(status, 1);
  assert.match(err, /^copytaster: the audit is broken: .*was changed\n$/);
  const { out, status: asJson } = await verify("--json");
  assert.equal(asJson, 1);
  assert.equal(JSON.parse(out).verified, false);
  tamper("UPDATE audit_entry SET to_state = 1 WHERE id = 2");
  assert.equal((await verify()).status, 0);
});
