// The address, for whoever may see it: asked for by a button, shown for a while, and gone from the page
// with it.

import { byId, element, say } from "../elements.js";
import { noticeFault } from "../notices.js";
import { phrases } from "./phrases.js";

const SHOWN_MS_MAX = 60_000;

export class Revealing {
  #api;
  #timer = null;
  #asked = 0;

  constructor(api) {
    this.#api = api;
    byId("hide").addEventListener("click", () => this.hide());
    // Leaving the page, or only looking elsewhere, takes it away.
    addEventListener("pagehide", () => this.hide());
    document.addEventListener("visibilitychange", () => document.hidden && this.hide());
  }

  /** `onLook()`: the audit has an entry more. */
  listen(id, onLook) {
    byId("reveal").addEventListener("click", async () => {
      const asked = (this.#asked += 1);
      try {
        const words = await this.#api.reveal(id);
        if (asked === this.#asked && !document.hidden) this.#show(words);
        await onLook();
      } catch (fault) {
        noticeFault(fault);
      }
    });
  }

  /** Also what is still on its way. */
  hide() {
    this.#asked += 1;
    clearTimeout(this.#timer);
    byId("revealed-words").replaceChildren();
    if (byId("revealed").hidden) return;
    byId("revealed").hidden = true;
    byId("reveal").disabled = false;
    say(byId("reveal-said"), phrases.record.hidden);
  }

  #show({ email, author, url, text }) {
    const { address, website, words, notHeld } = phrases.record;
    const lines = [[address, email ?? notHeld], [phrases.bans.name, author], ...(url ? [[website, url]] : []), [words, text]];
    byId("revealed-words").replaceChildren(...lines.flatMap(([what, said]) => [element("dt", "", what), element("dd", "", said)]));
    byId("revealed").hidden = false;
    byId("reveal").disabled = true;
    say(byId("reveal-said"), "");
    byId("hide").focus();
    this.#timer = setTimeout(() => this.hide(), SHOWN_MS_MAX);
  }
}
