// docker-compose.yml and config/Dockerfile as far as they can be tried without a container engine:
// what they say is checked, and what they start is started here and used as a reader would.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Containers, canIsolate, copied, ownership, portOf, readCompose, readDockerfile } from "./containers.mjs";
import { ask, listen, startNginx } from "./proxies.mjs";
import { proxyCases } from "./proxy_cases.mjs";
import { binary, root } from "./support.mjs";

const compose = readCompose();
const { services } = compose;
const once = ["logins", "migrate"];
const lasting = Object.keys(services).filter((name) => !once.includes(name));
const mounts = (name) => services[name].volumes.map((one) => (typeof one === "string" ? one : `${one.source}:${one.target}`));

describe("docker-compose.yml says", () => {
  test("who there is", () => {
    assert.deepEqual(Object.keys(services).sort(), ["database", "logins", "migrate", "nginx", "service"]);
  });

  test("that what lasts comes back after a crash and tells how it is", () => {
    for (const name of lasting) {
      assert.equal(services[name].restart, "unless-stopped", name);
      assert.ok(services[name].healthcheck.test.length > 1, name);
      assert.deepEqual(services[name].security_opt, ["no-new-privileges:true"], name);
    }
    for (const name of once) assert.equal(services[name].restart, undefined, name);
  });

  test("that nginx alone is reached from outside, at 8080", () => {
    for (const name of Object.keys(services)) {
      const ports = (services[name].ports ?? []).map(portOf);
      assert.deepEqual(ports, name === "nginx" ? ["8080:80"] : [], name);
      assert.equal(services[name].network_mode, name === "logins" ? "none" : undefined);
    }
    assert.equal(compose.networks.store.internal, true);
    assert.deepEqual(Object.keys(services.database.networks), ["store"]);
  });

  test("no secret", () => {
    for (const name of Object.keys(services))
      for (const [key, value] of Object.entries(services[name].environment ?? {})) {
        assert.ok(!/PASSWORD|SECRET|KEY/.test(key) || key.endsWith("_FILE"), key);
        assert.doesNotMatch(value, /password=|:\/\/\S+:\S+@/);
      }
  });

  test("that the owner's login is for those who migrate", () => {
    const holders = Object.keys(services).filter((name) => mounts(name).some((one) => one.startsWith("owner_login:")));
    assert.deepEqual(holders.sort(), ["database", "logins", "migrate"]);
  });

  test("that all data lie in volumes with a name", () => {
    const named = Object.keys(services).flatMap(mounts).map((one) => one.split(":")[0]).filter((one) => !one.startsWith("/"));
    assert.deepEqual([...new Set(named)].sort(), Object.keys(compose.volumes).sort());
    assert.ok(mounts("database").some((one) => one.startsWith("database:/var/lib/postgresql/data")));
  });

  test("settings that the service knows", () => {
    const check = (env) => spawnSync(binary, ["check-config"], { env: { PATH: process.env.PATH, ...env }, encoding: "utf8" });
    for (const name of ["service", "migrate"]) {
      const { status, stderr } = check(services[name].environment);
      assert.equal(status, 0, stderr);
    }
    assert.equal(check({ ...services.service.environment, COPYTASTER_LISTENS: "0.0.0.0:8080" }).status, 1);
  });
});

