// What the rules would have done: asked for, waited for, shown.

import { byId, element, say } from "../elements.js";
import { markedWords, showReasons } from "../words.js";
import { FATES, blockedWords, caughtWords, counted, microseconds, precisionWords, shadowWords } from "./figures.js";
import { RuleTable } from "./rule_table.js";

const RULE_COLUMNS = [
  { key: "rule", head: "Rule", said: (rule) => rule.rule },
  { key: "hits", head: "Hits", said: (rule) => rule.hits.toLocaleString("en"), why: "Comments that it hit" },
  { key: "sole", head: "Alone", said: (rule) => rule.sole.toLocaleString("en"), why: "Comments that nothing else would have held" },
  { key: "unwanted", head: "Unwanted", said: (rule) => rule.unwanted.toLocaleString("en"), why: "Hit, and refused by people" },
  { key: "wanted", head: "Wanted", said: (rule) => rule.wanted.toLocaleString("en"), why: "Hit, and approved by people" },
  { key: "precision", head: "Precision", said: (rule) => precisionWords(rule.precision), why: "Unwanted ones among those that people decided" },
  { key: "us", head: "µs", said: (rule) => microseconds(rule.us), why: "Microseconds for one comment" },
];

const DAY_MS = 86_400_000;
const NOT_THERE = new Set([404, 405]);
const STATES = ["approved", "pending", "spam", "rejected"];
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

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
  #table = new RuleTable(byId("by-rule"), RULE_COLUMNS, "Each rule with what it found", hitsOf);

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
    say(byId("backtest-state"), "The files have changed since. What follows is of those before.");
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
    if (isRunning) say(byId("backtest-state"), "Judging them again …");
  }

  #failed(fault) {
    const state = byId("backtest-state");
    if (this.#stop.signal.aborted) return say(state, "Stopped. Nothing was changed.");
    if (fault.status === 422 && fault.errors.some(({ file }) => file !== undefined)) {
      say(state, "These files cannot judge yet: see the errors.");
      return this.#onErrors(fault);
    }
    if (NOT_THERE.has(fault.status)) return say(state, "A back-test is not available at this service.");
    say(state, `${fault.status === undefined ? "Something went wrong on this page" : fault.message}.`);
    return this.#onFault(fault);
  }

  #show(report) {
    const { comments, from, to, us_per_comment: us } = report;
    byId("backtest-result").hidden = comments === 0;
    const time = `from ${day.format(new Date(from))} to ${day.format(new Date(to))}`;
    if (comments === 0) return say(byId("backtest-state"), `There is no comment ${time}.`);
    say(byId("backtest-state"), `${counted(comments, "comment", "comments")} ${time} judged again, ${microseconds(us)} µs each.`);
    byId("figures").replaceChildren(
      figure("Spam caught", report.unwanted.total, report.unwanted.share_now, caughtWords(report.unwanted)),
      figure("Wanted ones held back", report.wanted.total, report.wanted.share_now, blockedWords(report.wanted)),
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
    const title = total === 0 ? "No comment changes" : counted(total, "comment changes", "comments change");
    say(byId("changed-title"), changed.length < total ? `${title}; these are ${changed.length.toLocaleString("en")} of them` : title);
    byId("changed").replaceChildren(...changed.map(example));
  }

  #unfold(line) {
    if (!line) return;
    const isOpen = line.getAttribute("aria-expanded") !== "true";
    line.setAttribute("aria-expanded", String(isOpen));
    line.nextElementSibling.hidden = !isOpen;
  }
}

function figure(title, total, share, { words, counts }) {
  const made = element("div", "figure");
  const percent = `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
  made.append(element("h2", "", title), element("p", "figure-share", total === 0 ? "–" : percent));
  made.append(element("p", "", words), element("p", "where", counts));
  return made;
}

/** Rows: what became of them by the rules then; columns: what would now. */
function matrix(thenNow) {
  const table = element("table", "figures-table matrix");
  table.append(element("caption", "aside", "How many comments: by the rules then in rows, by these in columns"));
  const heads = element("tr", "");
  heads.append(element("td", "where", "then ↓ now →"), ...STATES.map((state) => head(FATES[state], "col")));
  const rows = STATES.map((before) => {
    const row = element("tr", "");
    row.append(head(FATES[before], "row"));
    for (const now of STATES) {
      const count = thenNow[before]?.[now] ?? 0;
      row.append(element("td", `number${count === 0 ? " zero" : before === now ? "" : " moves"}`, count.toLocaleString("en")));
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

const PEOPLE = { approved: "people approved it", rejected: "people rejected it", spam: "people marked it as spam", pending: "waits still", withdrawn: "withdrawn" };

/** Some of the comments that a rule hit. */
function hitsOf({ rule, hits, examples }) {
  const list = element("ol", "changed");
  list.append(...examples.map((comment) => example({ ...comment, hits: [comment.hit] })));
  const made = element("div", "rule-hits");
  const title = examples.length < hits ? `${counted(examples.length, "comment", "comments")} of those that ${rule} hit` : `What ${rule} hit`;
  made.append(element("h3", "", title), list);
  return made;
}

/** A line that unfolds to the comment's words and reasons. */
function example({ then, now, state, author, text, hits }) {
  const choice = element("button", "example");
  choice.type = "button";
  choice.setAttribute("aria-expanded", "false");
  const top = element("span", "line-head");
  top.append(element("span", "line-author", author), element("span", "fates", `${FATES[then]} → ${FATES[now]}`));
  choice.append(top, " ", element("span", "line-words", text.slice(0, 160)), " ", element("span", state === "approved" && now !== "approved" ? "people wrong" : "people", PEOPLE[state] ?? state));
  const whole = element("div", "example-whole");
  whole.hidden = true;
  const words = element("p", "words");
  words.append(...markedWords(text, hits));
  const reasons = element("ol", "");
  showReasons(reasons, hits, "No rule hits it now");
  const beside = element("div", "reasons");
  beside.append(element("h3", "", "Why"), reasons);
  whole.append(words, beside);
  const line = element("li", "");
  line.append(choice, whole);
  return line;
}
