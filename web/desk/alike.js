// On the sheet: what says nearly the same as the comment that is looked at, with the words marked that
// it does not have.

import { age, byId, element, say } from "./elements.js";
import { phrases } from "./language.js";

const CHARS_MAX = 2_000;

let shown = null;

/** Text in words and what stands between them. */
const parts = (text) => text.split(/(\s+)/);

function memberWords(text, known) {
  const words = element("p", "words");
  for (const part of parts(text.slice(0, CHARS_MAX))) {
    const isKnown = part.trim() === "" || known.has(part);
    words.append(isKnown ? part : element("span", "differs", part));
  }
  if (text.length > CHARS_MAX) words.append(" …");
  words.normalize();
  return words;
}

function member({ author, created_at: at, text }, known) {
  const line = element("li", "");
  const head = element("p", "where");
  head.append(element("span", "line-author", author), " · ", age(at));
  line.append(head, memberWords(text, known));
  return line;
}

/** `members`: what is shown of the line `comment`; null: it is on its way. `isMore`: there are others. */
export function showAlike(comment, members, isMore) {
  const campaign = comment?.campaign ?? null;
  byId("alike").hidden = campaign === null;
  if (campaign === null) {
    shown = null;
    byId("alike-list").replaceChildren(); // else it would stand under the next one until that has come
    return say(byId("alike-title"), "");
  }
  byId("alike-alone").href = `/desk/?site=${encodeURIComponent(byId("site").textContent)}&campaign=${campaign.id}`;
  const { alike, alikeComes, alikeInPart } = phrases.comment;
  const { size } = campaign;
  const title = members === null ? alikeComes(size) : isMore ? alikeInPart(members.length, size) : alike(members.length);
  say(byId("alike-title"), title);
  if (members === shown) return undefined;
  shown = members;
  const known = new Set(parts(comment.text));
  const others = (members ?? []).filter(({ id }) => id !== comment.id);
  return byId("alike-list").replaceChildren(...others.map((one) => member(one, known)));
}
