// The desk: what waits, decided by key or by click, live.

import { Api, KEEPS_RULES, session } from "./api.js";
import { Decisions } from "./decisions.js";
import { begun, byId, element, say } from "./elements.js";
import { listenToKeys } from "./keys.js";
import { List } from "./list.js";
import { Live } from "./live.js";
import { Queue } from "./queue.js";
import { showComment } from "./sheet.js";

const DONE = { approved: "Approved", rejected: "Rejected", spam: "Marked as spam" };
/** With fewer than so many behind the one that is looked at, the next page is asked for. */
const AHEAD_MIN = 50;
/** Nobody at the keyboard for so long: nothing is asked, so that her session can end. */
const AWAY_AFTER_MS = 10 * 60_000;
const REFRESH_AFTER_MS = 1_000;

class Desk {
  #api;
  #decisions;
  #live;
  #queue;
  #settled = new Map();
  #list = new List({
    onChoice: (id) => this.#look(() => this.#queue.select(id)),
    onStep: (step) => this.#look(() => this.#queue.move(step)),
    onEnd: () => this.#loadMore(),
  });
  #next = null;
  #isLoading = false;
  #actedAt = Date.now();
  #isStale = false;
  #timer = null;
  #undoFrom = null;

  constructor(api) {
    this.#api = api;
    this.#decisions = new Decisions(api, {
      decided: (comment, { state }) => this.#notice(`${DONE[state]}: ${comment.author}.${this.#whoIsNext()}`),
      kept: (comment) => this.#kept(comment),
      conflict: (comment, result) => this.#conflict(comment, result),
      undone: (comment, { state }) => this.#undone(comment, state),
      failed: (comment, fault) => this.#undecided(comment, fault),
      idle: () => this.#notice("There is nothing to take back."),
    });
    this.#live = new Live(api, {
      counts: (counts) => this.#showCounts(counts),
      decided: (change) => this.#changed(() => this.#queue.decided(change)),
      pending: (change) => this.#returned(change),
      // Nobody has told of what happened before.
      open: () => this.#connection("", true),
      broken: () => this.#connection("Not live just now: trying again …", false),
    });
  }

  async begin() {
    byId("plain").remove();
    byId("desk").hidden = false;
    this.#listenToPage();
    await this.#reload();
    this.#live.begin();
  }

  // What waits -----------------------------------------------------------------------------------

  /** From the start, in the order and section that are chosen. */
  async #reload() {
    this.#queue = new Queue(byId("order").value, this.#settled);
    this.#next = null;
    this.#list.clear();
    await this.#load(null);
  }

  /** Whether it came. */
  async #load(cursor) {
    const queue = this.#queue;
    const before = new Set(queue.items.map(({ id }) => id));
    const wanted = { order: byId("order").value, section: byId("section").value, cursor };
    try {
      const { items, next } = await this.#api.queue(wanted);
      if (queue !== this.#queue) return false;
      if (cursor === null) queue.refresh(items, before, next === null);
      else queue.add(items);
      // A look at the start again says nothing about where the end was.
      if (cursor !== null || this.#next === null) this.#next = next;
      this.#show();
      return true;
    } catch (fault) {
      this.#isStale = true;
      this.#fail(fault);
      return false;
    }
  }

  /** One page at a time; after a fault only when she acts again. */
  async #loadMore() {
    if (this.#isLoading || this.#next === null) return;
    if (this.#isAway()) {
      this.#isStale = true;
      return;
    }
    this.#isLoading = true;
    const came = await this.#load(this.#next);
    this.#isLoading = false;
    if (came) this.#askForMore();
  }

  #askForMore() {
    if (this.#queue.left < AHEAD_MIN) this.#loadMore();
  }

  /** What has come in since stands on the first page, or behind the last. */
  #refreshSoon() {
    this.#isStale = true;
    if (this.#timer !== null || this.#isAway()) return;
    this.#timer = setTimeout(async () => {
      this.#timer = null;
      this.#isStale = false;
      if (await this.#load(null)) this.#askForMore();
    }, REFRESH_AFTER_MS);
  }

  #isAway() {
    return document.hidden || Date.now() - this.#actedAt > AWAY_AFTER_MS;
  }

  #acted() {
    this.#actedAt = Date.now();
    this.#live.tryNow();
    if (this.#isStale) this.#refreshSoon();
  }

  #show() {
    const { current, news } = this.#queue;
    this.#list.show(this.#queue);
    showComment(current);
    const isMore = this.#next !== null;
    say(byId("empty"), current !== null ? "" : isMore ? "More is on its way …" : "Nothing waits here.");
    const words = { decided: "A colleague has decided this one meanwhile.", changed: "Its author has changed this one meanwhile." };
    say(byId("gone"), words[news] ?? "");
  }

  // Deciding -------------------------------------------------------------------------------------

  #decide(decision) {
    const comment = this.#queue.current;
    if (comment === null) return;
    this.#changed(() => this.#queue.take(comment));
    this.#decisions.decide(comment, decision);
    this.#focusComment();
  }

  #undo() {
    this.#undoFrom = this.#queue.current?.id ?? null;
    this.#decisions.undo();
  }

  /** What was reported stays as it is; the next report brings it back. */
  #kept(comment) {
    this.#queue.giveBack(comment);
    this.#notice(`Stays published: ${comment.author}.${this.#whoIsNext()}`);
  }

  #undone(comment, state) {
    if (state !== "pending") {
      this.#refreshSoon();
      return this.#notice(`${comment.author}’s comment is ${state} again.`);
    }
    this.#putBack(comment);
    // Whoever has gone on meanwhile keeps what she reads.
    if ((this.#queue.current?.id ?? null) === this.#undoFrom) this.#look(() => this.#queue.select(comment.id));
    return this.#notice(`${comment.author}’s comment waits again.`);
  }

  #putBack(comment) {
    this.#queue.giveBack(comment);
    const section = byId("section").value;
    if (section === "" || section === comment.section) this.#changed(() => this.#queue.add([comment]));
  }

  #conflict(comment, { status, state, decided_by: who }) {
    const words =
      status === 404
        ? `${comment.author}’s comment is no longer there.`
        : `Nothing was changed: ${comment.author}’s comment is now ${state}${who ? `, decided by ${who}` : ""}.`;
    this.#notice(words, true);
    this.#refreshSoon();
  }

  /** Nothing was changed by it, or nobody knows: the comment is there again, and its version tells. */
  #undecided(comment, fault) {
    const words = this.#fail(fault);
    if (!comment) return;
    this.#putBack(comment);
    this.#notice(`${words} ${comment.author}’s comment waits still: please try again.`, true);
  }

  #fail(fault) {
    if (fault.status === undefined) reportError(fault);
    if (fault.status === 401) byId("signed-out").hidden = false;
    const words = `${fault.status === undefined ? "Something went wrong on this page" : fault.message}.`;
    this.#notice(words, true);
    return words;
  }

  // What others do -------------------------------------------------------------------------------

  /** Come in, taken back, changed by its author, or reported (then its state is another). */
  #returned({ id, version, state }) {
    const known = this.#queue.find(id);
    const isKnown = known && known.version >= version && state === "pending";
    if (!isKnown || this.#queue.news !== null) this.#refreshSoon();
  }

  #connection(words, isThere) {
    say(byId("connection"), words);
    if (isThere) this.#refreshSoon();
    else this.#isStale = true;
  }

  #showCounts({ pending, decided_24h: decided }) {
    const section = byId("section");
    const here = section.value ? (pending.sections[section.value] ?? 0) : pending.total;
    const isAllHere = this.#next === null && this.#queue.items.length >= here;
    if (!isAllHere && this.#queue.left < AHEAD_MIN) this.#refreshSoon();
    say(byId("waiting"), `${pending.total.toLocaleString("en")} waiting`);
    document.title = `${pending.total} waiting · The desk`;
    say(
      byId("decided"),
      `In 24 hours: ${decided.approved} approved, ${decided.rejected} rejected, ${decided.spam} spam`,
    );
    for (const name of Object.keys(pending.sections)) {
      if (name !== "" && ![...section.options].some((option) => option.value === name))
        section.add(new Option(name, name));
    }
    section.parentElement.hidden = section.options.length < 2;
  }

  // The page -------------------------------------------------------------------------------------

  #listenToPage() {
    for (const decision of ["approve", "reject", "spam"])
      // The second click of a double click was not meant for the next comment, nor a held key.
      byId(decision).addEventListener("click", ({ detail }) => detail < 2 && this.#decide(decision));
    byId("decide").addEventListener("keydown", (event) => event.repeat && event.preventDefault());
    byId("undo").addEventListener("click", () => this.#undo());
    byId("help-open").addEventListener("click", () => byId("help").showModal());
    for (const choice of ["order", "section"]) byId(choice).addEventListener("change", () => this.#reload());
    for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, () => this.#acted(), true);
    addEventListener("beforeunload", (event) => {
      if (this.#decisions.waiting > 0) event.preventDefault();
    });
    listenToKeys({
      a: () => this.#decide("approve"),
      r: () => this.#decide("reject"),
      s: () => this.#decide("spam"),
      z: () => this.#undo(),
      j: () => this.#move(1),
      k: () => this.#move(-1),
      "?": () => byId("help").showModal(),
    });
  }

  #move(step) {
    this.#look(() => this.#queue.move(step));
    this.#focusComment();
  }

  #look(go) {
    const { news } = this.#queue;
    this.#changed(go);
    if (news === "changed") this.#refreshSoon();
  }

  #changed(change) {
    change();
    this.#show();
    this.#askForMore();
  }

  /** Who works by key hears the next one; a button that was pressed keeps the focus. */
  #focusComment() {
    if (document.activeElement?.closest("#decide")) return;
    const comment = byId("comment");
    comment.blur(); // else it would be the same place still, and nothing be read out
    comment.focus({ preventScroll: true });
  }

  #whoIsNext() {
    const next = document.activeElement?.closest("#decide") ? this.#queue.current : null;
    return next ? ` Next: ${next.author}.` : "";
  }

  #notice(words, isConflict = false) {
    byId("notice-words").textContent = words;
    byId("notice").classList.toggle("conflict", isConflict);
  }
}

const { roles, csrf } = await begun(session());
const sites = roles.filter(({ role }) => role !== "exporter").map(({ site }) => site);
const asked = new URLSearchParams(location.search).get("site");
const site = sites.includes(asked) ? asked : sites[0];
say(byId("site"), site);
for (const other of sites.filter((one) => one !== site)) {
  const link = element("a", "", other);
  link.href = `/desk/?site=${encodeURIComponent(other)}`;
  byId("sites").append(link);
}
byId("bans").href = `/desk/bans?site=${encodeURIComponent(site)}`;
if (roles.some((one) => one.site === site && KEEPS_RULES.has(one.role))) {
  byId("rules").href = `/desk/rules?site=${encodeURIComponent(site)}`;
  byId("rules").hidden = false;
}
await new Desk(new Api(site, csrf)).begin();
