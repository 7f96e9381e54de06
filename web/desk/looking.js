// What is looked at: the list of what waits, and the comment that is chosen in it.

import { byId, say } from "./elements.js";
import { phrases } from "./language.js";
import { List } from "./list.js";
import { Loading } from "./loading.js";
import { showComment } from "./sheet.js";

export class Looking {
  #loading;
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
    const loaded = this.#loading.reload();
    this.onReload();
    await loaded;
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
    this.#list.show(this.queue);
    showComment(current);
    const { moreComes, nothingWaits } = phrases.desk;
    say(byId("empty"), current !== null ? "" : this.#loading.isMore ? moreComes : nothingWaits);
    say(byId("gone"), phrases.desk.news[news] ?? "");
  }
}
