// The desk: what waits, decided by key or by click, live.

import { Api, session } from "./api.js";
import { Decisions } from "./decisions.js";
import { byId, element, say } from "./elements.js";
import { listenToKeys } from "./keys.js";
import { List } from "./list.js";
import { listen } from "./live.js";
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
  #queue;
  /** Decided here, on their way or done: what a page that was asked for before may still bring. */
  #left = new Set();
  #list = new List({ onChoice: (id) => this.#choose(id), onEnd: () => this.#loadMore() });
  #next = null;
  #loading = null;
  #actedAt = Date.now();
  #isStale = false;
  #timer = null;

  constructor(api) {
    this.#api = api;
    this.#decisions = new Decisions(api, {
      decided: (comment, { state }) => this.#notice(`${DONE[state]}: ${comment.author}.`),
      kept: (comment) => this.#kept(comment),
      conflict: (comment, result) => this.#conflict(comment, result),
      undone: (comment, { state }) => this.#undone(comment, state),
      failed: (comment, fault) => this.#undecided(comment, fault),
      idle: () => this.#notice("There is nothing to take back."),
    });
  }

  async begin() {
    byId("plain").remove();
    byId("desk").hidden = false;
    this.#listenToPage();
    await this.#reload();
    listen(this.#api, {
      counts: (counts) => this.#showCounts(counts),
      decided: (change) => this.#decidedElsewhere(change),
      pending: (change) => this.#returned(change),
      open: (again) => this.#connected(again),
      broken: () => say(byId("connection"), "Not live just now: trying again …"),
    });
  }

  // What waits -----------------------------------------------------------------------------------

  /** From the start, in the order and section that are chosen. */
  async #reload() {
    this.#queue = new Queue(byId("order").value);
    this.#next = null;
    this.#list.clear();
    await this.#load(null);
  }

  async #load(cursor) {
    const queue = this.#queue;
    const wanted = { order: byId("order").value, section: byId("section").value, cursor };
    try {
      const { items, next } = await this.#api.queue(wanted);
      if (queue !== this.#queue) return;
      // A look at the start again says nothing about where the end was.
      if (cursor !== null || this.#next === null) this.#next = next;
      queue.add(items.filter(({ id }) => !this.#left.has(id)));
      this.#show();
    } catch (fault) {
      this.#fail(fault);
    }
  }

  /** One page at a time. */
  async #loadMore() {
    if (this.#loading || this.#next === null) return;
    this.#loading = this.#load(this.#next);
    await this.#loading;
    this.#loading = null;
    this.#askForMore();
  }

  #askForMore() {
    if (this.#queue.current === null || this.#queue.left < AHEAD_MIN) this.#loadMore();
  }

  /** What has come in since stands on the first page, or behind the last. */
  #refreshSoon() {
    this.#isStale = true;
    if (this.#timer !== null || this.#isAway()) return;
    this.#timer = setTimeout(async () => {
      this.#timer = null;
      this.#isStale = false;
      await this.#load(null);
    }, REFRESH_AFTER_MS);
  }

  #isAway() {
    return document.hidden || Date.now() - this.#actedAt > AWAY_AFTER_MS;
  }

  #acted() {
    this.#actedAt = Date.now();
    if (this.#isStale) this.#refreshSoon();
  }

  #show() {
    const { current } = this.#queue;
    this.#list.show(this.#queue);
    showComment(current);
    say(byId("gone"), current?.isGone ? "A colleague has decided this one meanwhile." : "");
  }

  // Deciding -------------------------------------------------------------------------------------

  #decide(decision) {
    const comment = this.#queue.current;
    if (comment === null) return;
    this.#left.add(comment.id);
    this.#queue.remove(comment.id);
    this.#show();
    this.#askForMore();
    this.#decisions.decide(comment, decision);
    this.#focusComment();
  }

  #undo() {
    this.#decisions.undo();
  }

  /** What was reported stays as it is; the next report brings it back. */
  #kept(comment) {
    this.#left.delete(comment.id);
    this.#notice(`Stays published: ${comment.author}.`);
  }

  #undone(comment, state) {
    if (state === "pending") return this.#takeBack(comment, `${comment.author}’s comment waits again.`);
    this.#left.delete(comment.id);
    return this.#notice(`${comment.author}’s comment is ${state} again.`);
  }

  #takeBack(comment, words, isFault = false) {
    this.#left.delete(comment.id);
    this.#queue.add([comment]);
    this.#queue.select(comment.id);
    this.#show();
    this.#notice(words, isFault);
  }

  #conflict(comment, { status, state, decided_by: who }) {
    const words =
      status === 404
        ? `${comment.author}’s comment is no longer there.`
        : `Nothing was changed: ${comment.author}’s comment is now ${state}${who ? `, decided by ${who}` : ""}.`;
    this.#notice(words, true);
  }

  /** Nothing was changed by it, or nobody knows: the comment is there again, and its version tells. */
  #undecided(comment, fault) {
    const words = this.#fail(fault);
    if (comment) this.#takeBack(comment, `${words} ${comment.author}’s comment waits still: please try again.`, true);
  }

  #fail(fault) {
    if (fault.status === undefined) reportError(fault);
    if (fault.status === 401) byId("signed-out").hidden = false;
    const words = `${fault.status === undefined ? "Something went wrong on this page" : fault.message}.`;
    this.#notice(words, true);
    return words;
  }

  // What others do -------------------------------------------------------------------------------

  /** It leaves the list; under the eyes of whoever reads it, it stays and says so. */
  #decidedElsewhere({ id, version, state }) {
    const comment = this.#queue.find(id);
    if (!comment) return;
    // What was reported and stays published keeps its version.
    const isKept = comment.version === version && comment.state === state;
    if (comment.version >= version && !isKept) return;
    if (this.#queue.current === comment) comment.isGone = true;
    else this.#queue.remove(id);
    this.#show();
    this.#askForMore();
  }

  #returned({ id, state }) {
    this.#left.delete(id);
    if (state !== "pending" || this.#queue.find(id)?.isGone !== false) this.#refreshSoon();
  }

  #connected(again) {
    say(byId("connection"), "");
    if (again) this.#refreshSoon();
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
      byId(decision).addEventListener("click", () => this.#decide(decision));
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

  #choose(id) {
    this.#leaveGone(() => this.#queue.select(id));
  }

  #move(step) {
    this.#leaveGone(() => this.#queue.move(step));
    this.#focusComment();
    this.#askForMore();
  }

  /** What a colleague has decided stays only as long as it is looked at. */
  #leaveGone(go) {
    const before = this.#queue.current;
    go();
    if (before?.isGone && this.#queue.current !== before) this.#queue.remove(before.id);
    this.#show();
  }

  /** Who works by key hears the next one; a button that was pressed keeps the focus. */
  #focusComment() {
    if (!document.activeElement?.closest("#decide")) byId("comment").focus({ preventScroll: true });
  }

  #notice(words, isConflict = false) {
    say(byId("notice-words"), words);
    byId("notice").classList.toggle("conflict", isConflict);
  }
}

const { roles, csrf } = await session();
const sites = roles.filter(({ role }) => role !== "exporter").map(({ site }) => site);
const asked = new URLSearchParams(location.search).get("site");
const site = sites.includes(asked) ? asked : sites[0];
say(byId("site"), site);
for (const other of sites.filter((one) => one !== site)) {
  const link = element("a", "", other);
  link.href = `/desk/?site=${encodeURIComponent(other)}`;
  byId("sites").append(link);
}
await new Desk(new Api(site, csrf)).begin();
