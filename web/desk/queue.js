// What waits, as far as it is known here: in order, each comment once, one of them looked at. Comments
// never change; what is new of one is another object.

import { folded, weight } from "./campaigns.js";

/** What most readers have reported stands before everything else. */
const reportsOf = ({ reports }) => reports?.count ?? 0;
const byReports = (a, b) => reportsOf(b) - reportsOf(a);
const scoreOf = ({ verdict }) => Math.max(0, Math.round(100 * (verdict?.score ?? 0)));
const byScore = (a, b) => scoreOf(b) - scoreOf(a);
const campaignOf = ({ campaign }) => `${campaign?.id} ${campaign?.size}`;
const heldAs = ({ claim }) => JSON.stringify(claim ?? null);
const byAge = (a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.id - b.id);
const reads = ({ author, url, text }) => JSON.stringify([author, url, text]);

export class Queue {
  #items = [];
  #known = new Map();
  #current = null;
  #news = null;
  #newer = null;
  #compare;
  #within;
  #settled;
  /** Which comments she is not led to. What she chooses she may look at all the same. */
  passOver = () => false;

  /** `order`: "oldest" or "newest" first, or by "score". `settled`: id → the version that waits no more, nor any before
      it, whatever older pages still bring. */
  constructor(order, settled = new Map()) {
    const inTime = order === "newest" ? (a, b) => byAge(b, a) : byAge;
    const first = order === "score" ? byScore : byReports;
    this.#compare = (a, b) => first(a, b) || inTime(a, b);
    this.#within = (a, b) => (order === "score" ? byScore(a, b) : 0) || byAge(a, b);
    this.#settled = settled;
  }

  /** In order; another array when anything came, went or changed. */
  get items() {
    return this.#items;
  }

  /** The comment that is looked at; null when nothing waits. It goes, and its words change, under
      nobody's eyes: `news` says that it is so. */
  get current() {
    return this.#current;
  }

  /** Of the one that is looked at: null, "decided" by somebody else, or "changed" by its author. */
  get news() {
    return this.#news;
  }

  /** How many comments they stand for. */
  get weight() {
    return this.#items.reduce((sum, comment) => sum + weight(comment), 0);
  }

  /** How many stand behind the one that is looked at. */
  get left() {
    return this.#items.length - this.#items.indexOf(this.#current) - 1;
  }

  find(id) {
    return this.#known.get(id);
  }

