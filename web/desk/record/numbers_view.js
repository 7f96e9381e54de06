// The numbers of a transparency report: a table for each group.

import { byId, element, say } from "../elements.js";
import { phrases } from "./phrases.js";

const IN_SECONDS = /_s$/;

export function showNumbers(numbers, { from, last }) {
  const { groups, span } = phrases.audit;
  say(byId("numbers-span"), span(new Date(from), new Date(last)));
  const tables = Object.keys(groups).map((group) => table(group, numbers[group]));
  byId("numbers").replaceChildren(...tables);
}

function table(group, { is_estimate: isEstimate, ...figures }) {
  const { groups, estimate } = phrases.audit;
  const made = element("table", "numbers");
  made.append(element("caption", "", isEstimate ? `${groups[group]} (${estimate})` : groups[group]));
  const body = element("tbody", "");
  for (const [name, count] of Object.entries(figures)) {
    const row = element("tr", "");
    const what = element("th", "", nameOf(group, name));
    what.scope = "row";
    row.append(what, element("td", "", IN_SECONDS.test(name) ? phrases.audit.seconds(count) : phrases.everywhere.number(count)));
    body.append(row);
  }
  made.append(body);
  return made;
}

function nameOf(group, name) {
  if (group !== "reasons") return phrases.audit.names[name] ?? name;
  return name === "none" ? phrases.audit.noCode : (phrases.refusing.codes[name] ?? name);
}
