// Nearly the same text many times is one line of the list. What stands behind it comes when it is
// looked at; a key decides about what is shown of it, in the versions that are shown, and nothing else.

/** Beyond it the service counts no further. */
const COUNTED_MAX = 1_000;
/** So much of a text is shown under another one. */
const CHARS_MAX = 2_000;

/** How many comments a line of the list stands for. What was claimed may stand in another's line, too. */
export function weight({ campaign, isApart }) {
  if (isApart) return 0;
  if (!campaign) return 1;
  return campaign.size > COUNTED_MAX ? Infinity : campaign.size;
}

/** With another number of members; alone it is no campaign any more. */
export function resized(comment, size) {
  const { campaign, ...alone } = comment;
  return size > 1 ? { ...alone, campaign: { ...campaign, size } } : alone;
}

/** The same with one member less. */
export const oneLess = (comment) => (comment.campaign.size > COUNTED_MAX ? comment : resized(comment, comment.campaign.size - 1));

/** The lines that these stand in: of each campaign the first by `compare`, of as many as there are here. */
export function folded(comments, compare) {
  const lines = new Map();
  for (const comment of comments) {
    const key = comment.campaign ? `of ${comment.campaign.id}` : comment.id;
    lines.set(key, [...(lines.get(key) ?? []), comment]);
  }
  return [...lines.values()].map((alike) => {
    const [first] = alike.sort(compare);
    return first.campaign ? resized(first, alike.length) : first;
  });
}

export class Campaigns {
  #fetch;
  #onCome;
  #onFault;
  #campaign = null;
  #shown = null;

  /** `fetch(campaign)`: its members, the first of them first: `{items, next}`. `onCome()`: those that were
      asked for are here. */
  constructor({ fetch, onCome, onFault }) {
    this.#fetch = fetch;
    this.#onCome = onCome;
    this.#onFault = onFault;
  }

  /** This line is looked at, or null. Its members are asked for once, as long as she stays with it. */
  look(line) {
    const campaign = line?.campaign?.id ?? null;
    if (campaign === this.#campaign) return;
    this.#campaign = campaign;
    this.#shown = null;
    if (campaign !== null) this.#ask(campaign, line.id);
  }

  /** Those that are shown of the line that is looked at, itself among them; null: they are not here yet.
      What is too long to be shown whole under another one is left for a line of its own: the end of it
      may say something else. */
  get shown() {
    return this.#shown?.items ?? null;
  }

  /** Whether more wait than are shown, as far as is known. */
  get isMore() {
    return this.#shown?.isMore ?? true;
  }

  /** It waits no more in a version before this one. Whether it was shown. */
  gone({ id, version }) {
    const items = this.shown?.filter((one) => one.id !== id || one.version >= version);
    if (!items || items.length === this.#shown.items.length) return false;
    this.#shown = { ...this.#shown, items };
    return true;
  }

  async #ask(campaign, first) {
    try {
      const page = await this.#fetch(campaign);
      if (campaign !== this.#campaign) return;
      const items = page.items.filter(({ id, text }) => id === first || text.length <= CHARS_MAX);
      this.#shown = { items, isMore: page.next !== null || items.length < page.items.length };
      this.#onCome(page);
    } catch (fault) {
      if (campaign !== this.#campaign) return;
      this.#campaign = null; // asked for again
      this.#onFault(fault);
    }
  }
}
