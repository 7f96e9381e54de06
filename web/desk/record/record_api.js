// The calls of the public HTTP API that these two pages make beside the desk's (openapi.yaml).

import { call } from "../api.js";

const LONG_MS_MAX = 60_000;

export class RecordApi {
  #base;
  #csrf;

  constructor(site, csrf) {
    this.#base = `/api/v1/sites/${encodeURIComponent(site)}`;
    this.#csrf = csrf;
  }

  /** All that is known of a comment but the address. */
  record(id) {
    return call(`${this.#base}/moderation/comments/${id}`);
  }

  /** `{email, author, url, text}`, unmasked; the audit says who has asked. */
  reveal(id) {
    return call(`${this.#base}/moderation/comments/${id}/reveal`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.#csrf },
      body: "{}",
    });
  }

  /** One page, the newest first: `{items, next}`. `wanted`: by, decision, from, to, cursor. */
  entries(wanted) {
    const query = new URLSearchParams({ order: "newest", limit: "50" });
    for (const [name, value] of Object.entries(wanted)) if (value) query.set(name, value);
    return call(`${this.#base}/audit?${query}`);
  }

  verify() {
    return call(`${this.#base}/audit/verify`, { signal: AbortSignal.timeout(LONG_MS_MAX) });
  }

  /** Days as "2026-11-01", half-open. */
  numbers({ from, to }) {
    const query = new URLSearchParams({ from, to });
    return call(`${this.#base}/audit/numbers?${query}`, { signal: AbortSignal.timeout(LONG_MS_MAX) });
  }

  /** Where the browser gets the same as a file. */
  fileOf(part, wanted) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(wanted)) if (value) query.set(name, value);
    return `${this.#base}/${part}?${query}`;
  }
}
