// What the rules would have done: asked for, waited for, shown.

import { byId, element, say } from "../elements.js";
import { markedWords, showReasons } from "../words.js";
import { faultWords } from "../notices.js";
import { blockedWords, caughtWords, microseconds, precisionWords, shadowWords } from "./figures.js";
import { phrases } from "./phrases.js";
import { RuleTable } from "./rule_table.js";

const { number } = phrases.everywhere;

const RULE_COLUMNS = [
  { key: "rule", head: phrases.backtest.rule, said: (rule) => rule.rule },
  { key: "hits", head: phrases.backtest.hits, said: ({ hits }) => number(hits), why: phrases.backtest.hitsWhy },
  { key: "sole", head: phrases.backtest.sole, said: ({ sole }) => number(sole), why: phrases.backtest.soleWhy },
  { key: "unwanted", head: phrases.backtest.unwanted, said: ({ unwanted }) => number(unwanted), why: phrases.backtest.unwantedWhy },
  { key: "wanted", head: phrases.backtest.wanted, said: ({ wanted }) => number(wanted), why: phrases.backtest.wantedWhy },
  { key: "precision", head: phrases.backtest.precision, said: (rule) => precisionWords(rule.precision), why: phrases.backtest.precisionWhy },
  { key: "us", head: "µs", said: (rule) => microseconds(rule.us), why: phrases.backtest.usWhy },
];

const DAY_MS = 86_400_000;
const NOT_THERE = new Set([404, 405]);
const STATES = ["approved", "pending", "spam", "rejected"];

/** `{from, to}`, as far as they are chosen; days are UTC's. */
function chosenTime() {
  const days = byId("period").value;
  if (days !== "") return { from: new Date(Date.now() - Number(days) * DAY_MS).toISOString() };
  const [from, to] = [byId("from").value, byId("to").value];
  const end = to && new Date(Date.parse(to) + DAY_MS).toISOString();
  return { ...(from && { from: `${from}T00:00:00.000Z` }), ...(end && { to: end }) };
}

export class BacktestView {
  #run;
  #onErrors;
  #onFault;
  #files;
  #tested = null;
  #stop = null;
  #table = new RuleTable(byId("by-rule"), RULE_COLUMNS, phrases.backtest.tableCaption, hitsOf);

  /** `run(asked, stop)`: asks the service; `files()`: what is to be tested; `onErrors(fault)`: they cannot
      judge; `onFault(fault)`: anything else. */
  constructor({ run, files, onErrors, onFault }) {
    this.#run = run;
    this.#files = files;
    this.#onErrors = onErrors;
    this.#onFault = onFault;
    byId("period").addEventListener("change", () => (byId("days").hidden = byId("period").value !== ""));
    byId("stop").addEventListener("click", () => this.#stop?.abort());
    byId("backtest-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.run();
    });
    for (const place of ["changed", "by-rule"])
      byId(place).addEventListener("click", ({ target }) => this.#unfold(target.closest("button.example")));
  }

  /** The files were written in since: what is shown is of older ones. */
  noteChange() {
    if (this.#tested === null) return;
    this.#tested = null;
    say(byId("backtest-state"), phrases.backtest.filesChanged);
  }

  async run() {
    if (this.#stop !== null) return;
    this.#stop = new AbortController();
    const files = this.#files();
    this.#showRunning(true);
    try {
      const asked = { files, ...chosenTime(), limit: Number(byId("newest").value) };
      const report = await this.#run(asked, this.#stop.signal);
      this.#tested = files;
      this.#show(report);
    } catch (fault) {
      this.#failed(fault);
    } finally {
      this.#stop = null;
      this.#showRunning(false);
    }
  }

  #showRunning(isRunning) {
    byId("run").setAttribute("aria-disabled", String(isRunning));
    byId("stop").hidden = !isRunning;
    byId("backtest").setAttribute("aria-busy", String(isRunning));
    if (isRunning) say(byId("backtest-state"), phrases.backtest.running);
  }

  #failed(fault) {
    const state = byId("backtest-state");
    if (this.#stop.signal.aborted) return say(state, phrases.backtest.stopped);
    if (fault.status === 422 && fault.errors.some(({ file }) => file !== undefined)) {
      say(state, phrases.backtest.seeErrors);
      return this.#onErrors(fault);
    }
    if (NOT_THERE.has(fault.status)) return say(state, phrases.backtest.notHere);
    say(state, faultWords(fault));
    return this.#onFault(fault);
  }

  #show(report) {
    const { comments, from, to, us_per_comment: us } = report;
    byId("backtest-result").hidden = comments === 0;
    const [start, end] = [new Date(from), new Date(to)];
    if (comments === 0) return say(byId("backtest-state"), phrases.backtest.noComment(start, end));
    say(byId("backtest-state"), phrases.backtest.judged(comments, start, end, microseconds(us)));
    byId("figures").replaceChildren(
      figure(phrases.backtest.spamCaught, report.unwanted.total, report.unwanted.share_now, caughtWords(report.unwanted)),
      figure(phrases.backtest.wantedHeld, report.wanted.total, report.wanted.share_now, blockedWords(report.wanted)),
    );
    byId("matrix").replaceChildren(matrix(report.then_now));
    this.#table.show(report.rules);
    this.#showShadow(report.rules);
    this.#showChanged(report.changed, report.changed_total);
    return undefined;
  }

  #showShadow(rules) {
    const lines = shadowWords(rules);
    byId("shadow-title").hidden = lines.length === 0;
    byId("shadow").replaceChildren(...lines.map((line) => element("li", "", line)));
  }

