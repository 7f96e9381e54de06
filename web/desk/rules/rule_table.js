// Rule by rule: what each has found. A head sorts, and once more the other way round.

import { element } from "../elements.js";
import { sortedBy } from "./figures.js";
import { phrases } from "./phrases.js";

export class RuleTable {
  #place;
  #columns;
  #caption;
  #more;
  #rules = [];
  #column = "hits";
  #isDown = true;

  /** `columns`: `{key, head, said(rule), why}`, the first of which names the rule; `more(rule)`: what
      unfolds beneath it, if anything. */
  constructor(place, columns, caption, more = () => null) {
    this.#place = place;
    this.#columns = columns;
    this.#caption = caption;
    this.#more = more;
    place.addEventListener("click", ({ target }) => {
      const head = target.closest("button.sort");
      if (head) this.#sortBy(head.dataset.column);
      const name = target.closest("button.unfolds");
      if (name) this.#unfold(name);
    });
  }

  show(rules) {
    this.#rules = rules;
    const table = element("table", "figures-table");
    const heads = element("tr", "");
    heads.append(...this.#columns.map((column) => this.#head(column)));
    const head = element("thead", "");
    const body = element("tbody", "");
    head.append(heads);
    body.append(...sortedBy(rules, this.#column, this.#isDown).map((rule) => this.#row(rule)));
    table.append(element("caption", "aside", this.#caption), head, body);
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
    const [naming, ...figures] = this.#columns;
    const name = element("th", "");
    name.scope = "row";
    name.append(this.#opens(rule) ?? naming.said(rule));
    if (rule.shadow) name.append(" ", element("span", "tag", phrases.backtest.shadow));
    row.append(name, ...figures.map(({ said }) => element("td", "number", said(rule))));
    return row;
  }

  #opens(rule) {
    if (!rule.examples?.length) return null;
    const choice = element("button", "unfolds", rule.rule);
    choice.type = "button";
    choice.dataset.rule = rule.rule;
    choice.setAttribute("aria-expanded", "false");
    return choice;
  }

  /** In a row of its own beneath, as wide as the table. */
  #unfold(choice) {
    const row = choice.closest("tr");
    const isOpen = choice.getAttribute("aria-expanded") !== "true";
    choice.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return row.nextElementSibling.remove();
    const rule = this.#rules.find((one) => one.rule === choice.dataset.rule);
    const beneath = element("tr", "beneath");
    const cell = element("td", "");
    cell.colSpan = this.#columns.length;
    cell.append(this.#more(rule));
    beneath.append(cell);
    return row.after(beneath);
  }
}
