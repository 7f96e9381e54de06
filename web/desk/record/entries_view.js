// Audit entries, a line each: who did what, when, and why.

import { age, element } from "../elements.js";
import { phrases } from "./phrases.js";

/** `site`: given where an entry's comment has to be named. */
export function entryLine(entry, site) {
  const { acts, moved, by, nobody, batch, reason, note, about } = phrases.record;
  const line = element("li", "act");
  const head = element("p", "act-head");
  head.append(element("strong", "", acts[entry.decision] ?? entry.decision), " ");
  if (site && entry.comment) head.append(linkTo(site, entry.comment, about(entry.comment)), " ");
  if (entry.from !== null && entry.from !== entry.to) head.append(moved(entry.from, entry.to), " ");
  const where = element("p", "where");
  where.append(by(entry.by ?? nobody), " · ", age(entry.at), ` · ${batch(entry.batch)}`);
  line.append(head, where);
  if (entry.reason) line.append(element("p", "act-words", reason(phrases.refusing.codes[entry.reason] ?? entry.reason)));
  if (entry.note) line.append(element("p", "act-words", note(entry.note)));
  return line;
}

export function linkTo(site, id, words) {
  const link = element("a", "", words);
  link.href = `/desk/comments/${Number(id)}?site=${encodeURIComponent(site)}`;
  return link;
}
