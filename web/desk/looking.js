// What is looked at: the list of what waits, and the comment that is chosen in it.

import { showAlike } from "./alike.js";
import { Campaigns, oneLess, resized } from "./campaigns.js";
import { byId, say } from "./elements.js";
import { phrases } from "./language.js";
import { List } from "./list.js";
import { Loading } from "./loading.js";
import { notice, noticeFault } from "./notices.js";
import { Selection, TOGETHER_MAX } from "./selection.js";
import { showComment } from "./sheet.js";

export class Looking {
  #loading;
  #selection = new Selection();
  #campaigns = new Campaigns({
    fetch: (campaign) => this.#loading.members(campaign),
    onCome: (page) => this.#membersCame(page),
    onFault: noticeFault,
  });
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
    const lookedAt = this.#lookedAt();
    if (lookedAt.length === 0) return;
    if (!this.#selection.toggle(...lookedAt)) notice(phrases.desk.tooManyMarked(TOGETHER_MAX), true);
    this.#show();
  }

  unmark() {
    this.#selection.clear();
    this.#show();
  }

  /** What a key decides about: all that is marked, or the one that is looked at. */
  get chosen() {
    return this.#selection.size > 0 ? this.#selection.all : this.#lookedAt();
  }

  /** The comment, or what is shown of its campaign. What is not here yet, nobody has seen. */
  #lookedAt() {
    const { current } = this.queue;
    if (!current?.campaign) return current === null ? [] : [current];
    if (this.#campaigns.shown === null) notice(phrases.desk.alikeNotHere, true);
    return this.#campaigns.shown ?? [];
  }

  /** They are on their way to be decided: they leave the list, but for those that have changed since
      they were marked. */
  take(comments) {
    this.#selection.clear();
    this.changed(() => {
      for (const comment of comments) {
        const known = this.queue.find(comment.id);
        if (!known && comment.campaign) this.queue.take(comment);
        else if (known?.version === comment.version) this.queue.take(known);
      }
    });
  }

  /** Decided by somebody else. Where it was the first of a campaign, the next takes its line. */
  decided(change) {
    const { queue } = this;
    const { current } = queue;
    const line = queue.find(change.id);
    const wasShown = this.#campaigns.gone(change);
    const heir = wasShown && line === current ? this.#campaigns.shown[0] : undefined;
    this.changed(() => {
      if (wasShown && line !== current && current?.campaign) queue.add([oneLess(current)]);
      queue.decided(change, heir ? oneLess({ ...heir, campaign: current.campaign }) : null);
    });
    if (line?.campaign && !heir) this.#loading.findHeirSoon(line.campaign.id);
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

  /** The line is as long as it turns out to be. */
  #membersCame({ items, next }) {
    const { current } = this.queue;
    const isHere = current !== null && items.some(({ id }) => id === current.id);
    if (isHere && next === null) this.queue.add([resized(current, items.length)]);
    if (!isHere) this.#loading.refreshSoon();
    this.#show();
  }

  #show() {
    const { current, news } = this.queue;
    this.#campaigns.look(current);
    this.#selection.keep((id, comment) => this.queue.find(id) !== undefined || (comment.campaign && this.queue.mayWait(comment)));
    this.#list.show(this.queue, this.#selection);
    byId("marked").hidden = this.#selection.size === 0;
    say(byId("marked-words"), this.#selection.size > 0 ? phrases.desk.marked(this.#selection.size) : "");
    showComment(current);
    showAlike(current, this.#campaigns.shown, this.#campaigns.isMore);
    const { moreComes, nothingWaits } = phrases.desk;
    say(byId("empty"), current !== null ? "" : this.#loading.isMore ? moreComes : nothingWaits);
    say(byId("gone"), phrases.desk.news[news] ?? "");
  }
}
