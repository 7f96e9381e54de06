// What is marked to be decided together: each comment as it was when it was marked, so that nobody
// decides about words, or reports, that came later.

/** As many as the service takes at once. */
export const TOGETHER_MAX = 100;

export class Selection {
  #marked = new Map();

  get size() {
    return this.#marked.size;
  }

  has(id) {
    return this.#marked.has(id);
  }

  /** Marks it, or no more. False: that would be too many. */
  toggle(comment) {
    if (this.#marked.delete(comment.id)) return true;
    if (this.#marked.size >= TOGETHER_MAX) return false;
    this.#marked.set(comment.id, comment);
    return true;
  }

  clear() {
    this.#marked.clear();
  }

  /** Lets go of those that wait no more: `waits(id)`. */
  keep(waits) {
    for (const id of [...this.#marked.keys()]) if (!waits(id)) this.#marked.delete(id);
  }

  get all() {
    return [...this.#marked.values()];
  }
}
