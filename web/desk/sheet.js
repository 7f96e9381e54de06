// The comment that is looked at: its words with the reasons beside them, and what its author did
// before.

import { age, byId, element, reported, say } from "./elements.js";
import { heldByOther } from "./holders.js";
import { phrases } from "./language.js";
import { markedWords, showReasons } from "./words.js";

let shown = null;

/** Null: nothing waits. */
export function showComment(comment) {
  byId("comment").hidden = comment === null;
  for (const button of document.querySelectorAll("#decide [data-decides]"))
    button.setAttribute("aria-disabled", String(comment === null));
  say(byId("held"), comment ? heldByOther(comment) : "");
  say(byId("reports"), comment ? reported(comment) : "");
  showAppeal(comment?.appeal);
  if (comment === shown) return;
  const isSame = shown?.id === comment?.id && shown?.text === comment?.text;
  shown = comment;
  if (comment === null) return;
  say(byId("author"), comment.author);
  byId("where").replaceChildren(age(comment.created_at), ` · ${phrases.comment.where(comment.article, comment.section, comment.parent)}`);
  if (comment.campaign) byId("where").append(" · ", element("strong", "", phrases.desk.alike(comment.campaign.size)));
  showLinks(comment.id);
  say(byId("website"), comment.url ? phrases.comment.website(comment.url) : "");
  say(byId("history"), history(comment.history));
  const { hits } = comment.verdict;
  byId("words").replaceChildren(...markedWords(comment.text, hits));
  byId("before").hidden = !comment.before;
  if (!isSame) byId("before").open = false;
  say(byId("before-words"), comment.before?.text ?? "");
  showReasons(byId("hits"), hits, insteadOf(comment));
  if (!isSame) byId("sheet-body").scrollTop = 0;
}

/** Where the page has a way to all that is known of it. */
function showLinks(id) {
  const site = byId("site").textContent;
  const link = byId("open");
  if (link) link.href = `/desk/comments/${id}?${new URLSearchParams({ site })}`;
  byId("all-of-author").href = `/desk/?${new URLSearchParams({ site, author_of: id })}`;
}

/** What its author says against the rejection; who rejected it, when, and why. */
function showAppeal(appeal) {
  byId("appeal").hidden = !appeal;
  if (!appeal) return;
  say(byId("appeal-words"), appeal.text);
  const why = appeal.reason ? (phrases.refusing.codes[appeal.reason] ?? appeal.reason) : "";
  say(byId("appeal-before"), phrases.comment.rejectedBefore(appeal.decided_by, why));
  say(byId("appeal-note"), appeal.note ? phrases.comment.note(appeal.note) : "");
}

function history({ approved, rejected, spam }) {
  if (approved + rejected + spam === 0) return phrases.comment.firstOne;
  return phrases.comment.history(approved, rejected, spam);
}

/** Why it waits, where no rule says so. */
function insteadOf({ reports, appeal }) {
  if (appeal) return phrases.comment.authorAppeals;
  return reports ? phrases.comment.readersReported : phrases.comment.everythingWaits;
}
