// What the rules have hit lately, and what people made of it: whether one in shadow may act.

import { byId, element, say } from "../elements.js";
import { counted, liveWords, precisionWords, shareOf } from "./figures.js";
import { RuleTable } from "./rule_table.js";

const when = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

const COLUMNS = [
  { key: "rule", head: "Rule", said: (rule) => rule.rule },
  { key: "hits", head: "Hits", said: (rule) => rule.hits.toLocaleString("en"), why: "Comments that it hit" },
  { key: "refused", head: "Refused", said: (rule) => rule.refused.toLocaleString("en"), why: "Hit, and refused by people" },
  { key: "approved", head: "Approved", said: (rule) => rule.approved.toLocaleString("en"), why: "Hit, and approved by people" },
  { key: "precision", head: "Precision", said: (rule) => precisionWords(rule.precision), why: "Refused ones among those that people decided" },
  { key: "low", head: "From – to", said: (rule) => (rule.precision === null ? "–" : shareOf(rule)), why: "Where the precision lies in the long run" },
];

export class FiguresView {
  #api;
  #onFault;
  #table = new RuleTable(byId("live-rules"), COLUMNS, "Each rule with what it has hit");

  /** `onFault(fault)`: what stood in the way. */
  constructor(api, { onFault }) {
    this.#api = api;
    this.#onFault = onFault;
    byId("figures-days").addEventListener("change", () => this.begin());
  }

  /** Anew, as comments come in. */
  async begin() {
    const days = byId("figures-days").value;
    byId("live").setAttribute("aria-busy", "true");
    try {
      const found = await this.#api.figures(days);
      if (byId("figures-days").value === days) this.#show(found);
    } catch (fault) {
      this.#onFault(fault);
    } finally {
      byId("live").removeAttribute("aria-busy");
    }
  }

  #show({ days, from, comments, rules }) {
    const isWhole = Date.parse(from) - (Date.now() - days * 86_400_000) < 60_000;
    const time = isWhole ? `of the last ${counted(days, "day", "days")}` : `since ${when.format(new Date(from))}, the newest`;
    say(byId("live-words"), `${counted(comments, "comment", "comments")} ${time}, with the verdicts that they were given.`);
    const quiet = rules.filter(({ shadow }) => shadow);
    const lines = quiet.map((rule) => told(rule, days));
    byId("live-shadow").replaceChildren(...lines);
    byId("live-none").hidden = quiet.length > 0;
    const hit = rules.filter(({ shadow, hits }) => !shadow && hits > 0);
    byId("live-acting").hidden = hit.length === 0;
    this.#table.show(hit);
  }
}

/** "easy_money hit 31 comments in 7 days; …" */
function told(rule, days) {
  const line = element("li", "");
  line.append(element("code", "", rule.rule), ` ${liveWords(rule, days)}`);
  return line;
}
