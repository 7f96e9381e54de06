// A link between service and PostgreSQL that fails as told: slow, narrow, stalled, reset, half
// open, or cut after so many bytes of a certain request or of its answer.

import { connect, createServer } from "node:net";
import { setTimeout as later } from "node:timers/promises";

const MARKER_BYTES_MAX = 64;

export class FaultProxy {
  latencyMs = 0;
  bytesPerSecond = Infinity;
  refusing = false;
  fired = 0;
  links = new Set();
  #stalled = null;
  #trap = null;

  /** `target`: where PostgreSQL's socket is at this moment. */
  static async to(target) {
    const proxy = new FaultProxy();
    proxy.server = createServer((client) => proxy.#accept(client, target()));
    proxy.server.listen(0, "127.0.0.1");
    await new Promise((done) => proxy.server.once("listening", done));
    proxy.port = proxy.server.address().port;
    return proxy;
  }

  /**
   * The next request that holds `marker` loses its link: after `bytes` of the request, counted from
   * the marker, or of what is answered from then on. `how`: reset, close or halfOpen.
   */
  arm({ marker, direction = "answer", bytes, how = "reset" }) {
    this.#trap = { marker, direction, bytes, how };
  }

  get armed() {
    return this.#trap !== null;
  }

  disarm() {
    this.#trap = null;
  }

  /** Nothing passes until `resume`, and nothing is lost. */
  stall() {
    if (this.#stalled) return;
    this.#stalled = {};
    this.#stalled.over = new Promise((done) => (this.#stalled.end = done));
  }

  resume() {
    this.#stalled?.end();
    this.#stalled = null;
  }

  /** Whoever is connected now hears nothing any more, and is not told. */
  halfOpen() {
    for (const link of this.links) link.silent = true;
  }

  reset() {
    for (const link of this.links) link.end("reset");
  }

  close() {
    this.resume();
    this.reset();
    this.server.close();
  }

  #accept(client, target) {
    if (this.refusing) return client.resetAndDestroy();
    const link = new Link(client, connect(target));
    this.links.add(link);
    link.server.on("close", () => this.links.delete(link));
    client.on("data", (bytes) => this.#pass(link, "request", bytes));
    link.server.on("data", (bytes) => this.#pass(link, "answer", bytes));
  }

  #pass(link, direction, bytes) {
    this.#watch(link, direction, bytes);
    const doomed = link.cut?.direction === direction;
    const passing = doomed ? bytes.subarray(0, Math.max(link.cut.left, 0)) : bytes;
    if (doomed) link.cut.left -= bytes.length;
    const isLast = doomed && link.cut.left < 0;
    link.queue[direction] = link.queue[direction].then(async () => {
      await this.#linger(passing.length);
      if (link.silent) return;
      if (passing.length > 0) link.send(direction, passing);
      if (isLast) this.#cut(link);
    });
  }

  /** Looks for the marker, which may come in two pieces. */
  #watch(link, direction, bytes) {
    if (direction !== "request" || !this.#trap) return;
    const seen = Buffer.concat([link.tail, bytes]);
    const at = seen.indexOf(this.#trap.marker);
    link.tail = seen.subarray(-MARKER_BYTES_MAX);
    if (at < 0) return;
    const before = Math.max(at - (seen.length - bytes.length), 0);
    const counted = this.#trap.direction === "request" ? before : 0;
    link.cut = { ...this.#trap, left: this.#trap.bytes + counted };
    this.#trap = null;
  }

  #cut(link) {
    this.fired += 1;
    link.end(link.cut.how);
  }

  async #linger(bytes) {
    if (this.#stalled) await this.#stalled.over;
    const ms = this.latencyMs + (1000 * bytes) / this.bytesPerSecond;
    if (ms > 0) await later(ms);
  }
}

class Link {
  cut = null;
  silent = false;
  tail = Buffer.alloc(0);
  queue = { request: Promise.resolve(), answer: Promise.resolve() };

  constructor(client, server) {
    this.client = client;
    this.server = server;
    for (const socket of [client, server]) socket.unref().on("error", () => {});
    client.on("close", () => server.destroy());
    server.on("close", () => this.silent || client.end());
  }

  send(direction, bytes) {
    const socket = direction === "request" ? this.server : this.client;
    if (!socket.destroyed) socket.write(bytes);
  }

  end(how) {
    if (how === "halfOpen") return void (this.silent = true);
    this.silent = false;
    // Reset while it is shutting down, a socket of Node's would never be closed.
    if (how === "reset" && this.client.writable && !this.client.readableEnded) this.client.resetAndDestroy();
    else this.client.destroy();
    this.server.destroy();
  }
}
