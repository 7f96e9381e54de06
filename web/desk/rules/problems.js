// What is wrong with the files: a list beneath the text, each a way to its place.

import { byId, element, say, told } from "../elements.js";
import { phrases } from "./phrases.js";
import { whereWords } from "./places.js";

export class Problems {
  #list = byId("problem-list");
  #errors = [];
  #at = -1;
  #onJump;

  /** `onJump(error)`: to its place. */
  constructor(onJump) {
    this.#onJump = onJump;
    this.#list.addEventListener("click", (event) => {
      const line = event.target.closest("button");
      if (line) this.#jump(Number(line.dataset.at));
    });
  }

  /** `words`: what is said where there is none. */
  show(errors, words) {
    this.#errors = errors;
    this.#at = Math.min(this.#at, errors.length - 1);
    say(byId("problems-title"), errors.length === 0 ? words : phrases.rules.errors(errors.length));
    byId("problems").classList.toggle("wrong", errors.length > 0);
    this.#list.replaceChildren(...errors.map((error, at) => this.#line(error, at)));
    this.#mark();
  }

  /** The next (1) or the one before (-1), round and round. */
  step(step) {
    if (this.#errors.length === 0) return;
    const from = this.#at < 0 && step < 0 ? 0 : this.#at;
    this.#jump((from + step + this.#errors.length) % this.#errors.length);
  }

  #jump(at) {
    this.#at = at;
    this.#mark();
    this.#list.children[at].scrollIntoView({ block: "nearest" });
    this.#onJump(this.#errors[at]);
  }

  #mark() {
    [...this.#list.children].forEach((line, at) => {
      if (at === this.#at) line.firstElementChild.setAttribute("aria-current", "true");
      else line.firstElementChild.removeAttribute("aria-current");
    });
  }

  #line(error, at) {
    const choice = element("button", "problem");
    choice.type = "button";
    choice.dataset.at = at;
    choice.append(element("span", "problem-where", whereWords(error)), " ", told("span", "problem-why", error.reason));
    if (error.remedy) choice.append(" ", told("span", "problem-remedy", error.remedy));
    const line = element("li", "");
    line.append(choice);
    return line;
  }
}
