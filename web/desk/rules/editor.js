// One file to be written in: a plain textarea, and beneath it the same lines with their numbers,
// colours and marks. The lines beneath wrap as the textarea does, so both are of one height.

import { element, told } from "../elements.js";
import { coloured } from "./colours.js";
import { changedLines, moved, placeOf } from "./places.js";

/** Longer files are written without numbers and colours: a browser would fall behind the keys. */
const NUMBERED_LINES_MAX = 5_000;

export class Editor {
  #area;
  #rows = element("div", "rows");
  #lines = [];
  #isRules;
  #errors = [];
  #isNumbered = true;
  #frame = element("div", "editor");

  /** `onWrite(text)`: after each change. */
  constructor(name, text, onWrite) {
    this.#isRules = name.endsWith(".toml");
    this.#area = element("textarea", "");
    Object.assign(this.#area, { spellcheck: false, autocapitalize: "off", autocomplete: "off", value: text });
    this.#area.setAttribute("aria-label", name);
    this.#area.setAttribute("aria-describedby", "problems-title");
    // Found, read out and selected is what stands in the textarea, and once.
    this.#rows.inert = true;
    this.#rows.setAttribute("aria-hidden", "true");
    this.#frame.append(this.#rows, this.#area);
    this.#area.addEventListener("input", () => {
      this.#follow();
      onWrite(this.#area.value);
    });
    this.#follow();
  }

  get element() {
    return this.#frame;
  }
  get errors() {
    return this.#errors;
  }

  /** Replaces everything, as a text of its own. */
  write(text) {
    this.#area.value = text;
    this.#follow();
  }

  mark(errors) {
    this.#errors = errors;
    this.#area.setAttribute("aria-invalid", String(errors.length > 0));
    this.#showMarks();
  }

  /** Selects where the error stands, and brings it into sight. */
  jumpTo(error) {
    const { line, start, end } = placeOf(this.#area.value, error);
    if (line > 0) this.#area.setSelectionRange(start, end);
    this.#area.blur(); // a textarea that scrolls by itself shows its selection when it gets the focus
    this.#area.focus({ preventScroll: this.#isNumbered });
    if (line > 0 && this.#isNumbered) this.#rows.children[line - 1].scrollIntoView({ block: "nearest" });
  }

  focus() {
    this.#area.focus({ preventScroll: true });
  }

  #follow() {
    const lines = this.#area.value.split("\n");
    const change = this.#lines.length === 0 ? { at: 1, gone: 0, come: lines.length } : changedLines(this.#lines, lines);
    if (change === null) return;
    this.#lines = lines;
    this.#errors = moved(this.#errors, change);
    this.#showRows(change);
    this.#showMarks();
    this.#frame.style.setProperty("--digits", String(lines.length).length);
  }

  /** Only rows whose words differ are made anew. */
  #showRows({ at, gone, come }) {
    const wasNumbered = this.#isNumbered;
    this.#isNumbered = this.#lines.length <= NUMBERED_LINES_MAX;
    this.#frame.classList.toggle("plain", !this.#isNumbered);
    if (!this.#isNumbered) return this.#rows.replaceChildren();
    if (!wasNumbered) return this.#rows.append(...this.#lines.map((words) => this.#row(words)));
    for (let n = 0; n < gone; n += 1) this.#rows.children[at - 1].remove();
    const made = document.createDocumentFragment();
    for (const words of this.#lines.slice(at - 1, at - 1 + come)) made.append(this.#row(words));
    return this.#rows.insertBefore(made, this.#rows.children[at - 1] ?? null);
  }

  #row(words) {
    const row = element("div", "row");
    row.append(...coloured(words, this.#isRules).map(({ kind, words: piece }) => element("span", kind, piece)));
    return row;
  }

  #showMarks() {
    for (const row of this.#rows.querySelectorAll(".wrong")) {
      row.classList.remove("wrong");
      row.querySelector(".why")?.remove();
    }
    for (const { line, reason } of this.#errors) {
      const row = this.#rows.children[Math.min(line, this.#lines.length) - 1];
      if (!row || row.classList.contains("wrong")) continue;
      row.classList.add("wrong");
      row.append(told("span", "why", reason));
    }
  }
}
