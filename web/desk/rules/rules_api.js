// The calls of the public HTTP API that the rules page makes (openapi.yaml).

import { call } from "../api.js";

const BACKTEST_AFTER_MS_MAX = 5 * 60_000;

export class RulesApi {
  #base;
  #csrf;

  constructor(site, csrf) {
    this.#base = `/api/v1/sites/${encodeURIComponent(site)}/rules`;
    this.#csrf = csrf;
  }

  /** The version that judges now, with its files. */
  active() {
    return call(this.#base);
  }

  version(number) {
    return call(`${this.#base}/versions/${number}`);
  }

  /** One page, newest first: `{items, next}`. */
  versions(cursor) {
    const query = new URLSearchParams({ limit: "50" });
    if (cursor) query.set("cursor", cursor);
    return call(`${this.#base}/versions?${query}`);
  }

  /** What each rule has hit in so many days. */
  figures(days) {
    return call(`${this.#base}/figures?days=${days}`);
  }

  /** These files judge from now on; 412 where others than those of `seen` do meanwhile. */
  put(files, seen) {
    return this.#send("PUT", "", { files }, ifStill(seen));
  }

  check(files) {
    return this.#send("POST", "/check", { files });
  }

  /** 412 as above. */
  activate(number, seen) {
    return this.#send("POST", `/versions/${number}/activate`, {}, ifStill(seen));
  }

  /** `asked`: {files} or {version}, from, to, limit. `stop`: an AbortSignal. */
  backtest(asked, stop) {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(BACKTEST_AFTER_MS_MAX)]);
    return this.#send("POST", "/backtest", asked, {}, { signal });
  }

  #send(method, path, body, headers = {}, options = {}) {
    return call(this.#base + path, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.#csrf, ...headers },
      body: JSON.stringify(body),
      ...options,
    });
  }
}

/** `seen`: the version that she has seen judge. */
const ifStill = ({ hash }) => ({ "If-Match": `"${hash}"` });
