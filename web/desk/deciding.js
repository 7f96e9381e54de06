// Deciding about the comment that is looked at, or all that are marked, taking that back, and what is
// said of either.

import { Decisions } from "./decisions.js";
import { byId } from "./elements.js";
import { phrases } from "./language.js";
import { decidedManyWords, decidedWords, notice, noticeFault, undoneManyWords } from "./notices.js";
import { Refusing } from "./refusing.js";

export class Deciding {
  #looking;
  #decisions;
  #refusing;
  #undoFrom = null;

  constructor(api, looking) {
    this.#looking = looking;
    this.#refusing = new Refusing(api, (comments, given) => this.#send(comments, "reject", given));
    this.#decisions = new Decisions(api, {
      decided: (comment, { state }) => this.#decided(comment, state),
      decidedMany: (answers) => this.#decidedMany(answers),
      kept: (comment) => this.#kept(comment),
      conflict: (comment, result) => this.#conflict(comment, result),
      undone: (comment, { state }) => this.#undone(comment, state),
      undoneMany: (answers) => this.#undoneMany(answers),
      failed: (comment, fault) => this.#undecided(comment === null ? [] : [comment], fault),
      failedMany: (comments, fault) => this.#undecided(comments, fault),
      idle: () => notice(phrases.desk.nothingToUndo),
    });
  }

  /** Whether some are not answered yet. */
  get isWaiting() {
    return this.#decisions.waiting > 0;
  }

  decide(decision) {
    this.#send(this.#looking.chosen, decision);
  }

  /** Asks for a reason first, and for what goes with it. */
  refuse() {
    this.#refusing.open(this.#looking.chosen);
  }

  undo() {
    this.#undoFrom = this.#currentId();
    this.#decisions.undo();
  }

  #send(comments, decision, given = {}) {
    if (comments.length === 0) return undefined;
    this.#looking.take(comments);
    const answered =
      comments.length === 1
        ? this.#decisions.decide(comments[0], decision, given)
        : this.#decisions.decideMany(comments, decision, given);
    this.#looking.focusComment();
    return answered;
  }

  #currentId() {
    return this.#looking.queue.current?.id ?? null;
  }

  #decided(comment, state) {
    this.#lookForHeirs([comment]);
    notice(`${decidedWords(comment, state)}${this.#looking.whoIsNext()}`);
  }

  /** Of a campaign more may wait than was shown. */
  #lookForHeirs(comments) {
    const campaigns = new Set(comments.filter(({ campaign }) => campaign).map(({ campaign }) => campaign.id));
    for (const campaign of campaigns) this.#looking.loading.findHeirSoon(campaign);
  }

  /** What was reported stays as it is; the next report brings it back. */
  #kept(comment) {
    this.#looking.queue.giveBack(comment);
    notice(`${phrases.desk.staysPublished(comment.author)}${this.#looking.whoIsNext()}`);
  }

  /** Of several: how many, and whether some of them stand otherwise. */
  #decidedMany(answers) {
    const done = answers.filter(({ result }) => result.status === 200);
    for (const { comment, result } of done)
      if (result.version === comment.version) this.#looking.queue.giveBack(comment);
    this.#lookForHeirs(answers.map(({ comment }) => comment));
    const others = answers.length - done.length;
    if (others > 0) this.#looking.loading.refreshSoon();
    notice(decidedManyWords(answers) + this.#looking.whoIsNext(), others > 0);
  }

  #undone(comment, state) {
    if (state !== "pending") {
      this.#looking.queue.giveBack(comment);
      this.#looking.loading.refreshSoon();
      return notice(phrases.desk.isAgain(comment.author, state));
    }
    this.#putBack([comment]);
    // Whoever has gone on meanwhile keeps what she reads.
    if (this.#currentId() === this.#undoFrom) this.#looking.choose(comment.id);
    return notice(phrases.desk.waitsAgain(comment.author));
  }

  #undoneMany(answers) {
    const back = answers.filter(({ result }) => result.status === 200);
    const waiting = back.filter(({ result }) => result.state === "pending").map(({ comment }) => comment);
    this.#putBack(waiting);
    if (waiting.length < answers.length) this.#looking.loading.refreshSoon();
    notice(undoneManyWords(answers), back.length < answers.length);
  }

  #putBack(comments) {
    const { queue } = this.#looking;
    for (const comment of comments) queue.giveBack(comment);
    const section = byId("section").value;
    const shown = comments.filter((comment) => section === "" || section === comment.section);
    if (shown.length === 0) return;
    this.#looking.changed(() => queue.putBack(shown));
    this.#lookForHeirs(shown);
  }

  #conflict(comment, { status, state, decided_by: who }) {
    const { author } = comment;
    const { notThere, ownDecision, nothingChanged } = phrases.desk;
    if (status === 403) this.#putBack([comment]);
    notice(status === 404 ? notThere(author) : status === 403 ? ownDecision(author) : nothingChanged(author, state, who), true);
    this.#looking.loading.refreshSoon();
  }

  /** Nothing was changed by it, or nobody knows: what was decided is there again, and its version tells. */
  #undecided(comments, fault) {
    const words = noticeFault(fault);
    if (comments.length === 0) return;
    this.#putBack(comments);
    const waits = comments.length === 1 ? phrases.desk.waitsStill(comments[0].author) : phrases.desk.waitStill(comments.length);
    notice(`${words} ${waits}`, true);
  }
}
