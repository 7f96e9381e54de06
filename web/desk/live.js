// What happens elsewhere, as the service tells it to a page that is looked at: a browser has few
// connections to one address, and a hidden page would hold one.

const AGAIN_AFTER_MS = 5_000;
const AGAIN_AFTER_MS_MAX = 5 * 60_000;

export class Live {
  #api;
  #on;
  #events = null;
  #timer = null;
  #pauseMs = AGAIN_AFTER_MS;

  /** `on.counts(counts)`, `on.decided({id, version, state})`, `on.pending({id, version, state})`,
      `on.claimed({id, claim})`, null when nobody holds it any more,
      `on.open()`: told from now on; `on.broken()`: not told for now. */
  constructor(api, on) {
    this.#api = api;
    this.#on = on;
  }

  begin() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    this.#open();
  }

  /** Where the service has refused it before. */
  tryNow() {
    if (this.#timer !== null) this.#open();
  }

  #close() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#events?.close();
    this.#events = null;
  }

  #open() {
    this.#close();
    const events = this.#api.events();
    this.#events = events;
    const tell = (name, act) => events.addEventListener(name, ({ data }) => act(JSON.parse(data)));
    tell("counts", this.#on.counts);
    tell("comment.decided", this.#on.decided);
    tell("comment.pending", this.#on.pending);
    tell("claim.changed", this.#on.claimed);
    events.addEventListener("open", () => {
      this.#pauseMs = AGAIN_AFTER_MS;
      this.#on.open();
    });
    events.addEventListener("error", () => this.#failed(events));
  }

  /** A refusal ends it, where a lost connection is tried again by itself. */
  #failed(events) {
    this.#on.broken();
    if (events !== this.#events || events.readyState !== EventSource.CLOSED) return;
    this.#timer = setTimeout(() => this.#open(), this.#pauseMs);
    this.#pauseMs = Math.min(2 * this.#pauseMs, AGAIN_AFTER_MS_MAX);
  }
}
