// What waits, as it comes from the service: page by page, and anew when something has happened there.

import { filters } from "./filters.js";
import { noticeFault } from "./notices.js";
import { Queue } from "./queue.js";

/** With fewer than so many behind the one that is looked at, the next page is asked for. */
const AHEAD_MIN = 50;
/** Nobody at the keyboard for so long: nothing is asked, so that her session can end. */
const AWAY_AFTER_MS = 10 * 60_000;
const REFRESH_AFTER_MS = 1_000;

export class Loading {
  #api;
  #onLoad;
  #queue;
  #settled = new Map();
  #next = null;
  #isLoading = false;
  #actedAt = Date.now();
  #isStale = false;
  #timer = null;

  /** `onLoad()`: something came, or is another queue now. */
  constructor(api, onLoad) {
    this.#api = api;
    this.#onLoad = onLoad;
  }

  get queue() {
    return this.#queue;
  }

  /** Whether the service has more than is known here. */
  get isMore() {
    return this.#next !== null;
  }

  /** From the start, as it is wanted. */
  async reload() {
    this.#queue = new Queue(filters.wanted.order, this.#settled);
    this.#next = null;
    await this.#load(null);
  }

  /** One page at a time; after a fault only when she acts again. */
  async loadMore() {
    if (this.#isLoading || this.#next === null) return;
    if (this.#isAway()) {
      this.#isStale = true;
      return;
    }
    this.#isLoading = true;
    const came = await this.#load(this.#next);
    this.#isLoading = false;
    if (came) this.askForMore();
  }

  askForMore() {
    if (this.#queue.left < AHEAD_MIN) this.loadMore();
  }

  /** What has come in since stands on the first page, or behind the last. */
  refreshSoon() {
    this.#isStale = true;
    if (this.#timer !== null || this.#isAway()) return;
    this.#timer = setTimeout(async () => {
      this.#timer = null;
      this.#isStale = false;
      if (await this.#load(null)) this.askForMore();
    }, REFRESH_AFTER_MS);
  }

  /** So many wait by the service's count, of those that are asked for here. */
  expect(count) {
    const isAllHere = this.#next === null && this.#queue.items.length >= count;
    if (!isAllHere && this.#queue.left < AHEAD_MIN) this.refreshSoon();
  }

  /** Nobody tells what happens from now on: it is asked for when she acts again. */
  noteStale() {
    this.#isStale = true;
  }

  /** Somebody is at the keyboard. */
  noteAct() {
    this.#actedAt = Date.now();
    if (this.#isStale) this.refreshSoon();
  }

  /** Whether it came. */
  async #load(cursor) {
    const queue = this.#queue;
    const before = new Set(queue.items.map(({ id }) => id));
    const wanted = { ...filters.wanted, cursor };
    try {
      const { items, next } = await this.#api.queue(wanted);
      if (queue !== this.#queue) return false;
      if (cursor === null) queue.refresh(items, before, next === null);
      else queue.add(items);
      // A look at the start again says nothing about where the end was.
      if (cursor !== null || this.#next === null) this.#next = next;
      this.#onLoad();
      return true;
    } catch (fault) {
      this.#isStale = true;
      noticeFault(fault);
      return false;
    }
  }

  #isAway() {
    return document.hidden || Date.now() - this.#actedAt > AWAY_AFTER_MS;
  }
}
