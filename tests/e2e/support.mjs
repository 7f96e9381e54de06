// A real service in a data directory of its own, and what the tests do with it: ask it over HTTP,
// call its commands, look at its pages in Chromium.

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { chromium } from "playwright-core";

const run = promisify(execFile);

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const binary = process.env.COPYTASTER_TEST_BINARY ?? join(root, "build/release/copytaster");

const START_MS_MAX = 60_000;
const STOP_MS_MAX = 20_000;
const WAIT_MS_MAX = 15_000;
const LOG_MS_MAX = 20_000;

/** The path of real input that stays outside the repository, or undefined: the test then skips. */
export function testData(name) {
  const path = join(process.env.COPYTASTER_TEST_DATA ?? join(root, "../shared"), "data", name);
  return existsSync(path) ? path : undefined;
}

/** `{ skip }` for node:test where the real input is missing. */
export function needs(...names) {
  const missing = names.filter((name) => testData(name) === undefined);
  return missing.length === 0 ? {} : { skip: `no ${missing.join(", ")} in COPYTASTER_TEST_DATA` };
}

function environment(data, settings) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("COPYTASTER_"));
  return {
    ...Object.fromEntries(kept),
    COPYTASTER_DATA: data,
    COPYTASTER_LISTEN: "127.0.0.1:0",
    ...settings,
  };
}

function waitFor(promise, limitMs, what) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

/** What a failed test leaves running keeps nobody waiting, and ends with its file. */
const running = new Set();
after(() => running.forEach((child) => [child, child.stdout, child.stderr].forEach((one) => one.unref())));
process.on("exit", () => running.forEach((child) => child.kill("SIGTERM")));

export class Service {
  /** `settings`: names and values of the environment. `call`: what starts it. */
  static async start(settings = {}, call = [binary, "serve"]) {
    const data = settings.COPYTASTER_DATA ?? mkdtempSync(join(tmpdir(), "copytaster-e2e-"));
    const service = new Service(data, settings);
    await service.#begin(call);
    return service;
  }

  constructor(data, settings) {
    this.data = data;
    this.settings = settings;
    this.log = join(data, "copytaster.log");
  }

