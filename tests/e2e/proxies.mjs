// The real nginx and HAProxy with the samples of config/, where only addresses, ports and places are
// others; and requests that show what goes through them.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { root } from "./support.mjs";

const START_MS_MAX = 15_000;
const ANSWER_MS_MAX = 15_000;

export const sample = (name) => readFileSync(join(root, "config", name), "utf8");

/** A sample with these words exchanged; each must stand in it. */
export function exchanged(text, words) {
  for (const [from, to] of words) {
    assert.ok(text.includes(from), `the sample has no '${from}'`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGTERM")));

/** A proxy in a folder of its own, reached at `port`. */
class Proxy {
  static async launch(folder, [program, ...words], port) {
    const proxy = new Proxy();
    Object.assign(proxy, { folder, port, said: "" });
    proxy.child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
    running.add(proxy.child);
    for (const stream of [proxy.child.stdout, proxy.child.stderr]) stream.on("data", (bytes) => (proxy.said += bytes));
    proxy.ended = new Promise((done) => proxy.child.once("exit", (code) => done(code)));
    await proxy.#listening();
    return proxy;
  }

  async #listening() {
    const end = Date.now() + START_MS_MAX;
    while (!(await accepts(this.port))) {
      assert.equal(this.child.exitCode, null, this.said);
      assert.ok(Date.now() < end, `nobody listens at ${this.port}: ${this.said}`);
      await pause(20);
    }
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** All that it has written about what it did. */
  logged() {
    const files = ["error.log", "access.log"].map((name) => join(this.folder, name)).filter((path) => existsSync(path));
    return this.said + files.map((path) => readFileSync(path, "utf8")).join("");
  }

  async stop() {
    this.child.kill("SIGTERM");
    await this.ended;
    running.delete(this.child);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function accepts(port) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => (socket.destroy(), done(true)));
    socket.on("error", () => done(false));
  });
}

function checked([program, ...words]) {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8" });
  assert.equal(status, 0, `${program} ${words.join(" ")}: ${stdout}${stderr}`);
}

/** `site`: what would stand in conf.d/. It goes into the http block of a Debian nginx, gzip and all. */
export async function startNginx(site, port) {
  const folder = mkdtempSync(join(tmpdir(), "copytaster-nginx-"));
  for (const name of ["", "body", "proxy", "fastcgi", "uwsgi", "scgi"]) {
    mkdirSync(join(folder, name), { recursive: true });
    chmodSync(join(folder, name), 0o777); // its workers are another user
  }
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${join(folder, kind.replace("client_", ""))};`).join(" ");
  const main = [
    "daemon off; worker_processes 2;", `pid ${folder}/pid; error_log ${folder}/error.log;`,
    "events { worker_connections 512; }",
    `http { gzip on; access_log ${folder}/access.log; ${places}`, `include ${folder}/site.conf;`, "}",
  ].join("\n");
  writeFileSync(join(folder, "nginx.conf"), main);
  writeFileSync(join(folder, "site.conf"), site.replaceAll("/var/log/nginx", folder));
  const call = ["/usr/sbin/nginx", "-p", folder, "-e", `${folder}/error.log`, "-c", `${folder}/nginx.conf`];
  checked([...call, "-t"]);
  return Proxy.launch(folder, call, port);
}

export async function startHaproxy(text, port) {
  const folder = mkdtempSync(join(tmpdir(), "copytaster-haproxy-"));
  const file = join(folder, "haproxy.cfg");
  writeFileSync(file, text);
  checked(["/usr/sbin/haproxy", "-c", "-f", file]);
  return Proxy.launch(folder, ["/usr/sbin/haproxy", "-db", "-f", file], port);
}

/** One request from an address of loopback: `{status, headers, body, trailers}`. */
export function ask(url, { method = "GET", from = "127.0.0.1", headers = {}, body, json, form } = {}) {
  if (json !== undefined) [body, headers] = [JSON.stringify(json), { "Content-Type": "application/json", ...headers }];
  if (form !== undefined)
    [body, headers] = [new URLSearchParams(form).toString(), { "Content-Type": "application/x-www-form-urlencoded", ...headers }];
  if (body !== undefined) [method, headers] = ["POST", { "Content-Length": Buffer.byteLength(body), ...headers }];
  return new Promise((done, fail) => {
    const options = { method, headers, localAddress: from, agent: false, timeout: ANSWER_MS_MAX };
    const asked = request(url, options, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("error", fail);
      answer.on("end", () => done({
        status: answer.statusCode, headers: answer.headers, trailers: answer.trailers, body: Buffer.concat(pieces),
      }));
    });
    asked.on("timeout", () => asked.destroy(new Error(`${url}: no answer`)));
    asked.on("error", fail);
    // Who waits for 100 must be told before the body goes.
    if (headers.Expect === undefined) asked.end(body);
    else asked.once("continue", () => asked.end(body));
  });
}

/** Server-sent events as they come; `next(name)` waits for one of this name. */
export function listen(url, headers, from = "127.0.0.1") {
  let text = "";
  const asked = request(url, { headers, localAddress: from, agent: false });
  const opened = new Promise((done, fail) => {
    asked.on("error", fail);
    asked.on("response", (answer) => {
      answer.on("error", () => {});
      answer.on("data", (piece) => (text += piece));
      done(answer);
    });
  });
  asked.end();
  const next = async (name) => {
    const end = Date.now() + ANSWER_MS_MAX;
    while (!text.includes(`event: ${name}\n`)) {
      assert.ok(Date.now() < end, `no event ${name}; so far: ${text}`);
      await pause(10);
    }
    return text;
  };
  return { opened, next, close: () => asked.destroy() };
}
