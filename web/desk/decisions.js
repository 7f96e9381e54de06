// Decisions on their way: one after the other, in the order of the keys, each a batch of its own, so
// that each can be taken back by itself. What was marked together is one batch.

export class Decisions {
  #api;
  #tell;
  #last = Promise.resolve();
  #done = [];
  #waiting = 0;

  /** `tell`: what becomes of each: `decided(comment, result)`, `kept(comment)` where that is no change
      of it and nothing can be taken back, `conflict(comment, result)`,
      `undone(comment, result)`, `failed(comment, fault)`, `idle()` when nothing can be undone.
      Of several at once: `decidedMany(answers)`, `undoneMany(answers)`, each answer `{comment, result}`
      as above, and `failedMany(comments, fault)`. */
  constructor(api, tell) {
    this.#api = api;
    this.#tell = tell;
  }

  /** How many are not answered yet. */
  get waiting() {
    return this.#waiting;
  }

  /** `more`: its reason and note, where there are any. */
  decide(comment, decision, more = {}) {
    return this.#inTurn(
      async () => {
        const { batch, results } = await this.#send([comment], decision, more);
        const [result] = results;
        if (result.status !== 200) return this.#tell.conflict(comment, result);
        if (result.version === comment.version) return this.#tell.kept(comment);
        this.#done.push({ batch, comments: [comment] });
        return this.#tell.decided(comment, result);
      },
      (fault) => this.#tell.failed(comment, fault),
    );
  }

  /** As one batch. */
  decideMany(comments, decision, more = {}) {
    return this.#inTurn(
      async () => {
        const { batch, results } = await this.#send(comments, decision, more);
        const answers = comments.map((comment, at) => ({ comment, result: results[at] }));
        const moved = answers.filter(({ comment, result }) => result.status === 200 && result.version !== comment.version);
        if (moved.length > 0) this.#done.push({ batch, comments: moved.map(({ comment }) => comment) });
        return this.#tell.decidedMany(answers);
      },
      (fault) => this.#tell.failedMany(comments, fault),
    );
  }

  /** Takes back the last that was not taken back yet. */
  undo() {
    return this.#inTurn(
      async () => {
        const last = this.#done.pop();
        if (!last) return this.#tell.idle();
        const results = await this.#undone(last);
        const answers = last.comments.map((comment, at) => {
          const result = results.find(({ id }) => id === comment.id) ?? results[at];
          return { comment: result.status === 200 ? { ...comment, version: result.version } : comment, result };
        });
        if (answers.length > 1) return this.#tell.undoneMany(answers);
        const [{ comment, result }] = answers;
        return result.status === 200 ? this.#tell.undone(comment, result) : this.#tell.conflict(comment, result);
      },
      (fault) => this.#tell.failed(null, fault),
    );
  }

  #send(comments, decision, more) {
    return this.#api.decide(comments.map(({ id, version }) => ({ id, version, decision, ...more })));
  }

  async #undone(last) {
    try {
      return (await this.#api.undo(last.batch)).results;
    } catch (fault) {
      this.#done.push(last);
      throw fault;
    }
  }

  #inTurn(act, failed) {
    this.#waiting += 1;
    this.#last = this.#last
      .then(act)
      .catch(failed)
      .finally(() => {
        this.#waiting -= 1;
      });
    return this.#last;
  }
}
