// Bans in words, and what is asked for in the form that the service takes.

import { phrases } from "./language.js";

const DAY_MS = 86_400_000;

/** "Author 3f9c1d7e…", "Domain casino.example": digests are too long to be read. */
export function whomWords({ kind, value, comment }) {
  const isDigest = kind === "author" || kind === "pseudonym";
  const shown = isDigest ? `${value.slice(0, 8)}…` : value;
  return `${phrases.bans.kinds[kind] ?? kind} ${shown}${comment === null ? "" : phrases.bans.ofComment(comment)}`;
}

/** What stands beside the field, by what is chosen. */
export const FIELDS = {
  author: { label: phrases.bans.address, hint: phrases.bans.addressHint, type: "email" },
  "author comment": { label: phrases.bans.commentNumber, hint: phrases.bans.commentHint, type: "text" },
  "pseudonym comment": { label: phrases.bans.commentNumber, hint: phrases.bans.connectionHint, type: "text" },
  name: { label: phrases.bans.name, hint: phrases.bans.nameHint, type: "text" },
  domain: { label: phrases.bans.domain, hint: phrases.bans.domainHint, type: "text" },
};

/** The instant until which it holds: so many days, the end of a day here, or null for good. */
export function untilOf(choice, day, now = Date.now()) {
  if (choice === "") return null;
  if (choice !== "day") return new Date(now + Number(choice) * DAY_MS).toISOString();
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
}

/** `{kind, value | comment, until?, reason?}`, as the service takes it. */
export function asked({ choice, value, until, reason }) {
  const [kind, of] = choice.split(" ");
  const whom = of === "comment" ? { comment: Number(value.replace("#", "")) } : { value };
  return { kind, ...whom, ...(until && { until }), ...(reason && { reason }) };
}
