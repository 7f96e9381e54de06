// Figures of a back-test, and of what rules have hit lately, in words.

const number = new Intl.NumberFormat("en");
const BASES = [100, 1_000, 10_000, 100_000];

export const counted = (count, one, many) => `${number.format(count)} ${count === 1 ? one : many}`;

/** What became of a comment, as a reader sees it. */
export const FATES = { approved: "published", pending: "waits", spam: "spam", rejected: "refused" };

/** "about 4 in 1,000", "between 2 and 7": of as many as are needed to tell the ends apart. */
export function shareWords({ share, low, high }) {
  const isFine = (base) => {
    const ends = Math.round(high * base) - Math.round(low * base);
    const isSeen = (part) => part === 0 || part * base >= 1;
    return ends >= 2 && isSeen(share) && isSeen(1 - share);
  };
  const base = BASES.find(isFine) ?? BASES.at(-1);
  const of = (part) => number.format(Math.round(part * base));
  if (share === 0) return { about: "none", between: `in the long run at most ${of(high)} in ${number.format(base)}` };
  if (share === 1) return { about: "all", between: `in the long run at least ${of(low)} in ${number.format(base)}` };
  return { about: `about ${of(share)} in ${number.format(base)}`, between: `between ${of(low)} and ${of(high)}` };
}

const capital = (words) => words[0].toUpperCase() + words.slice(1);

function sentence({ share, low, high, words, none }) {
  const { about, between } = shareWords({ share, low, high });
  const [what, comment] = words;
  if (share === 0) return `${none}; ${between}.`;
  return `${capital(about)} ${comment} would be ${what}, ${between}.`;
}

/** `{words, counts}`: what becomes of the comments that people refused. */
export function caughtWords({ total, caught_then: before, caught_now: now, share_now: share, low, high }) {
  if (total === 0) return { words: "People refused no comment of this time: nothing can be said about spam.", counts: "" };
  return {
    words: sentence({ share, low, high, words: ["caught", "unwanted comments"], none: "No unwanted comment would be caught" }),
    counts: `${number.format(now)} of ${number.format(total)}; by the rules then: ${number.format(before)}`,
  };
}

/** `{words, counts}`: what becomes of the comments that people approved. */
export function blockedWords({ total, blocked_then: before, blocked_now: now, share_now: share, low, high }) {
  if (total === 0) return { words: "People approved no comment of this time: nothing can be said about wanted ones.", counts: "" };
  return {
    words: sentence({ share, low, high, words: ["held back", "wanted comments"], none: "No wanted comment would be held back" }),
    counts: `${number.format(now)} of ${number.format(total)}; by the rules then: ${number.format(before)}`,
  };
}

export const precisionWords = (precision) => (precision === null ? "–" : `${Math.round(precision * 100)} %`);
export const microseconds = (us) => (us === null ? "–" : us.toFixed(us < 10 ? 1 : 0));

/** What the rules in shadow would have found, a sentence a rule. */
export function shadowWords(rules) {
  return rules
    .filter(({ shadow }) => shadow)
    .map(({ rule, hits, unwanted, wanted }) => {
      if (hits === 0) return `${rule} would have hit nothing.`;
      const undecided = hits - unwanted - wanted;
      const parts = [`${number.format(unwanted)} unwanted`, `${number.format(wanted)} wanted`];
      if (undecided > 0) parts.push(`${number.format(undecided)} undecided`);
      return `${rule} would have hit ${counted(hits, "comment", "comments")}: ${parts.join(", ")}.`;
    });
}

/** "83–99": per cent, never narrower than they are known. */
export const shareOf = ({ low, high }) => `${Math.floor(low * 100)}–${Math.ceil(high * 100)}`;

/** "hit 31 comments in 7 days; people refused 30 and approved 1: precision 97 % (83–99)." */
export function liveWords({ hits, approved, refused, precision, low, high }, days) {
  const time = `in ${counted(days, "day", "days")}`;
  if (hits === 0) return `hit nothing ${time}.`;
  const hit = `hit ${counted(hits, "comment", "comments")} ${time}`;
  if (precision === null) return `${hit}; people have decided none of them yet.`;
  const decided = `people refused ${number.format(refused)} and approved ${number.format(approved)}`;
  return `${hit}; ${decided}: precision ${precisionWords(precision)} (${shareOf({ low, high })}).`;
}

/** Sorted by a column; what has no figure comes last, equal ones by name. */
export function sortedBy(rules, column, isDown) {
  const way = isDown ? -1 : 1;
  const byName = (a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
  if (column === "rule") return [...rules].sort((a, b) => way * byName(a, b));
  return [...rules].sort((a, b) => {
    if (a[column] === null || b[column] === null) return (a[column] === null) - (b[column] === null) || byName(a, b);
    return way * (a[column] - b[column]) || byName(a, b);
  });
}
