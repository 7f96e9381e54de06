// Rule by rule: what each has found in a back-test. A head sorts, and once more the other way round.

import { element } from "../elements.js";
import { microseconds, precisionWords, sortedBy } from "./figures.js";

const COLUMNS = [
  { key: "rule", head: "Rule", said: (rule) => rule.rule },
  { key: "hits", head: "Hits", said: (rule) => rule.hits.toLocaleString("en"), why: "Comments that it hit" },
  { key: "sole", head: "Alone", said: (rule) => rule.sole.toLocaleString("en"), why: "Comments that nothing else would have held" },
  { key: "unwanted", head: "Unwanted", said: (rule) => rule.unwanted.toLocaleString("en"), why: "Hit, and refused by people" },
  { key: "wanted", head: "Wanted", said: (rule) => rule.wanted.toLocaleString("en"), why: "Hit, and approved by people" },
  { key: "precision", head: "Precision", said: (rule) => precisionWords(rule.precision), why: "Unwanted ones among those that people decided" },
  { key: "us", head: "µs", said: (rule) => microseconds(rule.us), why: "Microseconds for one comment" },
];

export class RuleTable {
  #place;
  #rules = [];
  #column = "hits";
  #isDown = true;

  constructor(place) {
    this.#place = place;
    place.addEventListener("click", ({ target }) => {
      const head = target.closest("button");
      if (head) this.#sortBy(head.dataset.column);
    });
  }

  show(rules) {
    this.#rules = rules;
    const table = element("table", "figures-table");
    const heads = element("tr", "");
    heads.append(...COLUMNS.map((column) => this.#head(column)));
    const head = element("thead", "");
    const body = element("tbody", "");
    head.append(heads);
    body.append(...sortedBy(rules, this.#column, this.#isDown).map((rule) => this.#row(rule)));
    table.append(element("caption", "aside", "Each rule with what it found"), head, body);
    this.#place.replaceChildren(table);
  }

  #sortBy(column) {
    this.#isDown = column === this.#column ? !this.#isDown : column !== "rule";
    this.#column = column;
    this.show(this.#rules);
    this.#place.querySelector(`[data-column=${column}]`).focus();
  }

  #head({ key, head, why }) {
    const sort = element("button", "sort", head);
    sort.type = "button";
    sort.dataset.column = key;
    if (why) sort.title = why;
    const isSorted = key === this.#column;
    const cell = element("th", "");
    cell.scope = "col";
    if (isSorted) cell.setAttribute("aria-sort", this.#isDown ? "descending" : "ascending");
    const arrow = element("span", "arrow", isSorted ? (this.#isDown ? " ↓" : " ↑") : "");
    arrow.setAttribute("aria-hidden", "true");
    sort.append(arrow);
    cell.append(sort);
    return cell;
  }

  #row(rule) {
    const row = element("tr", "");
    const name = element("th", "", rule.rule);
    name.scope = "row";
    if (rule.shadow) name.append(" ", element("span", "tag", "shadow"));
    row.append(name, ...COLUMNS.slice(1).map(({ said }) => element("td", "number", said(rule))));
    return row;
  }
}
