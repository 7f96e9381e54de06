// What waits, as far as it is known here: in order, each comment once, one of them looked at.

/** What most readers have reported stands before everything else. */
const reportsOf = ({ reports }) => reports?.count ?? 0;
const byReports = (a, b) => reportsOf(b) - reportsOf(a);
const byAge = (a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.id - b.id);

export class Queue {
  #items = [];
  #known = new Map();
  #current = null;
  #compare;

  /** `order`: "oldest" or "newest" first. */
  constructor(order) {
    const inTime = order === "newest" ? (a, b) => byAge(b, a) : byAge;
    this.#compare = (a, b) => byReports(a, b) || inTime(a, b);
  }

  /** In order; another array when anything came or went. */
  get items() {
    return this.#items;
  }

  /** The comment that is looked at; null when nothing waits. */
  get current() {
    return this.#current;
  }

  find(id) {
    return this.#known.get(id);
  }

  /** Puts each at its place; what is known already takes its new version and its reports. `isGone` is
      for who marks what somebody else has decided. */
  add(comments) {
    const news = [];
    let isMoved = false;
    for (const comment of comments) {
      const known = this.#known.get(comment.id);
      if (!known) news.push({ ...comment, isGone: false });
      else if (known.version < comment.version || reportsOf(known) !== reportsOf(comment)) {
        Object.assign(known, { reports: undefined }, comment, { isGone: false });
        isMoved = true;
      }
    }
    for (const comment of news) this.#known.set(comment.id, comment);
    if (isMoved || news.length > 0) this.#items = [...this.#items, ...news].sort(this.#compare);
    this.#current ??= this.#items[0] ?? null;
  }

  /** What was looked at makes room for what stands behind it, or else before. */
  remove(id) {
    const comment = this.#known.get(id);
    if (!comment) return;
    const place = this.#items.indexOf(comment);
    this.#items = this.#items.filter((one) => one !== comment);
    this.#known.delete(id);
    if (this.#current === comment) this.#current = this.#items[place] ?? this.#items.at(-1) ?? null;
  }

  select(id) {
    this.#current = this.#known.get(id) ?? this.#current;
  }

  /** `step`: 1 to the next, -1 to the one before; at the ends it stays. */
  move(step) {
    const place = this.#items.indexOf(this.#current) + step;
    this.#current = this.#items[place] ?? this.#current;
  }

  /** How many stand behind the one that is looked at. */
  get left() {
    return this.#items.length - this.#items.indexOf(this.#current) - 1;
  }
}
