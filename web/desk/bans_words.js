// Bans in words, and what is asked for in the form that the service takes.

const DAY_MS = 86_400_000;

const KINDS = {
  author: "Author",
  pseudonym: "Connection",
  name: "Name",
  domain: "Domain",
};

/** "Author 3f9c1d7e…", "Domain casino.example": digests are too long to be read. */
export function whomWords({ kind, value, comment }) {
  const isDigest = kind === "author" || kind === "pseudonym";
  const shown = isDigest ? `${value.slice(0, 8)}…` : value;
  return `${KINDS[kind] ?? kind} ${shown}${comment === null ? "" : `, of comment ${comment}`}`;
}

/** What stands beside the field, by what is chosen. */
export const FIELDS = {
  author: { label: "Address", hint: "Only a keyed hash of it is kept: nobody can read it again, you neither.", type: "email" },
  "author comment": { label: "Number of the comment", hint: "It stands behind # in the comment's link.", type: "text" },
  "pseudonym comment": { label: "Number of the comment", hint: "Whoever uses the same connection is covered, for some days at most.", type: "text" },
  name: { label: "Name", hint: "The whole name; or its beginning or end, with a * for the rest.", type: "text" },
  domain: { label: "Domain", hint: "With everything below it, in links, websites and text.", type: "text" },
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
