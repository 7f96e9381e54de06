// A comment's record: beside its words all that stands around it, and what was done about it.

import { age, byId, element, say } from "../elements.js";
import { showComment } from "../sheet.js";
import { entryLine, linkTo } from "./entries_view.js";
import { phrases } from "./phrases.js";

export function showRecord(record, site) {
  document.title = phrases.record.titleOf(record.id, record.author);
  showComment(record);
  const isHeld = record.state === "pending" || record.reports || record.appeal;
  if (record.verdict.hits.length === 0 && !isHeld) byId("hits").replaceChildren(element("li", "", phrases.record.nothingHeld));
  const at = record.decided_at ? new Date(record.decided_at) : null;
  say(byId("stands"), phrases.record.stands(record.state, record.decided_by, at));
  showLinks(record, site);
  showThread(record.thread, site);
  const near = (one) => nearLine(one, site);
  fill("by-author", record.by_author.map(near), phrases.record.noneByAuthor);
  fill("edits", record.edits.map(editLine), phrases.record.noEdits);
  fill("reported", record.reported.map(reportLine), phrases.record.noReports);
  fill("decisions", record.decisions.map((entry) => entryLine(entry)), phrases.record.noDecisions);
}

/** Only where the article has an address of the web: somebody else has written it. */
function showLinks({ author, article, article_url: url, article_title: title }, site) {
  const link = byId("article");
  link.hidden = !/^https?:\/\//.test(url);
  if (!link.hidden) link.href = url;
  link.textContent = title || article;
  byId("of-author").href = `/desk/?${new URLSearchParams({ site, author })}`;
}

function showThread({ parents, siblings, replies }, site) {
  const near = (one) => nearLine(one, site);
  for (const [name, all] of Object.entries({ parents, siblings, replies })) {
    byId(name).replaceChildren(...all.map(near));
    byId(`${name}-part`).hidden = all.length === 0;
  }
  say(byId("no-thread"), parents.length + siblings.length + replies.length === 0 ? phrases.record.noThread : "");
}

function fill(name, lines, instead) {
  byId(name).replaceChildren(...(lines.length > 0 ? lines : [element("li", "where", instead)]));
}

function nearLine({ id, state, author, text, cut, created_at: at }, site) {
  const line = element("li", "near");
  const head = element("p", "near-head");
  head.append(element("strong", "", author), " · ", element("span", "near-state", phrases.record.states[state]), " · ", age(at), " · ", linkTo(site, id, phrases.record.open(id)));
  line.append(head, element("p", "near-words", cut ? `${text} …` : text));
  return line;
}

function editLine({ at, before }) {
  const line = element("li", "near");
  line.append(age(at));
  if (before === null) line.append(element("p", "where", phrases.record.notKept));
  else line.append(element("p", "where", phrases.record.saidBefore), element("p", "words", before));
  return line;
}

function reportLine({ reason, at, settled_at: settled }) {
  const line = element("li", "near");
  const head = element("p", "where");
  head.append(phrases.record.reported, " ", age(at));
  if (settled) head.append(phrases.record.settled, " ", age(settled));
  line.append(head, element("p", reason ? "act-words" : "where", reason || phrases.record.noReason));
  return line;
}
