// The list of what waits, a line each. Only lines that come or go are touched, so that ten thousand
// are no slower than ten.

import { age, byId, element } from "./elements.js";
import { holder } from "./holders.js";
import { phrases } from "./language.js";

const WORDS_MAX = 160;

function fill(choice, comment) {
  const { author, created_at: at, text, reports, appeal, verdict } = comment;
  const head = element("span", "line-head");
  head.append(element("span", "line-author", author), age(at));
  choice.replaceChildren(head, element("span", "line-words", text.slice(0, WORDS_MAX)));
  if (reports) choice.append(element("span", "line-reports", phrases.desk.reports(reports.count)));
  if (comment.campaign) choice.append(element("span", "line-alike", phrases.desk.alike(comment.campaign.size)));
  if (appeal) choice.append(element("span", "line-reports", phrases.desk.appeal));
  if (comment.claim) choice.append(element("span", "line-claim", holder(comment)));
  const reasons = verdict.hits.filter(({ shadow, exempted }) => !shadow && !exempted).length;
  if (reasons > 0) choice.append(element("span", "line-reasons", phrases.desk.reasons(reasons)));
}

export class List {
  #list = byId("list");
  #frame = byId("lines");
  #lines = new Map();
  #current = null;
  #observer;
  #shown = null;
  #selected = new Set();

  /** `onChoice(id)`: a line was chosen. `onStep(1 or -1)`: the next or the one before, by arrow.
      `onEnd()`: the end has come into sight. */
  constructor({ onChoice, onStep, onEnd }) {
    this.#list.addEventListener("click", (event) => {
      const line = event.target.closest("button");
      if (line) onChoice(Number(line.dataset.id));
    });
    this.#list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      onStep(step);
      this.#current?.focus();
    });
    this.#observer = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && onEnd());
    this.#lookAtEnd();
  }

  /** Told anew, as it may be in sight still after lines were added. */
  #lookAtEnd() {
    this.#observer.unobserve(byId("list-end"));
    this.#observer.observe(byId("list-end"));
  }

  /** `selection.has(id)`: it is marked. */
  show({ items, current }, selection) {
    if (items !== this.#shown) this.#bringUpToDate(items);
    this.#shown = items;
    this.#select(selection);
    this.#mark(current && this.#lines.get(current.id));
  }

  #bringUpToDate(items) {
    const kept = new Set(items.map((comment) => comment.id));
    for (const [id, line] of this.#lines) {
      if (kept.has(id)) continue;
      line.remove();
      this.#selected.delete(line);
      this.#lines.delete(id);
    }
    const before = this.#lines.size;
    let next = this.#list.firstElementChild;
    for (const comment of items) {
      const line = this.#line(comment);
      if (line === next) next = next.nextElementSibling;
      else this.#list.insertBefore(line, next);
    }
    if (this.#lines.size > before) this.#lookAtEnd();
  }

  clear() {
    this.#lines.clear();
    this.#selected.clear();
    this.#list.replaceChildren();
    this.#current = null;
    this.#shown = null;
  }

  /** Told by a word, and not by colour alone. */
  #select(selection) {
    for (const line of this.#selected) if (!selection.has(line.comment.id)) this.#tell(line, false);
    for (const { id } of selection.all) {
      const line = this.#lines.get(id);
      if (line && !line.firstElementChild.hasAttribute("data-marked")) this.#tell(line, true);
    }
  }

  #tell(line, isMarked) {
    line.firstElementChild.toggleAttribute("data-marked", isMarked);
    if (isMarked) this.#selected.add(line);
    else this.#selected.delete(line);
    line.querySelector(".line-marked")?.remove();
    if (isMarked) line.firstElementChild.append(element("span", "line-marked", `✓ ${phrases.desk.isMarked}`));
  }

  #line(comment) {
    const line = this.#lines.get(comment.id) ?? this.#newLine(comment.id);
    if (line.comment !== comment) {
      fill(line.firstElementChild, comment);
      line.firstElementChild.removeAttribute("data-marked");
    }
    line.comment = comment;
    return line;
  }

  #newLine(id) {
    const choice = element("button", "line");
    choice.type = "button";
    choice.dataset.id = id;
    choice.tabIndex = -1;
    const line = element("li", "");
    line.append(choice);
    this.#lines.set(id, line);
    return line;
  }

  /** One line takes the keyboard's focus; the others are reached with arrows, or J and K. */
  #mark(line) {
    const choice = line?.firstElementChild ?? null;
    if (choice === this.#current) return;
    if (this.#current) {
      this.#current.removeAttribute("aria-current");
      this.#current.tabIndex = -1;
    }
    this.#current = choice;
    if (!choice) return;
    choice.setAttribute("aria-current", "true");
    choice.tabIndex = 0;
    if (this.#frame.scrollHeight > this.#frame.clientHeight) this.#bringIntoSight(line);
  }

  /** Within the list alone: the page itself stays where it is. */
  #bringIntoSight(line) {
    const above = line.getBoundingClientRect().top - this.#frame.getBoundingClientRect().top;
    if (above < 0 || above + line.offsetHeight > this.#frame.clientHeight)
      this.#frame.scrollTop += above - this.#frame.clientHeight / 3;
  }
}
