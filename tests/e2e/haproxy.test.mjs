// config/haproxy.cfg before a real service.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ask, exchanged, freePort, listen, sample, startHaproxy } from "./proxies.mjs";
import { proxyCases } from "./proxy_cases.mjs";
import { Service } from "./support.mjs";

const there = {};
let service;

before(async () => {
  service = await Service.start({ COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32" });
  there.token = await service.token("moderator");
  there.exporter = await service.token("exporter");
  const port = await freePort();
  const text = exchanged(sample("haproxy.cfg"), [
    ["bind :80\n", `bind 127.0.0.1:${port}\n`],
    ["server one 127.0.0.1:8080", `server one ${new URL(service.url).host}`],
  ]);
  there.proxy = await startHaproxy(text, port);
});
after(async () => {
  await there.proxy?.stop();
  await service?.stop();
});

proxyCases(() => there, { trailers: true });

test("one reader holds at most a hundred connections", async () => {
  const url = `${there.proxy.url}/api/v1/sites/main/moderation/events`;
  const greedy = "127.0.0.8";
  const hundred = Array.from({ length: 100 }, () => listen(url, { Authorization: `Bearer ${there.token}` }, greedy));
  await Promise.all(hundred.map(({ opened }) => opened));
  await assert.rejects(ask(`${there.proxy.url}/healthz`, { from: greedy }));
  assert.equal((await ask(`${there.proxy.url}/healthz`, { from: "127.0.0.9" })).status, 200);
  hundred.forEach(({ close }) => close());
});