describe("config/Dockerfile", () => {
  const [build, image] = readDockerfile();

  test("copies what is there, and builds with script/install and script/build alone", () => {
    for (const line of [build, image].flatMap((stage) => stage.of("COPY")).filter((one) => !one.startsWith("--from")))
      for (const path of line.split(/\s+/).slice(0, -1)) assert.ok(existsSync(join(root, path)), path);
    assert.deepEqual(build.of("RUN"), ["script/install", "script/build release copytaster"]);
    assert.ok(build.from.startsWith("debian:12") && image.from.startsWith("debian:12"));
    assert.deepEqual([image.of("USER"), image.of("ENTRYPOINT"), image.of("CMD")], [["copytaster"], ['["copytaster"]'], ['["serve"]']]);
    assert.ok(image.of("COPY").includes("config/compose/ /usr/local/lib/copytaster/"));
    assert.ok(image.of("ENV").includes(`COPYTASTER_DATA=${services.service.environment.COPYTASTER_DATA}`));
  });

  // Quick where this source was built before: the objects come from the compiler's cache.
  test("copies all that the build needs", () => {
    const folder = copied(build);
    try {
      execFileSync("script/build", ["release", "copytaster"], { cwd: folder, stdio: "pipe" });
      const { status } = spawnSync(join(folder, "build/release/copytaster"), ["check-config"], { cwd: folder });
      assert.equal(status, 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("installs the libraries that the binary names, and no others", () => {
    const [install] = image.of("RUN");
    const [, list] = /--no-install-recommends\s+(.*?)\s+&&/.exec(install);
    const named = execFileSync("readelf", ["--dynamic", binary], { encoding: "utf8" }).matchAll(/\(NEEDED\).*\[(.*)\]/g);
    const owner = (library) =>
      execFileSync("dpkg-query", ["--search", `*-linux-gnu/${library}`], { encoding: "utf8" }).split(":")[0];
    const needed = new Set([...named].map(([, library]) => owner(library)));
    for (const base of ["libc6", "libgcc-s1"]) needed.delete(base); // no Debian without them
    assert.deepEqual(list.split(/\s+/).sort(), [...needed, "curl", "postgresql-client-15"].sort());
  });
});

const needsRoot = process.getuid() === 0 ? {} : { skip: "gives files to the user copytaster: needs root" };

describe("what docker-compose.yml starts", needsRoot, () => {
  const there = {};
  let all;
  let service;
  const asModerator = () => ({ Authorization: `Bearer ${there.token}` });
  before(async () => {
    all = await Containers.start();
    service = await all.startService();
    there.token = await service.token("moderator");
    there.exporter = await service.token("exporter");
    there.proxy = await startNginx(all.nginxConf(), all.ports.nginx);
  });
  after(async () => {
    await there.proxy?.stop();
    if (service?.child.exitCode === null) await all.stopService(service);
    await all?.stop();
  });

  test("logins are made once, and only their owners can read them", () => {
    const [owner, ours] = ["/run/owner_login", "/run/service_login"].map((name) => all.volumes[name]);
    const number = (kind) => execFileSync("id", [kind, "copytaster"], { encoding: "utf8" }).trim();
    for (const folder of [owner, ours])
      assert.equal(ownership(join(folder, "pgpass")), `${number("--user")}:${number("--group")} 400`);
    assert.equal(ownership(join(owner, "password")), "0:0 400");
    const before = readFileSync(join(ours, "pgpass"), "utf8");
    assert.match(before, /^\*:\*:copytaster:copytaster_service:[0-9a-f]{48}\n$/);
    assert.notEqual(before.split(":")[4], readFileSync(join(owner, "pgpass"), "utf8").split(":")[4]);
    all.makeLogins();
    assert.equal(readFileSync(join(ours, "pgpass"), "utf8"), before);
  });

  test("each is healthy by its own healthcheck", () => {
    for (const name of lasting) assert.ok(all.isHealthy(name), name);
  });

  test("nobody comes in without a password, and the service's does not open the owner's door", () => {
    const login = (user, passfile) => {
      const conninfo = `host=127.0.0.1 port=${all.ports.database} dbname=copytaster user=${user} passfile=${passfile}`;
      return spawnSync("psql", ["--no-password", "--tuples-only", "--command=SELECT 1", conninfo]).status;
    };
    const pgpass = join(all.volumes["/run/service_login"], "pgpass");
    assert.equal(login("copytaster_service", pgpass), 0);
    assert.notEqual(login("copytaster_service", "/dev/null"), 0);
    assert.notEqual(login("copytaster", pgpass), 0);
  });

  test("the schema is migrated again, and nothing changes", () => all.migrate());

  proxyCases(() => there, { trailers: false });

  test("one reader holds at most a hundred connections", async () => {
    const url = `${there.proxy.url}/api/v1/sites/main/moderation/events`;
    const greedy = "127.0.0.8";
    const hundred = Array.from({ length: 100 }, () => listen(url, asModerator(), greedy));
    await Promise.all(hundred.map(({ opened }) => opened));
    assert.equal((await ask(`${there.proxy.url}/healthz`, { from: greedy })).status, 429);
    assert.equal((await ask(`${there.proxy.url}/healthz`, { from: "127.0.0.9" })).status, 200);
    hundred.forEach(({ close }) => close());
  });

  test("a backup comes out and into a new database, as docs/OPERATIONS.md says", async () => {
    const documented = readFileSync(join(root, "docs/OPERATIONS.md"), "utf8");
    const [out, back] = [...documented.matchAll(/--entrypoint sh migrate -c \\\n\s*'([^']*)'/g)].map(([, line]) => line);
    const made = all.inMigrate(out);
    assert.equal(made.subarray(0, 5).toString(), "PGDMP");

    const anew = await Containers.start();
    try {
      const keys = join(anew.volumes["/var/lib/copytaster"], "keys");
      execFileSync("cp", ["--preserve", join(all.volumes["/var/lib/copytaster"], "keys"), keys]);
      anew.inMigrate(back, made);
      const restored = await anew.startService();
      const before = await service.get("/moderation/queue", there.token);
      assert.ok(before.items.length > 0);
      assert.deepEqual((await restored.get("/moderation/queue", there.token)).items, before.items);
      assert.deepEqual(await anew.stopService(restored), { code: 0, signal: null });
    } finally {
      await anew.stop();
    }
  });

  test(`a stop answers who was heard, and ends well${canIsolate() ? ", as the first process of its container" : ""}`, async (context) => {
    if (!canIsolate()) context.diagnostic("no namespaces here: not tried as the first process");
    const events = listen(`${there.proxy.url}/api/v1/sites/main/moderation/events`, asModerator());
    await events.opened;
    const sent = Array.from({ length: 40 }, async (_, n) => {
      await pause(n * 5);
      const json = { author: "Ann", email: `stop${n}@example.com`, text: `stop ${n}` };
      return ask(`${there.proxy.url}/api/v1/sites/main/articles/1/comments`, { from: `127.0.1.${n + 1}`, json });
    });
    await pause(100);
    assert.deepEqual(await all.stopService(service), { code: 0, signal: null });
    const answers = await Promise.all(sent);
    const taken = answers.filter(({ status }) => status === 202).map(({ body }) => JSON.parse(body).id);
    assert.ok(taken.length > 0);
    assert.deepEqual(answers.filter(({ status }) => ![202, 502, 503].includes(status)), []);
    assert.equal(all.isHealthy("service"), false);

    service = await all.startService();
    const waiting = new Set((await service.allPending(there.token)).map(({ id }) => id));
    assert.deepEqual(taken.filter((id) => !waiting.has(id)), []);
    assert.ok(all.isHealthy("nginx"));
  });

  test("no reader's words are in the database's log", () => {
    assert.doesNotMatch(all.database.log, /example|127\.0\.1\./);
  });
});
