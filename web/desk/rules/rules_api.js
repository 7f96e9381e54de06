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

  /** These files judge from now on. */
  put(files) {
    return this.#send("PUT", "", { files });
  }

  check(files) {
    return this.#send("POST", "/check", { files });
  }

  activate(number) {
    return this.#send("POST", `/versions/${number}/activate`, {});
  }

  /** `asked`: {files} or {version}, from, to, limit. `stop`: an AbortSignal. */
  backtest(asked, stop) {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(BACKTEST_AFTER_MS_MAX)]);
    return this.#send("POST", "/backtest", asked, { signal });
  }

  #send(method, path, body, options = {}) {
    return call(this.#base + path, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.#csrf },
      body: JSON.stringify(body),
      ...options,
    });
  }
}
