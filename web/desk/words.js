// A reader's words with what was a reason marked, and the reasons.

import { element } from "./elements.js";
import { phrases } from "./language.js";
import { pieces } from "./marks.js";

/** To be put into a place: numbered like the reasons, where there are several. */
export function markedWords(text, hits) {
  return pieces(text, hits).map(({ hit, words }) => {
    if (hit === 0) return document.createTextNode(words);
    const mark = element("mark", "", words);
    if (hits.length > 1) mark.dataset.reason = hit;
    return mark;
  });
}

/** Nobody must take for a reason what has decided nothing. */
export function reasonOf({ explanation, shadow, exempted }) {
  if (shadow) return phrases.comment.onTrial(explanation);
  return exempted ? phrases.comment.exempted(explanation) : explanation;
}

/** The reasons of a list `place`; `instead` where there is none. */
export function showReasons(place, hits, instead) {
  const reasons = hits.map((hit) => element("li", "", reasonOf(hit)));
  if (reasons.length === 0) reasons.push(element("li", "", instead));
  place.replaceChildren(...reasons);
  place.classList.toggle("numbered", hits.length > 1);
}
