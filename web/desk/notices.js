// What a page says of what was done, and of what stood in the way: in one place, above the rest.

import { byId } from "./elements.js";
import { phrases } from "./language.js";

export function notice(words, isConflict = false) {
  byId("notice-words").textContent = words;
  byId("notice").classList.toggle("conflict", isConflict);
}

/** Said behind what was said last. */
export function noticeToo(words) {
  byId("notice-words").textContent += ` ${words}`;
}

/** What stood in the way, as a sentence. A fault without a status is one of the page itself. */
export function faultWords(fault) {
  return `${fault.status === undefined ? phrases.everywhere.broken : fault.message}.`;
}

/** Says it, and returns what it said. */
export function noticeFault(fault) {
  if (fault.status === undefined) reportError(fault);
  if (fault.status === 401) byId("signed-out").hidden = false;
  const words = faultWords(fault);
  notice(words, true);
  return words;
}
