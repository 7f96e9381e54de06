// The calls of the public HTTP API that the desk makes (openapi.yaml).

import { phrases } from "./language.js";

const ANSWER_AFTER_MS_MAX = 30_000;

/** What stood in the way of an answer. `status` 0: none came. `errors`: what is wrong in which place. */
export class ApiFault extends Error {
  constructor(status, title, errors = []) {
    super(title);
    this.status = status;
    this.errors = errors;
  }
}

/** Nothing is `{}`; what was cut off is null. */
function parsed(text) {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `body`: a problem, or whatever else came. */
function refusalWords(body) {
  return phrases.everywhere.refused(body?.type?.replace("/problems/", ""), body?.title);
}

export async function call(path, { signal = AbortSignal.timeout(ANSWER_AFTER_MS_MAX), ...options } = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, signal });
  } catch {
    throw new ApiFault(0, phrases.everywhere.noAnswer);
  }
  const text = await response.text().catch(() => null);
  const body = parsed(text);
  if (!response.ok) throw new ApiFault(response.status, refusalWords(body), body?.errors);
  if (body === null) throw new ApiFault(0, phrases.everywhere.partOfAnswer);
  return body;
}

/** Who has signed in: her name, her roles, and what her calls must carry. */
export const session = () => call("/api/v1/session");

/** The roles that may write the rules of their site. */
export const KEEPS_RULES = new Set(["editor", "admin"]);

export class Api {
  #base;
  #csrf;

  constructor(site, csrf) {
    this.#base = `/api/v1/sites/${encodeURIComponent(site)}/moderation`;
    this.#csrf = csrf;
  }

  /** One page: `{items, next}`. `wanted`: what is set of the call's parameters. */
  queue(wanted) {
    const query = new URLSearchParams({ limit: "100" });
    for (const [name, value] of Object.entries(wanted)) if (value) query.set(name, value);
    return call(`${this.#base}/queue?${query}`);
  }

  /** What waits of the author of a comment, the oldest first. */
  ofAuthor(id) {
    return call(`${this.#base}/queue?${new URLSearchParams({ author_of: id, limit: "100" })}`);
  }

  /** `{kind, comment, until?, reason?}` */
  ban(wanted) {
    return this.#act("/bans", wanted);
  }

  /** `decisions`: [{id, version, decision, reason?, note?}]. */
  decide(decisions) {
    return this.#act("/decisions", { decisions });
  }

  undo(batch) {
    return this.#act(`/batches/${batch}/undo`, {});
  }

  /** What she holds then, at most `limit`: `{items, until}`. */
  claim(limit, section) {
    return this.#act("/claims", section ? { limit, section } : { limit });
  }

  /** Nobody waits for the answer: the page is going. */
  letGo() {
    const headers = { "X-CSRF-Token": this.#csrf };
    fetch(`${this.#base}/claims`, { method: "DELETE", headers, keepalive: true }).catch(() => {});
  }

  events() {
    return new EventSource(`${this.#base}/events`);
  }

  #act(path, body) {
    return call(this.#base + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.#csrf },
      body: JSON.stringify(body),
    });
  }
}
