// The sheet of a rejection: its reason, a note, what is banned with it, and what else of the same
// author is rejected. What will be decided is a list of numbers and versions that she has seen.

import { untilOf } from "./bans_words.js";
import { age, byId, element, say } from "./elements.js";
import { phrases } from "./language.js";
import { noticeFault, noticeToo } from "./notices.js";
import { REASONS, REASON_BYTES_MAX, bansAsked, bytesOf, givenWith } from "./reasons.js";
import { TOGETHER_MAX } from "./selection.js";

const BANNED = ["author", "domain", "pseudonym"];
const WORDS_MAX = 80;

export class Refusing {
  #api;
  #reject;
  #comments = [];
  #others = [];
  #asked = 0;

  /** `reject(comments, {reason?, note?})`: they are rejected with it, as one batch; settles when that is
      answered. */
  constructor(api, reject) {
    this.#api = api;
    this.#reject = reject;
    byId("refuse-reasons").append(...REASONS.map(choice));
    byId("refuse").addEventListener("keydown", (event) => this.#key(event));
    byId("refuse-form").addEventListener("submit", (event) => this.#submit(event));
    byId("refuse-leave").addEventListener("click", () => byId("refuse").close());
    byId("refuse-all").addEventListener("change", () => this.#lookForOthers());
  }

  /** About these, which were marked, or the one that is looked at. */
  open(comments) {
    if (comments.length === 0) return;
    this.#comments = comments;
    this.#others = [];
    this.#asked += 1;
    byId("refuse-form").reset();
    byId("refuse-others").replaceChildren();
    say(byId("refuse-count"), "");
    say(byId("refuse-wrong"), "");
    const [first] = comments;
    const isOne = comments.length === 1;
    say(byId("refuse-title"), isOne ? phrases.refusing.one(first.author) : phrases.refusing.many(comments.length));
    byId("refuse-one").hidden = !isOne;
    byId("refuse-domain").parentElement.hidden = !first.url;
    byId("refuse").showModal();
    byId("refuse-reasons").querySelector("input").focus();
  }

  /** A digit or a letter chooses, but where one writes. */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select, input[type=text]")) return;
    const found = REASONS.find(([, key]) => key === event.key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    const chosen = byId(`refuse-${found[0]}`);
    chosen.checked = true;
    chosen.focus();
  }

  /** What waits of the same author, as it is now: that alone can be rejected with this one. An appeal is
      answered by itself. */
  async #lookForOthers() {
    const asked = (this.#asked += 1);
    this.#others = [];
    byId("refuse-others").replaceChildren();
    say(byId("refuse-count"), "");
    if (!byId("refuse-all").checked) return;
    say(byId("refuse-count"), phrases.refusing.looking);
    const [first] = this.#comments;
    try {
      const { items, next } = await this.#api.ofAuthor(first.id);
      if (asked !== this.#asked) return;
      const others = items.filter(({ id, appeal }) => id !== first.id && !appeal);
      this.#others = others.slice(0, TOGETHER_MAX - 1);
      const isMore = next !== null || others.length > this.#others.length;
      say(byId("refuse-count"), phrases.refusing.others(this.#others.length, isMore));
      byId("refuse-others").append(...this.#others.map(line));
    } catch (fault) {
      if (asked !== this.#asked) return;
      byId("refuse-all").checked = false;
      say(byId("refuse-count"), `${fault.message}.`);
    }
  }

  #submit(event) {
    event.preventDefault();
    const form = new FormData(byId("refuse-form"));
    const written = { code: form.get("code") ?? "", own: form.get("own"), note: form.get("note") };
    const isTooLong = bytesOf(written.own.trim()) > REASON_BYTES_MAX;
    // What is still looked for was not seen.
    const isLooking = byId("refuse-all").checked && byId("refuse-count").textContent === phrases.refusing.looking;
    say(byId("refuse-wrong"), isTooLong ? phrases.refusing.tooLong : isLooking ? phrases.refusing.looking : "");
    if (isTooLong || isLooking) return;
    const given = givenWith(written);
    const kinds = this.#comments.length === 1 ? BANNED.filter((kind) => form.has(kind)) : [];
    const [first] = this.#comments;
    byId("refuse").close();
    const rejected = this.#reject([...this.#comments, ...this.#others], given);
    const why = written.own.trim() || (written.code && phrases.refusing.codes[written.code]);
    if (kinds.length > 0) this.#ban(first, bansAsked(first.id, kinds, untilOf(form.get("until"), ""), why), rejected);
  }

  /** Said behind what has become of the rejection. */
  async #ban(comment, bans, rejected) {
    try {
      for (const ban of bans) await this.#banOne(ban);
      await rejected;
      noticeToo(phrases.refusing.banned(comment.author));
    } catch (fault) {
      await rejected;
      noticeFault(fault);
    }
  }

  /** Somebody may have banned it before: so it is. */
  async #banOne(ban) {
    try {
      await this.#api.ban(ban);
    } catch (fault) {
      if (fault.status !== 409) throw fault;
    }
  }
}

function choice([code, key]) {
  const label = element("label", "refuse-reason");
  const input = element("input");
  Object.assign(input, { type: "radio", name: "code", value: code, id: `refuse-${code}` });
  label.append(input, ` ${phrases.refusing.codes[code]} `, element("kbd", "", key.toUpperCase()));
  return label;
}

function line({ created_at: at, text }) {
  const shown = element("li", "");
  shown.append(age(at), ` · ${text.slice(0, WORDS_MAX)}`);
  return shown;
}
