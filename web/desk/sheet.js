// The comment that is looked at: its words with the reasons beside them, and what its author did
// before.

import { age, byId, reported, say } from "./elements.js";
import { markedWords, showReasons } from "./words.js";

let shown = null;

/** Null: nothing waits. */
export function showComment(comment) {
  byId("comment").hidden = comment === null;
  for (const button of document.querySelectorAll("#decide [data-decides]"))
    button.setAttribute("aria-disabled", String(comment === null));
  say(byId("reports"), comment ? reported(comment) : "");
  if (comment === shown) return;
  shown = comment;
  if (comment === null) return;
  say(byId("author"), comment.author);
  byId("where").replaceChildren(age(comment.created_at), ` · ${where(comment)}`);
  say(byId("website"), comment.url ? `Website: ${comment.url}` : "");
  say(byId("history"), history(comment.history));
  const { hits } = comment.verdict;
  byId("words").replaceChildren(...markedWords(comment.text, hits));
  byId("before").hidden = !comment.before;
  byId("before").open = false;
  say(byId("before-words"), comment.before?.text ?? "");
  showReasons(byId("hits"), hits, comment.reports ? "Readers have reported it" : "Everything waits here");
  byId("sheet-body").scrollTop = 0;
}

function where({ article, section, parent }) {
  const words = [`article ${article}`];
  if (section) words.push(`in ${section}`);
  if (parent !== null) words.push(`· reply to ${parent}`);
  return words.join(" ");
}

function history({ approved, rejected, spam }) {
  if (approved + rejected + spam === 0) return "The first comment from this address.";
  return `From this address before: ${approved} approved, ${rejected} rejected, ${spam} spam.`;
}
