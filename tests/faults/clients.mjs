// Readers and moderators who never give up: each says in the ledger what it is about to do, sends
// it under one key until a final answer comes, and writes that down before it goes on.

import { setTimeout as pause } from "node:timers/promises";

import { Chance } from "./chance.mjs";
import { sha256 } from "./ledger.mjs";
import { Caller, Counts } from "./requests.mjs";

/** Stands in every text, so that the proxy knows a comment on its way. */
export const MARKER = "on-the-ledger";

const WAIT_MS_MAX = 250;
const AWAY_MS = 15;
const SETTLE_MS_MAX = 40_000;
const HANG_UP_MS_MAX = 12;
const QUEUE_LIMIT = 30;
const DECISIONS_MAX = 6;

const isPassing = (status) => status === 503 || status === 429;

/** What a client does not share with others: its name, its choices, its page, its connection. */
class Client {
  constructor(crowd, name) {
    this.crowd = crowd;
    this.name = `${crowd.name}-${name}`;
    this.chance = new Chance(this.name);
    this.caller = new Caller(crowd.counts);
  }

  async work() {
    this.page = await this.crowd.world.ledger.page(this.name);
    try {
      this.turn = 0;
      do {
        await this.once();
        if (this.crowd.pauseMs) await pause(this.chance.between(0, this.crowd.pauseMs));
        this.turn += 1;
      } while (!this.crowd.ended);
    } finally {
      await this.page.close();
      this.caller.close();
    }
  }

  /** Asks until the answer is final; undefined when the crowd would wait no longer. */
  async persist(method, path, options = {}) {
    for (let sent = 0; !this.crowd.gaveUp; ) {
      if (!this.crowd.world.url()) {
        await pause(AWAY_MS);
        continue;
      }
      if (sent > 0) this.crowd.retries += 1;
      sent += 1;
      const answer = await this.attempt(method, path, options).catch(() => undefined);
      if (answer && !isPassing(answer.status)) return answer;
      await pause(answer ? this.chance.between(10, this.crowd.waitMsMax) : AWAY_MS);
    }
    return undefined;
  }

  async attempt(method, path, { body, headers }) {
    const url = this.crowd.world.url();
    const hangUpMs = this.chance.happens(this.crowd.haste) ? this.chance.between(0, HANG_UP_MS_MAX) : undefined;
    return this.caller.send(method, `${url}/api/v1/sites/main${path}`, { body, headers, hangUpMs });
  }
}

export class Writer extends Client {
  async once() {
    const intent = this.next();
    await this.page.intend({ key: intent.key, article: intent.article, body: sha256(intent.body), text: sha256(intent.text) });
    const answer = await this.submit(intent);
    if (!answer) return;
    await this.page.acknowledge(this.entry(intent, answer));
    this.crowd.taken += answer.status < 300 ? 1 : 0;
    if (this.chance.happens(this.crowd.echoes)) await this.echo(intent, answer);
  }

  next() {
    const key = `${this.name}-${this.turn}`;
    const filler = "x".repeat(this.chance.between(0, this.crowd.fillerBytesMax));
    const text = `${MARKER} ${key} ${filler}`.trim();
    const who = this.chance.between(0, 9);
    const body = JSON.stringify({ author: `Reader ${who}`, email: `${this.name}-${who}@example.com`, text });
    return { key, text, body, article: this.chance.of(this.crowd.world.articles) };
  }

  submit({ key, body, article }) {
    return this.persist("POST", `/articles/${article}/comments`, { body, headers: { "Idempotency-Key": key } });
  }

  entry({ key, body }, { status, text }) {
    const { id, state } = status < 300 ? JSON.parse(text) : {};
    if (status >= 300) this.crowd.counts.wrong.push(`${key}: ${status}`);
    return { key, status, id, state, body: sha256(body) };
  }

  /** The same key once more: the first answer again. */
  async echo(intent, first) {
    this.crowd.retries += 1;
    const again = await this.submit(intent);
    if (!again) return;
    const isSame = again.status === first.status && again.text === first.text;
    if (!isSame || again.headers["idempotency-replayed"] !== "true") this.crowd.counts.wrong.push(`${intent.key}: told otherwise the second time: ${first.status} ${first.text} / ${again.status} ${again.text}`);
  }
}

export class Decider extends Client {
  async once() {
    const headers = { Authorization: `Bearer ${this.crowd.world.token}` };
    const state = this.chance.of(["pending", "pending", "pending", "approved", "rejected", "spam"]);
    const list = await this.persist("GET", `/moderation/queue?limit=${QUEUE_LIMIT}&state=${state}`, { headers });
    if (!list) return;
    const { items } = JSON.parse(list.text);
    const decisions = this.choose(items ?? []);
    if (decisions.length === 0) return void (await pause(WAIT_MS_MAX / 5));
    await this.page.intendDecision({ decisions });
    const answer = await this.persist("POST", "/moderation/decisions", { body: JSON.stringify({ decisions }), headers });
    if (!answer) return;
    const { results } = JSON.parse(answer.text);
    if (answer.status !== 200) this.crowd.counts.wrong.push(`decisions: ${answer.status}`);
    for (const [n, { id, version, decision }] of decisions.entries())
      await this.page.acknowledgeDecision({ id, asked: version, decision, ...results[n] });
  }

  choose(items) {
    const wanted = this.chance.between(1, DECISIONS_MAX);
    const chosen = new Map();
    for (let n = 0; n < wanted && items.length > 0; n += 1) {
      const { id, version } = this.chance.of(items);
      chosen.set(id, { id, version, decision: this.chance.of(["approve", "approve", "reject", "spam"]) });
    }
    return [...chosen.values()];
  }
}

export class Crowd {
  retries = 0;
  taken = 0;
  counts = new Counts();
  ended = false;
  gaveUp = false;

  /** `haste`: share of requests whose client hangs up; `echoes`: share of keys sent again. */
  constructor(world, name, { writers = 8, deciders = 1, pauseMs = 0, haste = 0.02, echoes = 0.1, fillerBytesMax = 200, waitMsMax = WAIT_MS_MAX } = {}) {
    Object.assign(this, { world, name, pauseMs, haste, echoes, fillerBytesMax, waitMsMax });
    this.clients = Array.from({ length: writers }, (_, n) => new Writer(this, `writer${n}`));
    this.clients.push(...Array.from({ length: deciders }, (_, n) => new Decider(this, `decider${n}`)));
  }

  begin() {
    this.all = Promise.all(this.clients.map((client) => client.work()));
    this.all.catch(() => {}); // told by `end`
    return this;
  }

  abandon() {
    this.ended = this.gaveUp = true;
  }

  /** Each finishes what it is at; who cannot within a while stays unacknowledged. */
  async end() {
    this.ended = true;
    const limit = setTimeout(() => (this.gaveUp = true), SETTLE_MS_MAX);
    await this.all.finally(() => clearTimeout(limit));
  }
}
