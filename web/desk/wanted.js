// Which of what waits is wanted, and in which order: as the service takes it, and as an address says it.

export const FIELDS = ["order", "section", "rule", "article", "author", "author_of", "q", "campaign"];
const ORDERS = ["oldest", "newest", "score"];
const SEARCH_CHARS_MIN = 2;

/** What the service takes of what an address or somebody says. */
export function fitting(asked) {
  const wanted = { order: ORDERS.includes(asked.order) ? asked.order : "oldest" };
  for (const name of ["section", "article", "author"]) wanted[name] = asked[name] ?? "";
  wanted.rule = (asked.rule ?? "").toLowerCase().replace(/[^a-z0-9_]/g, "").slice(0, 64);
  wanted.author_of = /^[1-9]\d{0,14}$/.test(asked.author_of ?? "") ? asked.author_of : "";
  wanted.campaign = /^[1-9]\d{0,15}$/.test(asked.campaign ?? "") ? asked.campaign : "";
  const words = asked.q ?? "";
  wanted.q = [...words].length < SEARCH_CHARS_MIN ? "" : [...words].slice(0, 100).join("");
  return wanted;
}

/** The rest of an address stays; what is usual is left out. */
export function addressOf(search, wanted) {
  const query = new URLSearchParams(search);
  for (const name of FIELDS) {
    const isUsual = wanted[name] === "" || (name === "order" && wanted.order === "oldest");
    if (isUsual) query.delete(name);
    else query.set(name, wanted[name]);
  }
  return query.size === 0 ? "" : `?${query}`;
}

/** Whether anything but order and section is asked for. */
export const isSearch = ({ rule, article, author, author_of: authorOf, q, campaign }) =>
  [rule, article, author, authorOf, q, campaign].some((value) => value !== "");