  /** Whether it may wait still, though it stands in another's line. */
  mayWait({ id, version }) {
    return version > (this.#settled.get(id) ?? 0);
  }

  /** Puts each at its place; what is known already takes its new version and its reports. Of a campaign
      the first alone stands in the list: the earliest, or by score the strictest. */
  add(comments) {
    const items = new Set(this.#items);
    const lines = new Map(this.#items.filter(({ campaign }) => campaign).map((line) => [line.campaign.id, line]));
    for (const comment of comments) {
      if (!this.mayWait(comment)) continue;
      const line = lines.get(comment.campaign?.id);
      const isOther = line !== undefined && line.id !== comment.id;
      const isLeft = line === this.#current && this.#news === "decided";
      if (isOther && !isLeft && this.#within(line, comment) < 0) continue;
      const known = this.#known.get(comment.id);
      const isNews = !known || known.version < comment.version || reportsOf(known) !== reportsOf(comment) || heldAs(known) !== heldAs(comment) || campaignOf(known) !== campaignOf(comment);
      if (!isNews) continue;
      if (known && known === this.#current && reads(known) !== reads(comment)) this.#tell("changed", comment);
      else this.#put(comment, items);
      if (comment.campaign) lines.set(comment.campaign.id, comment);
      if (isOther && !isLeft) this.#succeed(line, comment, items);
    }
    this.#sort(items);
  }

  /** The first page, as it was asked for when `before` (ids) was known: what it should hold of them and
      does not, has gone. `isAll`: nothing stands behind it. */
  refresh(comments, before, isAll) {
    const here = new Set(comments.map(({ id }) => id));
    const last = comments.at(-1);
    const isCovered = (known) => isAll || (last !== undefined && this.#compare(known, last) <= 0);
    const lines = new Map(comments.filter(({ campaign }) => campaign).map((line) => [line.campaign.id, line]));
    const isFolded = (known) => known.campaign && lines.has(known.campaign.id) && this.#within(lines.get(known.campaign.id), known) < 0;
    for (const known of this.#items) {
      if (!before.has(known.id) || here.has(known.id) || !isCovered(known)) continue;
      if (!known.isApart && !isFolded(known)) this.#letGo(known);
    }
    this.add(comments);
  }

  /** Decided here, and on its way: what stands behind it is looked at, or else what stands before. */
  take(comment) {
    this.#settle(comment.id, comment.version);
    this.#remove(comment);
  }

  /** They wait again, each campaign in one line. */
  putBack(comments) {
    this.add(folded(comments, this.#within));
  }

  /** It waits after all, or may be reported again, in the version that was taken. */
  giveBack(comment) {
    this.#settled.delete(comment.id);
  }

  /** What she has claimed stands in a line of its own, also where others like it are one. */
  addClaimed(comments) {
    this.add(
      comments.map(({ campaign, ...comment }) => {
        const known = this.#known.get(comment.id);
        if (!known) return campaign ? { ...comment, isApart: true } : comment;
        return { ...comment, ...(known.campaign && { campaign: known.campaign }), ...(known.isApart && { isApart: true }) };
      }),
    );
  }

  /** Decided by somebody else: `version` is what it has since. `heir`: takes its line, if any. */
  decided({ id, version, state }, heir = null) {
    this.#settle(id, version - 1);
    const known = this.#known.get(id);
    // What was reported and stays published keeps its version. An answer to an appeal does not.
    const isKept = known?.version === version && known.state === state && !known.appeal;
    if (!known || (known.version >= version && !isKept)) return;
    if (heir === null) return void this.#letGo(known);
    const items = new Set(this.#items);
    this.#put(heir, items);
    this.#succeed(known, heir, items);
    if (this.#current === heir) this.#tell("fewer");
    this.#sort(items);
  }

  /** Who holds it since; null: nobody. */
  claimed(id, claim) {
    const known = this.#known.get(id);
    if (!known) return;
    const { claim: before, ...rest } = known;
    if (heldAs(known) !== heldAs({ claim })) this.add([claim === null ? rest : { ...rest, claim }]);
  }

  select(id) {
    const chosen = this.#known.get(id);
    if (chosen && chosen !== this.#current) this.#leave(() => chosen);
  }

  /** `step`: 1 to the next, -1 to the one before; at the ends it stays. */
  move(step) {
    let place = this.#items.indexOf(this.#current) + step;
    while (this.#items[place] && this.passOver(this.#items[place])) place += step;
    const chosen = this.#items[place];
    if (chosen) this.#leave(() => chosen);
  }

  #leave(choose) {
    const [left, news, newer] = [this.#current, this.#news, this.#newer];
    this.#look(choose());
    if (news === "decided") this.#remove(left);
    if (news === "changed") this.add([newer]);
  }

  #look(comment) {
    this.#current = comment;
    this.#news = null;
    this.#newer = null;
  }

  #tell(news, newer = null) {
    this.#news = news;
    this.#newer = newer;
  }

  #settle(id, version) {
    this.#settled.set(id, Math.max(version, this.#settled.get(id) ?? 0));
  }

  #letGo(comment) {
    if (comment === this.#current) this.#tell("decided");
    else this.#remove(comment);
  }

  #put(comment, items) {
    const known = this.#known.get(comment.id);
    this.#known.set(comment.id, comment);
    if (known && known === this.#current) this.#look(comment);
    items.delete(known);
    items.add(comment);
  }

  /** The same line with another comment at its head, under the eyes as well. */
  #succeed(line, heir, items) {
    items.delete(line);
    this.#known.delete(line.id);
    if (line === this.#current) this.#look(heir);
  }

  #sort(items) {
    this.#items = [...items].sort(this.#compare);
    if (this.#current === null && this.#items.length > 0) this.#look(this.#items[0]);
  }

  #remove(comment) {
    const place = this.#items.indexOf(comment);
    this.#items = this.#items.filter((one) => one !== comment);
    this.#known.delete(comment.id);
    if (this.#current !== comment) return;
    const isFree = (one) => !this.passOver(one);
    const [behind, ahead] = [this.#items.slice(0, place), this.#items.slice(place)];
    this.#look(ahead.find(isFree) ?? behind.findLast(isFree) ?? this.#items[place] ?? this.#items.at(-1) ?? null);
  }
}
