// What the samples have as comments: TLS with HTTP/2 and HSTS, and one more proxy in front.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { ask, exchanged, freePort, sample, startHaproxy, startNginx } from "./proxies.mjs";
import { Service } from "./support.mjs";

const BURST = 5;
const tls = mkdtempSync(join(tmpdir(), "copytaster-tls-"));
let service;
let host;

before(async () => {
  const made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  const where = ["-keyout", join(tls, "key.pem"), "-out", join(tls, "fullchain.pem")];
  execFileSync("openssl", ["req", ...made, ...where], { stdio: "pipe" });
  const both = ["key.pem", "fullchain.pem"].map((name) => readFileSync(join(tls, name), "utf8")).join("");
  writeFileSync(join(tls, "both.pem"), both);
  service = await Service.start({ COPYTASTER_HTTP_TRUSTED_PROXIES: "127.0.0.1/32" });
  host = new URL(service.url).host;
  await service.command("moderator", "add", "Ann", "--role", "admin");
});
after(async () => {
  await service?.stop();
  rmSync(tls, { recursive: true });
});

/** These lines of the sample are meant. */
const uncommented = (text, ...starts) =>
  starts.reduce((all, start) => exchanged(all, [[`# ${start}`, start]]), text);

async function nginxWithTls() {
  const [plain, secure] = [await freePort(), await freePort()];
  const lines = ["listen 443", "ssl_certificate ", "ssl_certificate_key", "ssl_protocols", "add_header Strict"];
  const text = exchanged(uncommented(sample("nginx.conf"), ...lines), [
    ["server service:8080;", `server ${host};`], ["listen 80;", `listen 127.0.0.1:${plain};`],
    ["listen 443 ", `listen 127.0.0.1:${secure} `], ["/etc/nginx/tls", tls],
  ]);
  return { proxy: await startNginx(text, plain), secure };
}

async function haproxyWithTls() {
  const [plain, secure] = [await freePort(), await freePort()];
  const lines = ["bind :443", "http-request redirect", "http-response set-header Strict"];
  const text = exchanged(uncommented(sample("haproxy.cfg"), ...lines), [
    ["server one 127.0.0.1:8080", `server one ${host}`], ["bind :80\n", `bind 127.0.0.1:${plain}\n`],
    ["bind :443 ", `bind 127.0.0.1:${secure} `], ["/etc/haproxy/tls/", join(tls, "both.pem")],
  ]);
  return { proxy: await startHaproxy(text, plain), secure };
}

/** Over HTTP/2 with TLS: the answer's headers. */
function askSecurely(port, headers, body) {
  const session = connect(`https://localhost:${port}`, { ca: readFileSync(join(tls, "fullchain.pem")) });
  return new Promise((done, fail) => {
    session.on("error", fail);
    const stream = session.request(headers);
    stream.on("error", fail);
    stream.on("response", (answer) => (stream.resume(), stream.on("end", () => done(answer))));
    stream.end(body);
  }).finally(() => session.destroy());
}

for (const [name, start] of [["nginx", nginxWithTls], ["HAProxy", haproxyWithTls]])
  test(`${name}: HTTP/2 with TLS; the service knows of it, and HSTS is said`, async () => {
    const { proxy, secure } = await start();
    try {
      const { stdout } = await service.command("moderator", "login", "Ann");
      const headers = { ":method": "POST", ":path": "/api/v1/session", "content-type": "application/json" };
      const answer = await askSecurely(secure, headers, JSON.stringify({ code: stdout.trim() }));
      assert.equal(answer[":status"], 200);
      assert.match(answer["set-cookie"][0], /^__Host-.*; Secure/);
      assert.equal(answer["strict-transport-security"], "max-age=31536000");
    } finally {
      await proxy.stop();
    }
  });

test("HAProxy: plain HTTP is sent to HTTPS", async () => {
  const { proxy } = await haproxyWithTls();
  try {
    const { status, headers } = await ask(`${proxy.url}/desk/`);
    assert.deepEqual([status, headers.location], [302, `https://127.0.0.1:${proxy.port}/desk/`]);
  } finally {
    await proxy.stop();
  }
});

test("nginx behind another proxy: that one alone is believed about readers and their scheme", async () => {
  const [port, outer] = [await freePort(), "127.0.0.7"];
  const behind = uncommented(sample("nginx.conf"), "set_real_ip_from", "real_ip_header", "proxy_set_header X-Forwarded-Proto $http");
  const text = exchanged(behind, [
    ["server service:8080;", `server ${host};`], ["listen 80;", `listen 127.0.0.1:${port};`],
    ["192.0.2.10", outer], ["proxy_set_header X-Forwarded-Proto $scheme;", ""],
  ]);
  const proxy = await startNginx(text, port);
  try {
    const submit = (from, reader, email) => ask(`${proxy.url}/api/v1/sites/main/articles/1/comments`, {
      from, headers: { "X-Forwarded-For": reader }, json: { author: "Ann", email: `${email}@example.com`, text: email },
    });
    for (let n = 0; n < BURST; n += 1) {
      assert.equal((await submit(outer, "198.51.100.1", `outer${n}`)).status, 202);
      assert.equal((await submit("127.0.0.6", `198.51.100.${n + 10}`, `stranger${n}`)).status, 202);
    }
    assert.equal((await submit(outer, "198.51.100.1", "outer5")).status, 429);
    assert.equal((await submit(outer, "198.51.100.2", "outer6")).status, 202);
    assert.equal((await submit("127.0.0.6", "198.51.100.99", "stranger5")).status, 429);

    const { stdout } = await service.command("moderator", "login", "Ann");
    const signIn = await ask(`${proxy.url}/api/v1/session`, {
      from: outer, headers: { "X-Forwarded-For": "198.51.100.2", "X-Forwarded-Proto": "https" }, json: { code: stdout.trim() },
    });
    assert.match(signIn.headers["set-cookie"][0], /; Secure/);
  } finally {
    await proxy.stop();
  }
});