  async #begin([program, ...words]) {
    const env = environment(this.data, { COPYTASTER_LOG_FILE: this.log, ...this.settings });
    this.child = spawn(program, words, { env, stdio: ["ignore", "pipe", "pipe"] });
    running.add(this.child);
    this.child.once("exit", () => running.delete(this.child));
    this.output = "";
    this.ended = new Promise((done) => this.child.once("exit", (code, signal) => done({ code, signal })));
    const ready = new Promise((done, fail) => {
      const take = (bytes) => {
        this.output += bytes;
        const said = /^ready: (.*)\/\n/m.exec(this.output);
        if (said) done(said[1]);
      };
      this.child.stdout.on("data", take);
      this.child.stderr.on("data", take);
      this.child.once("error", fail);
      this.ended.then((how) => fail(new Error(`ended with ${how.code ?? how.signal}: ${this.output}`)));
    });
    this.url = await waitFor(ready, START_MS_MAX, "ready:");
    this.api = `${this.url}/api/v1/sites/main`;
  }

  /** Ends it as an operator would; it must end well. The data go too, unless `keep`. */
  async stop({ keep = false } = {}) {
    this.child.kill("SIGTERM");
    const how = await waitFor(this.ended, STOP_MS_MAX, "the end after SIGTERM");
    if (!keep) rmSync(this.data, { recursive: true, force: true });
    assert.deepEqual(how, { code: 0, signal: null }, this.output);
  }

  /** Runs a subcommand beside the live service. */
  async command(...words) {
    const options = { env: environment(this.data, this.settings), maxBuffer: 256 * 1024 * 1024 };
    return run(binary, words, options);
  }

  async token(role, ...more) {
    const { stdout } = await this.command("token", "create", "--role", role, "--name", role, ...more);
    return stdout.trim();
  }

  /** A new moderator's one-time code. */
  async moderator(name, role = "moderator") {
    const { stdout } = await this.command("moderator", "add", name, "--role", role);
    return stdout.trim();
  }

  submit(comment, { article = "1", headers = {} } = {}) {
    return fetch(`${this.api}/articles/${article}/comments`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(comment),
    });
  }

  /** As a page without a script sends it. `fields`: an object, or pairs where order matters. */
  submitForm(path, fields, headers = {}) {
    return fetch(this.url + path, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
      redirect: "manual",
    });
  }

  /** GET with a token; a JSON answer. */
  async get(path, token) {
    const answer = await fetch(this.api + path, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 200, `${path}: ${answer.status}`);
    return answer.json();
  }

  async decide(token, decisions) {
    const answer = await fetch(`${this.api}/moderation/decisions`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify({ decisions }),
    });
    assert.equal(answer.status, 200);
    return (await answer.json()).results;
  }

  /** Everything of a paged list, at most `pagesMax` pages. */
  async *pages(path, token, pagesMax = 200) {
    const glue = path.includes("?") ? "&" : "?";
    let cursor = "";
    for (let page = 0; page < pagesMax; page += 1) {
      const list = await this.get(`${path}${glue}limit=100${cursor && `&cursor=${cursor}`}`, token);
      yield list.items;
      if (list.next === null) return;
      cursor = encodeURIComponent(list.next);
    }
    throw new Error(`${path}: more than ${pagesMax} pages`);
  }

  async allPending(token) {
    const items = [];
    for await (const page of this.pages("/moderation/queue", token)) items.push(...page);
    return items;
  }

  /** Approves all that waits; returns how many. */
  async approveAll(token) {
    const waiting = await this.allPending(token);
    for (let at = 0; at < waiting.length; at += 100) {
      const batch = waiting.slice(at, at + 100);
      const results = await this.decide(
        token,
        batch.map(({ id, version }) => ({ id, version, decision: "approve" })),
      );
      for (const result of results) assert.equal(result.status, 200, JSON.stringify(result));
    }
    return waiting.length;
  }

  /** How many audit entries there are; the chain must hold. */
  async audited() {
    const { stdout } = await this.command("audit", "verify", "--json");
    const { verified, entries, unsealed } = JSON.parse(stdout);
    assert.ok(verified);
    return entries + unsealed;
  }

  /** What the log's file has by now; the service writes it out once a second. */
  logged() {
    return readFileSync(this.log, "utf8");
  }

  /** The log with the lines of all that was answered so far. */
  async allLogged() {
    const mark = `mark-${randomUUID()}`;
    await fetch(`${this.url}/healthz`, { headers: { "X-Request-Id": mark } });
    const end = Date.now() + LOG_MS_MAX;
    while (!this.logged().includes(mark)) {
      assert.ok(Date.now() < end, `the log has no line of a request after ${LOG_MS_MAX} ms`);
      await pause(50);
    }
    return this.logged();
  }
}

/** Empties the data directory; the key file comes back with this text, if any. */
export function wipe(service, keys) {
  for (const name of readdirSync(service.data)) rmSync(join(service.data, name), { recursive: true });
  if (keys === undefined) return;
  const file = join(service.data, "keys");
  writeFileSync(file, keys, { mode: 0o400 });
  if (process.getuid() === 0) execFileSync("chown", ["copytaster:copytaster", file]);
}

/** RFC 4180 with a header line, as objects. */
export function csvRows(text) {
  const rows = [[]];
  let field = "";
  for (let at = 0, quoted = false; at < text.length; at += 1) {
    const c = text[at];
    if (quoted && c === '"' && text[at + 1] === '"') field += text[(at += 1)];
    else if (c === '"') quoted = !quoted;
    else if (quoted) field += c;
    else if (c === "," || c === "\n") {
      rows.at(-1).push(field);
      field = "";
      if (c === "\n") rows.push([]);
    } else if (c !== "\r") field += c;
  }
  if (field !== "" || rows.at(-1).length > 0) rows.at(-1).push(field);
  const [names, ...rest] = rows.filter((row) => row.length > 0);
  return rest.map((row) => Object.fromEntries(names.map((name, n) => [name, row[n]])));
}

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    // As root, as in a container, Chromium's own sandbox cannot work.
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
  });
}

/** From the door to the desk, by a one-time code, in whatever language. */
export async function signIn(page, service, code) {
  await page.goto(`${service.url}/desk/login`);
  await page.locator("#code").fill(code);
  await page.locator("form:has(#code) button").click();
  await page.waitForURL(`${service.url}/desk/`);
}

/** A page that remembers whatever a page should not do. */
export async function watchedPage(browser, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(WAIT_MS_MAX);
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") page.faults.push(message.text());
  });
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("dialog", (dialog) => {
    page.faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  return page;
}
