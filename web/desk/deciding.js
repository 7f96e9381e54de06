// Deciding about the comment that is looked at, taking that back, and what is said of either.

import { Decisions } from "./decisions.js";
import { byId } from "./elements.js";
import { phrases } from "./language.js";
import { notice, noticeFault } from "./notices.js";

export class Deciding {
  #looking;
  #decisions;
  #undoFrom = null;

  constructor(api, looking) {
    this.#looking = looking;
    this.#decisions = new Decisions(api, {
      decided: ({ author }, { state }) => notice(`${phrases.desk.done[state](author)}${looking.whoIsNext()}`),
      kept: (comment) => this.#kept(comment),
      conflict: (comment, result) => this.#conflict(comment, result),
      undone: (comment, { state }) => this.#undone(comment, state),
      failed: (comment, fault) => this.#undecided(comment, fault),
      idle: () => notice(phrases.desk.nothingToUndo),
    });
  }

  /** Whether some are not answered yet. */
  get isWaiting() {
    return this.#decisions.waiting > 0;
  }

  decide(decision) {
    const { queue } = this.#looking;
    const comment = queue.current;
    if (comment === null) return;
    this.#looking.changed(() => queue.take(comment));
    this.#decisions.decide(comment, decision);
    this.#looking.focusComment();
  }

  undo() {
    this.#undoFrom = this.#currentId();
    this.#decisions.undo();
  }

  #currentId() {
    return this.#looking.queue.current?.id ?? null;
  }

  /** What was reported stays as it is; the next report brings it back. */
  #kept(comment) {
    this.#looking.queue.giveBack(comment);
    notice(`${phrases.desk.staysPublished(comment.author)}${this.#looking.whoIsNext()}`);
  }

  #undone(comment, state) {
    if (state !== "pending") {
      this.#looking.loading.refreshSoon();
      return notice(phrases.desk.isAgain(comment.author, state));
    }
    this.#putBack(comment);
    // Whoever has gone on meanwhile keeps what she reads.
    if (this.#currentId() === this.#undoFrom) this.#looking.choose(comment.id);
    return notice(phrases.desk.waitsAgain(comment.author));
  }

  #putBack(comment) {
    const { queue } = this.#looking;
    queue.giveBack(comment);
    const section = byId("section").value;
    if (section === "" || section === comment.section) this.#looking.changed(() => queue.add([comment]));
  }

  #conflict({ author }, { status, state, decided_by: who }) {
    notice(status === 404 ? phrases.desk.notThere(author) : phrases.desk.nothingChanged(author, state, who), true);
    this.#looking.loading.refreshSoon();
  }

  /** Nothing was changed by it, or nobody knows: the comment is there again, and its version tells. */
  #undecided(comment, fault) {
    const words = noticeFault(fault);
    if (!comment) return;
    this.#putBack(comment);
    notice(`${words} ${phrases.desk.waitsStill(comment.author)}`, true);
  }
}