  #showChanged(changed, total) {
    say(byId("changed-title"), changedWords(total, changed.length));
    byId("changed").replaceChildren(...changed.map(example));
  }

  #unfold(line) {
    if (!line) return;
    const isOpen = line.getAttribute("aria-expanded") !== "true";
    line.setAttribute("aria-expanded", String(isOpen));
    line.nextElementSibling.hidden = !isOpen;
  }
}

function changedWords(total, shown) {
  if (total === 0) return phrases.backtest.nothingChanges;
  return shown < total ? phrases.backtest.changesSome(total, shown) : phrases.backtest.changes(total);
}

function figure(title, total, share, { words, counts }) {
  const made = element("div", "figure");
  const percent = `${phrases.everywhere.decimal(share * 100, share > 0 && share < 0.1 ? 1 : 0)} %`;
  made.append(element("h2", "", title), element("p", "figure-share", total === 0 ? "–" : percent));
  made.append(element("p", "", words), element("p", "where", counts));
  return made;
}

/** Rows: what became of them by the rules then; columns: what would now. */
function matrix(thenNow) {
  const table = element("table", "figures-table matrix");
  table.append(element("caption", "aside", phrases.backtest.matrixCaption));
  const heads = element("tr", "");
  heads.append(element("td", "where", phrases.backtest.thenNow), ...STATES.map((state) => head(phrases.figures.fates[state], "col")));
  const rows = STATES.map((before) => {
    const row = element("tr", "");
    row.append(head(phrases.figures.fates[before], "row"));
    for (const now of STATES) {
      const count = thenNow[before]?.[now] ?? 0;
      row.append(element("td", `number${count === 0 ? " zero" : before === now ? "" : " moves"}`, number(count)));
    }
    return row;
  });
  const body = element("tbody", "");
  const top = element("thead", "");
  top.append(heads);
  body.append(...rows);
  table.append(top, body);
  return table;
}

function head(words, scope) {
  const made = element("th", "", words);
  made.scope = scope;
  return made;
}

/** Some of the comments that a rule hit. */
function hitsOf({ rule, hits, examples }) {
  const list = element("ol", "changed");
  list.append(...examples.map((comment) => example({ ...comment, hits: [comment.hit] })));
  const made = element("div", "rule-hits");
  const title = examples.length < hits ? phrases.backtest.someHit(examples.length, rule) : phrases.backtest.whatHit(rule);
  made.append(element("h3", "", title), list);
  return made;
}

/** A line that unfolds to the comment's words and reasons. */
function example({ then, now, state, author, text, hits }) {
  const { fates } = phrases.figures;
  const choice = element("button", "example");
  choice.type = "button";
  choice.setAttribute("aria-expanded", "false");
  const top = element("span", "line-head");
  top.append(element("span", "line-author", author), element("span", "fates", `${fates[then]} → ${fates[now]}`));
  choice.append(top, " ", element("span", "line-words", text.slice(0, 160)), " ", element("span", state === "approved" && now !== "approved" ? "people wrong" : "people", phrases.backtest.people[state] ?? state));
  const whole = element("div", "example-whole");
  whole.hidden = true;
  const words = element("p", "words");
  words.append(...markedWords(text, hits));
  const reasons = element("ol", "");
  showReasons(reasons, hits, phrases.backtest.noRuleNow);
  const beside = element("div", "reasons");
  beside.append(element("h3", "", phrases.backtest.why), reasons);
  whole.append(words, beside);
  const line = element("li", "");
  line.append(choice, whole);
  return line;
}
