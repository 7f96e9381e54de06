// What is looked at: the list of what waits, and the comment that is chosen in it.

import { byId, say } from "./elements.js";
import { phrases } from "./language.js";
import { List } from "./list.js";
import { Loading } from "./loading.js";
import { notice } from "./notices.js";
import { Selection, TOGETHER_MAX } from "./selection.js";
import { showComment } from "./sheet.js";

export class Looking {
  #loading;
  #selection = new Selection();
  #list = new List({
    onChoice: (id) => this.choose(id),
    onStep: (step) => this.#look(() => this.queue.move(step)),
    onEnd: () => this.#loading.loadMore(),
  });

  /** Called when the queue is another one. */
  onReload = () => {};

  constructor(api) {
    this.#loading = new Loading(api, () => this.#show());
  }

  get queue() {
    return this.#loading.queue;
  }
  get loading() {
    return this.#loading;
  }

  /** From the start, as it is wanted. */
  async reload() {
    this.#list.clear();
    this.#selection.clear();
    const loaded = this.#loading.reload();
    this.onReload();
    await loaded;
  }

  /** Marks the one that is looked at to be decided with others, or no more. */
  mark() {
    const { current } = this.queue;
    if (current === null) return;
    if (!this.#selection.toggle(current)) notice(phrases.desk.tooManyMarked(TOGETHER_MAX), true);
    this.#show();
  }

  unmark() {
    this.#selection.clear();
    this.#show();
  }

  /** What a key decides about: all that is marked, or the one that is looked at. */
  get chosen() {
    if (this.#selection.size > 0) return this.#selection.all;
    return this.queue.current === null ? [] : [this.queue.current];
  }

  /** They are on their way to be decided: they leave the list, but for those that have changed since
      they were marked. */
  take(comments) {
    this.#selection.clear();
    this.changed(() => {
      for (const { id, version } of comments) {
        const known = this.queue.find(id);
        if (known?.version === version) this.queue.take(known);
      }
    });
  }

  choose(id) {
    this.#look(() => this.queue.select(id));
  }

  /** To the next (1) or the one before (-1), which is read out. */
  move(step) {
    this.#look(() => this.queue.move(step));
    this.focusComment();
  }

  /** `change()` changes the queue, which is shown then. */
  changed(change) {
    change();
    this.#show();
    this.#loading.askForMore();
  }

  /** Who works by key hears the next one; a button that was pressed keeps the focus. */
  focusComment() {
    if (document.activeElement?.closest("#decide")) return;
    const comment = byId("comment");
    comment.blur(); // else it would be the same place still, and nothing be read out
    comment.focus({ preventScroll: true });
  }

  /** Said to whoever has pressed a button, as she hears nothing of the next one else. */
  whoIsNext() {
    const next = document.activeElement?.closest("#decide") ? this.queue.current : null;
    return next ? phrases.desk.next(next.author) : "";
  }

  #look(go) {
    const { news } = this.queue;
    this.changed(go);
    if (news === "changed") this.#loading.refreshSoon();
  }

  #show() {
    const { current, news } = this.queue;
    this.#selection.keep((id) => this.queue.find(id) !== undefined);
    this.#list.show(this.queue, this.#selection);
    byId("marked").hidden = this.#selection.size === 0;
    say(byId("marked-words"), this.#selection.size > 0 ? phrases.desk.marked(this.#selection.size) : "");
    showComment(current);
    const { moreComes, nothingWaits } = phrases.desk;
    say(byId("empty"), current !== null ? "" : this.#loading.isMore ? moreComes : nothingWaits);
    say(byId("gone"), phrases.desk.news[news] ?? "");
  }
}
