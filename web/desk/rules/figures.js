// Figures of a back-test, and of what rules have hit lately, in words.

import { phrases } from "./phrases.js";

const BASES = [100, 1_000, 10_000, 100_000];

/** "about 4 in 1,000", "between 2 and 7": of as many as are needed to tell the ends apart. */
export function shareWords({ share, low, high }) {
  const isFine = (base) => {
    const ends = Math.round(high * base) - Math.round(low * base);
    const isSeen = (part) => part === 0 || part * base >= 1;
    return ends >= 2 && isSeen(share) && isSeen(1 - share);
  };
  const base = BASES.find(isFine) ?? BASES.at(-1);
  const of = (part) => Math.round(part * base);
  const words = phrases.figures;
  if (share === 0) return { about: words.none, between: words.atMost(of(high), base) };
  if (share === 1) return { about: words.all, between: words.atLeast(of(low), base) };
  return { about: words.about(of(share), base), between: words.between(of(low), of(high)) };
}

/** `{words, counts}`: what becomes of the comments that people refused. */
export function caughtWords({ total, caught_then: before, caught_now: now, share_now: share, low, high }) {
  if (total === 0) return { words: phrases.figures.noneRefused, counts: "" };
  const { about, between } = shareWords({ share, low, high });
  return {
    words: share === 0 ? phrases.figures.noneCaught(between) : phrases.figures.caught(about, between),
    counts: phrases.figures.ofTotal(now, total, before),
  };
}

/** `{words, counts}`: what becomes of the comments that people approved. */
export function blockedWords({ total, blocked_then: before, blocked_now: now, share_now: share, low, high }) {
  if (total === 0) return { words: phrases.figures.noneApproved, counts: "" };
  const { about, between } = shareWords({ share, low, high });
  return {
    words: share === 0 ? phrases.figures.noneHeld(between) : phrases.figures.held(about, between),
    counts: phrases.figures.ofTotal(now, total, before),
  };
}

export const precisionWords = (precision) => (precision === null ? "–" : `${Math.round(precision * 100)} %`);
export const microseconds = (us) => (us === null ? "–" : phrases.everywhere.decimal(us, us < 10 ? 1 : 0));

/** What the rules in shadow would have found, a sentence a rule. */
export function shadowWords(rules) {
  return rules
    .filter(({ shadow }) => shadow)
    .map(({ rule, hits, unwanted, wanted }) => {
      if (hits === 0) return phrases.figures.shadowNothing(rule);
      const undecided = hits - unwanted - wanted;
      const parts = [phrases.figures.unwanted(unwanted), phrases.figures.wanted(wanted)];
      if (undecided > 0) parts.push(phrases.figures.undecided(undecided));
      return phrases.figures.shadow(rule, hits, parts.join(", "));
    });
}

/** "83–99": per cent, never narrower than they are known. */
export const shareOf = ({ low, high }) => `${Math.floor(low * 100)}–${Math.ceil(high * 100)}`;

/** "hit 31 comments in 7 days; people refused 30 and approved 1: precision 97 % (83–99)." */
export function liveWords({ hits, approved, refused, precision, low, high }, days) {
  if (hits === 0) return phrases.figures.hitNothing(days);
  if (precision === null) return phrases.figures.hitUndecided(hits, days);
  const found = { refused, approved, precision: precisionWords(precision), between: shareOf({ low, high }) };
  return phrases.figures.hit(hits, days, found);
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
