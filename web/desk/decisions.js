// Decisions on their way: one after the other, in the order of the keys, each a batch of its own, so
// that each can be taken back by itself.

export class Decisions {
  #api;
  #tell;
  #last = Promise.resolve();
  #done = [];
  #waiting = 0;

  /** `tell`: what becomes of each: `decided(comment, result)`, `kept(comment)` where that is no change
      of it and nothing can be taken back, `conflict(comment, result)`,
      `undone(comment, result)`, `failed(comment, fault)`, `idle()` when nothing can be undone. */
  constructor(api, tell) {
    this.#api = api;
    this.#tell = tell;
  }

  /** How many are not answered yet. */
  get waiting() {
    return this.#waiting;
  }

  decide(comment, decision) {
    return this.#inTurn(comment, async () => {
      const { id, version } = comment;
      const { batch, results } = await this.#api.decide([{ id, version, decision }]);
      const [result] = results;
      if (result.status !== 200) return this.#tell.conflict(comment, result);
      if (result.version === version) return this.#tell.kept(comment);
      this.#done.push({ batch, comment });
      return this.#tell.decided(comment, result);
    });
  }

  /** Takes back the last that was not taken back yet. */
  undo() {
    return this.#inTurn(null, async () => {
      const last = this.#done.pop();
      if (!last) return this.#tell.idle();
      const result = await this.#undone(last);
      return result.status === 200
        ? this.#tell.undone({ ...last.comment, version: result.version }, result)
        : this.#tell.conflict(last.comment, result);
    });
  }

  async #undone(last) {
    try {
      return (await this.#api.undo(last.batch)).results[0];
    } catch (fault) {
      this.#done.push(last);
      throw fault;
    }
  }

  #inTurn(comment, act) {
    this.#waiting += 1;
    this.#last = this.#last
      .then(act)
      .catch((fault) => this.#tell.failed(comment, fault))
      .finally(() => {
        this.#waiting -= 1;
      });
    return this.#last;
  }
}
