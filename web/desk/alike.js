// On the sheet: what says nearly the same as the comment that is looked at, with the words marked that
// it does not have, and the reasons that are not its own. All that is decided with it is seen.

import { age, byId, element, say } from "./elements.js";
import { phrases } from "./language.js";
import { reasonOf } from "./words.js";

let shown = null;

/** Text in words and what stands between them. */
const parts = (text) => text.split(/(\s+)/);

function memberWords(text, known) {
  const words = element("p", "words");
  for (const part of parts(text)) {
    const isKnown = part.trim() === "" || known.has(part);
    words.append(isKnown ? part : element("span", "differs", part));
  }
  words.normalize();
  return words;
}

const reasonsOf = ({ verdict }) => verdict.hits.map(reasonOf);

/** `of`: the comment that it is compared with, and its words. */
function member(one, of) {
  const line = element("li", "");
  const head = element("p", "where");
  head.append(element("span", "line-author", one.author), " · ", age(one.created_at));
  line.append(head, memberWords(one.text, of.words));
  if (one.url) line.append(element("p", "where", phrases.comment.website(one.url)));
  const own = reasonsOf(one).filter((reason) => !of.reasons.has(reason));
  if (own.length > 0) line.append(element("p", "differs-in", own.join(" · ")));
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
  const of = { words: new Set(parts(comment.text)), reasons: new Set(reasonsOf(comment)) };
  const others = (members ?? []).filter(({ id }) => id !== comment.id);
  return byId("alike-list").replaceChildren(...others.map((one) => member(one, of)));
}
