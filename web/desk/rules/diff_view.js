// What differs between two sets of files, to be read: each file with its lines.

import { element } from "../elements.js";
import { changedFiles, countedLines, hunks, lineDiff } from "./diff.js";
import { phrases } from "./phrases.js";

const LINES_MAX = 1_000;
const SIGNS = { same: " ", gone: "−", new: "+" };
const CLASSES = { same: "", gone: "goes", new: "comes" };

function row({ kind, words, before, after }) {
  const made = element("tr", CLASSES[kind]);
  made.append(element("td", "number", before ?? ""), element("td", "number", after ?? ""));
  const said = element("td", "said-line");
  said.append(element("span", "sign", SIGNS[kind]), element(kind === "same" ? "span" : kind === "new" ? "ins" : "del", "", words));
  if (kind !== "same") said.prepend(element("span", "aside", phrases.changes.said[kind]));
  made.append(said);
  return made;
}

function table(lines, name) {
  const made = element("table", "diff");
  made.append(element("caption", "aside", phrases.changes.caption(name)));
  let left = LINES_MAX;
  const groups = hunks(lines);
  for (const group of groups) {
    const body = element("tbody", "");
    body.append(...group.slice(0, left).map(row));
    made.append(body);
    left -= group.length;
    if (left <= 0) break;
  }
  const more = groups.reduce((sum, group) => sum + group.length, 0) - LINES_MAX;
  return more > 0 ? [made, element("p", "where", phrases.changes.more(more))] : [made];
}

function block({ name, kind, from }, before, after) {
  const lines = lineDiff(before[from ?? name] ?? "", after[name] ?? "");
  const { come, gone } = countedLines(lines);
  const made = element("details", "file-diff");
  made.open = true;
  const head = element("summary", "");
  head.append(element("strong", "", name), ` ${from ? phrases.changes.renamed(from) : phrases.changes.kinds[kind]}`);
  if (!from) head.append(element("span", "where", ` ${linesWords({ come, gone })}`));
  made.append(head);
  if (!from) made.append(...table(lines, name));
  return { made, come, gone: from ? 0 : gone };
}

/** "3 lines come, 1 goes" */
export function linesWords({ come, gone }) {
  return phrases.changes.lines(come, gone);
}

/** Puts it into `place`; returns `{files, come, gone}`: how much it is. */
export function showDiff(place, before, after) {
  const blocks = changedFiles(before, after).map((change) => block(change, before, after));
  place.replaceChildren(...blocks.map(({ made }) => made));
  const sum = (what) => blocks.reduce((all, one) => all + one[what], 0);
  return { files: blocks.length, come: sum("come"), gone: sum("gone") };
}
