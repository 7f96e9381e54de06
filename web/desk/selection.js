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

  /** Marks them together, or no more. False: that would be too many. */
  toggle(...comments) {
    const marked = comments.filter(({ id }) => this.#marked.delete(id));
    if (marked.length > 0) return true;
    if (this.#marked.size + comments.length > TOGETHER_MAX) return false;
    for (const comment of comments) this.#marked.set(comment.id, comment);
    return true;
  }

  clear() {
    this.#marked.clear();
  }

  /** Lets go of those that wait no more: `waits(id, comment)`. */
  keep(waits) {
    for (const [id, comment] of [...this.#marked]) if (!waits(id, comment)) this.#marked.delete(id);
  }

  get all() {
    return [...this.#marked.values()];
  }
}
