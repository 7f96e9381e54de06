// The list of what waits, a line each. Only lines that come or go are touched, so that ten thousand
// are no slower than ten.

import { age, byId, element, say } from "./elements.js";

const WORDS_MAX = 160;

export class List {
  #list = byId("list");
  #frame = byId("lines");
  #lines = new Map();
  #current = null;
  #observer;
  #shown = null;

  /** `onChoice(id)`: a line was chosen. `onEnd()`: the end has come into sight. */
  constructor({ onChoice, onEnd }) {
    this.#list.addEventListener("click", (event) => {
      const line = event.target.closest("button");
      if (line) onChoice(Number(line.dataset.id));
    });
    this.#observer = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && onEnd());
    this.#lookAtEnd();
  }

  /** Told anew, as it may be in sight still after lines were added. */
  #lookAtEnd() {
    this.#observer.unobserve(byId("list-end"));
    this.#observer.observe(byId("list-end"));
  }

  show({ items, current }) {
    if (items !== this.#shown) this.#bringUpToDate(items);
    this.#shown = items;
    this.#mark(current && this.#lines.get(current.id));
  }

  #bringUpToDate(items) {
    const kept = new Set(items.map((comment) => comment.id));
    for (const [id, line] of this.#lines) {
      if (kept.has(id)) continue;
      line.remove();
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
    this.#list.replaceChildren();
    this.#current = null;
    this.#shown = null;
  }

  #line(comment) {
    const line = this.#lines.get(comment.id) ?? this.#newLine(comment);
    const count = comment.reports?.count ?? 0;
    say(line.querySelector(".line-reports"), count === 0 ? "" : count === 1 ? "1 report" : `${count} reports`);
    return line;
  }

  #newLine(comment) {
    const choice = element("button", "line");
    choice.type = "button";
    choice.dataset.id = comment.id;
    choice.tabIndex = -1;
    const head = element("span", "line-head");
    head.append(element("span", "line-author", comment.author), age(comment.created_at));
    const reasons = comment.verdict.hits.length;
    choice.append(head, element("span", "line-words", comment.text.slice(0, WORDS_MAX)));
    choice.append(element("span", "line-reports"));
    if (reasons > 0) choice.append(element("span", "line-reasons", reasons === 1 ? "1 reason" : `${reasons} reasons`));
    const line = element("li", "");
    line.append(choice);
    this.#lines.set(comment.id, line);
    return line;
  }

  /** One line takes the keyboard's focus; the others are reached with J and K. */
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
