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

/** An appeal that is answered with no leaves the comment as it was. */
export function decidedWords({ author, appeal }, state) {
  return appeal && state === "rejected" ? phrases.desk.staysRejected(author) : phrases.desk.done[state](author);
}

const areDone = (answers) => answers.filter(({ result }) => result.status === 200);

/** Of several at once: how many were decided, and how many stand otherwise and were not changed. */
export function decidedManyWords(answers) {
  const done = areDone(answers);
  const others = answers.length - done.length;
  const words = done.length > 0 ? phrases.desk.doneMany[done[0].result.state](done.length) : "";
  return `${words} ${others > 0 ? phrases.desk.notDecided(others) : ""}`.trim();
}

export function undoneManyWords(answers) {
  const back = areDone(answers).length;
  const others = answers.length - back;
  return `${phrases.desk.takenBack(back)}${others > 0 ? ` ${phrases.desk.notTakenBack(others)}` : ""}`;
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
