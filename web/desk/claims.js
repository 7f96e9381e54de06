// Claims: so that colleagues who work at once look at different comments. They are asked for by hand,
// held while somebody works here, and let go when she leaves.

import { byId } from "./elements.js";
import { filters } from "./filters.js";
import { phrases } from "./language.js";
import { notice, noticeFault } from "./notices.js";

export const AT_ONCE = 20;

export class Claims {
  #api;
  #looking;
  #name;
  #isOn = false;
  #isAsking = false;
  #renewAt = Infinity;

  /** `name`: hers, as the service says who holds what. */
  constructor(api, looking, name) {
    this.#api = api;
    this.#looking = looking;
    this.#name = name;
  }

  begin() {
    byId("claim").addEventListener("click", () => this.claim());
    // A page that comes back from the browser's memory has let go, too.
    addEventListener("pagehide", () => this.#letGo());
  }

  /** Another twenty, those that she holds among them. */
  async claim() {
    const held = await this.#ask(AT_ONCE, filters.wanted.section);
    if (held === null) return;
    notice(held.length > 0 ? phrases.desk.claimed(held.length) : phrases.desk.nothingToClaim);
    if (held.length === 0) return;
    const { queue } = this.#looking;
    if (queue.current?.claim?.by === this.#name) return;
    this.#looking.choose(held[0].id);
    this.#looking.focusComment();
  }

  /** Somebody is at the keyboard. */
  async noteAct() {
    if (Date.now() < this.#renewAt) return;
    const held = this.#looking.queue.items.filter(({ claim }) => claim?.by === this.#name).length;
    if (held === 0) this.#renewAt = Infinity;
    else await this.#ask(Math.min(held, 100), "");
  }

  /** What she holds, or null where no answer came. */
  async #ask(limit, section) {
    if (this.#isAsking) return null;
    this.#isAsking = true;
    const { queue } = this.#looking;
    try {
      const { items, until } = await this.#api.claim(limit, section);
      this.#isOn = true;
      this.#renewAt = Date.now() + (Date.parse(until) - Date.now()) / 2;
      if (queue !== this.#looking.queue) return items;
      this.apply(queue);
      this.#looking.changed(() => queue.addClaimed(items));
      return items;
    } catch (fault) {
      noticeFault(fault);
      return null;
    } finally {
      this.#isAsking = false;
    }
  }

  /** Once she claims, what colleagues hold is passed over; a queue that is read anew must know. */
  apply(queue) {
    if (this.#isOn) queue.passOver = ({ claim }) => claim !== undefined && claim.by !== this.#name;
  }

  #letGo() {
    if (this.#isOn) this.#api.letGo();
    this.#isOn = false;
    this.#renewAt = Infinity;
  }
}
