// How much waits and how much was decided, at the head of the page; the sections that one can choose.

import { byId, say } from "./elements.js";
import { filters } from "./filters.js";
import { phrases } from "./language.js";
import { isSearch } from "./wanted.js";

/** How many wait of those that are chosen; of a search nobody knows. */
export function waitingHere({ pending }) {
  const { wanted } = filters;
  if (isSearch(wanted)) return 0;
  const { section } = wanted;
  return section ? (pending.sections[section] ?? 0) : pending.total;
}

export function showCounts({ pending, decided_24h: decided }) {
  say(byId("waiting"), phrases.desk.countWaiting(pending.total));
  document.title = phrases.desk.titleWaiting(pending.total);
  say(byId("decided"), phrases.desk.decided(decided.approved, decided.rejected, decided.spam));
  const section = byId("section");
  for (const name of Object.keys(pending.sections)) {
    if (name !== "" && ![...section.options].some((option) => option.value === name))
      section.add(new Option(name, name));
  }
  section.parentElement.hidden = section.options.length < 2;
}
