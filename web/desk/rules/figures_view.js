// What the rules have hit lately, and what people made of it: whether one in shadow may act.

import { byId, element, say } from "../elements.js";
import { liveWords, precisionWords, shareOf } from "./figures.js";
import { phrases } from "./phrases.js";
import { RuleTable } from "./rule_table.js";

const { number } = phrases.everywhere;

const COLUMNS = [
  { key: "rule", head: phrases.backtest.rule, said: (rule) => rule.rule },
  { key: "hits", head: phrases.backtest.hits, said: ({ hits }) => number(hits), why: phrases.backtest.hitsWhy },
  { key: "refused", head: phrases.figures.refused, said: ({ refused }) => number(refused), why: phrases.backtest.unwantedWhy },
  { key: "approved", head: phrases.figures.approved, said: ({ approved }) => number(approved), why: phrases.backtest.wantedWhy },
  { key: "precision", head: phrases.backtest.precision, said: (rule) => precisionWords(rule.precision), why: phrases.figures.refusedPrecision },
  { key: "low", head: phrases.figures.range, said: (rule) => (rule.precision === null ? "–" : shareOf(rule)), why: phrases.figures.rangeWhy },
];

export class FiguresView {
  #api;
  #onFault;
  #table = new RuleTable(byId("live-rules"), COLUMNS, phrases.figures.tableCaption);

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
    const { ofLastDays, since } = phrases.figures;
    say(byId("live-words"), isWhole ? ofLastDays(comments, days) : since(comments, new Date(from)));
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
