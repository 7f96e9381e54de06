// What waits, as it comes from the service: page by page, and anew when something has happened there.

import { filters } from "./filters.js";
import { noticeFault } from "./notices.js";
import { Queue } from "./queue.js";
import { isSearch } from "./wanted.js";

/** With fewer than so many behind the one that is looked at, the next page is asked for. */
const AHEAD_MIN = 50;
/** Nobody at the keyboard for so long: nothing is asked, so that her session can end. */
const AWAY_AFTER_MS = 10 * 60_000;
const REFRESH_AFTER_MS = 1_000;
/** Of more campaigns than these the first page is asked for again. */
const HEIRS_MAX = 10;

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
  #heirless = new Set();

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
    const isAllHere = this.#next === null && this.#queue.weight >= count;
    if (!isAllHere && this.#queue.left < AHEAD_MIN) this.refreshSoon();
  }

  /** The members of a campaign that wait, the one that stands in the list first, at most 100:
      `{items, next}`. */
  members(campaign, limit = "") {
    const { section, order } = filters.wanted;
    return this.#api.queue({ campaign, section, order: order === "score" ? order : "", limit });
  }

  /** The first of this campaign waits no more: whoever is the next stands in the list. */
  findHeirSoon(campaign) {
    this.#heirless.add(campaign);
    if (this.#heirless.size > 1) return;
    setTimeout(() => this.#findHeirs(), REFRESH_AFTER_MS);
  }

  async #findHeirs() {
    const queue = this.#queue;
    const heirless = [...this.#heirless];
    this.#heirless.clear();
    if (heirless.length > HEIRS_MAX) return this.refreshSoon();
    try {
      for (const campaign of heirless) {
        const { items } = await this.members(campaign, "1");
        if (queue !== this.#queue) return undefined;
        queue.add(items);
        this.#onLoad();
      }
      return undefined;
    } catch (fault) {
      return noticeFault(fault);
    }
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
    const { wanted } = filters;
    // What is searched for is shown one by one.
    const fold = isSearch(wanted) ? "" : "campaigns";
    try {
      const { items: found, next } = await this.#api.queue({ ...wanted, fold, cursor });
      const items = fold ? found : found.map(({ campaign, ...comment }) => comment);
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
