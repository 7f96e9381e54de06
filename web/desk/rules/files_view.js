// The files in a list, and the one that is written in.

import { byId, element, say } from "../elements.js";
import { ask, askForName } from "./asking.js";
import { Editor } from "./editor.js";
import { phrases } from "./phrases.js";
import { inOrder } from "./places.js";
import { Problems } from "./problems.js";

const GROUPS = [
  [phrases.files.groupRules, (name) => !name.startsWith("words/")],
  [phrases.files.groupWords, (name) => name.startsWith("words/")],
];
const NOT_CHECKED = phrases.files.notChecked;

export class FilesView {
  #draft;
  #current = "";
  #editors = new Map();
  #errors = [];
  #words = "";
  #onChange;
  #onJump;
  #problems = new Problems((error) => this.#jump(error));

  /** `onChange()`: the draft was changed; `onJump()`: an error is to be looked at. */
  constructor({ onChange, onJump }) {
    this.#onChange = onChange;
    this.#onJump = onJump;
    byId("file-list").addEventListener("click", ({ target }) => this.#choose(target.closest("button")));
    byId("file-list").addEventListener("keydown", (event) => this.#walk(event));
    byId("file-new").addEventListener("click", () => this.#add());
    byId("file-rename").addEventListener("click", () => this.#rename());
    byId("file-remove").addEventListener("click", () => this.#remove());
    byId("file-restore").addEventListener("click", () => this.#restore());
  }

  /** Another draft: editors begin anew, where their text is another. */
  begin(draft) {
    this.#draft = draft;
    for (const [name, editor] of this.#editors) {
      editor.element.remove();
      this.#editors.delete(name);
    }
    this.#errors = [];
    this.#words = draft.isChanged ? NOT_CHECKED : phrases.files.asIn(draft.base.version);
    this.#open(draft.names.includes(this.#current) ? this.#current : (draft.names[0] ?? ""));
  }

  get errors() {
    return this.#errors;
  }

  /** What a check has said: where there is none, `words`. */
  showErrors(errors, words) {
    this.#errors = inOrder(errors, this.#draft.names);
    this.#words = words;
    for (const [name, editor] of this.#editors) editor.mark(this.#errorsOf(name));
    this.#show();
  }

  step(step) {
    this.#problems.step(step);
  }

  #errorsOf(name) {
    return this.#errors.filter(({ file }) => file === name);
  }

  #jump(error) {
    this.#onJump();
    if (!this.#draft.names.includes(error.file)) return;
    this.#open(error.file);
    this.#editor(error.file).jumpTo(error);
  }

  #editor(name) {
    const known = this.#editors.get(name);
    if (known) return known;
    const editor = new Editor(name, this.#draft.text(name), (text) => this.#written(name, text));
    this.#editors.set(name, editor);
    byId("editors").append(editor.element);
    editor.mark(this.#errorsOf(name));
    return editor;
  }

  #written(name, text) {
    const before = this.#draft.state(name);
    this.#draft.write(name, text);
    const mine = this.#editors.get(name).errors;
    const others = this.#errors.filter(({ file }) => file !== name);
    this.#changed(inOrder([...others, ...mine], this.#draft.names), before !== this.#draft.state(name) || mine.length > 0);
  }

  #changed(errors, isSeen = true) {
    const isNews = isSeen || this.#words !== NOT_CHECKED;
    this.#errors = errors;
    this.#words = NOT_CHECKED;
    if (isNews) this.#show();
    this.#onChange();
  }

  #open(name) {
    this.#current = name;
    for (const [other, editor] of this.#editors) editor.element.hidden = other !== name;
    if (name !== "") this.#editor(name).element.hidden = false;
    byId("editors").scrollTop = 0;
    this.#show();
  }

  // The list ----------------------------------------------------------------------------------------

  #show() {
    const { names, gone } = this.#draft;
    const had = document.activeElement?.closest("#file-list button")?.dataset.name;
    byId("file-list").replaceChildren(...GROUPS.flatMap(([title, isOf]) => this.#group(title, [...names, ...gone].filter(isOf).sort())));
    if (had !== undefined) this.#line(this.#current)?.focus();
    const state = this.#current === "" ? "" : this.#draft.state(this.#current);
    say(byId("file-name"), this.#current || phrases.files.noFile);
    say(byId("file-state"), { changed: phrases.files.changedHere, new: phrases.files.newHere }[state] ?? "");
    byId("file-restore").hidden = state !== "changed";
    for (const act of ["file-rename", "file-remove"]) byId(act).hidden = this.#current === "";
    this.#problems.show(this.#errors, this.#words);
  }

  #line(name) {
    return [...byId("file-list").querySelectorAll("button")].find(({ dataset }) => dataset.name === name);
  }

  #group(title, names) {
    if (names.length === 0) return [];
    const list = element("ul", "");
    list.append(...names.map((name) => this.#entry(name)));
    return [element("h3", "", title), list];
  }

  #entry(name) {
    const isGone = !this.#draft.names.includes(name);
    const errors = this.#errorsOf(name).length;
    const choice = element("button", isGone ? "file removed" : "file");
    choice.type = "button";
    choice.dataset.name = name;
    choice.tabIndex = name === this.#current ? 0 : -1;
    if (name === this.#current) choice.setAttribute("aria-current", "true");
    choice.append(element("span", "file-called", name.replace(/^(rules\.d|words)\//, "")));
    const state = isGone ? phrases.files.bringBack : phrases.files.marks[this.#draft.state(name)];
    if (errors > 0) choice.append(" ", element("span", "file-errors", phrases.rules.errors(errors)));
    if (state) choice.append(" ", element("span", "file-mark", state));
    const line = element("li", "");
    line.append(choice);
    return line;
  }

  #choose(line) {
    if (!line) return;
    const { name } = line.dataset;
    if (this.#draft.names.includes(name)) return this.#open(name);
    this.#draft.restore(name);
    this.#open(name);
    return this.#changed(this.#errors);
  }

  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const lines = [...byId("file-list").querySelectorAll("button")];
    const next = lines[lines.indexOf(document.activeElement) + step];
    if (step === undefined || !next) return;
    event.preventDefault();
    if (this.#draft.names.includes(next.dataset.name)) this.#open(next.dataset.name);
    this.#line(next.dataset.name).focus();
  }

  // What is done with a file ------------------------------------------------------------------------

  async #add() {
    const name = await askForName({ title: phrases.files.addAsked, yes: phrases.files.addIt, whyNot: (one) => this.#draft.whyNot(one) });
    if (name === null) return;
    if (this.#draft.gone.includes(name)) this.#drop(name);
    this.#draft.write(name, "");
    this.#open(name);
    this.#editor(name).focus();
    this.#changed(this.#errors);
  }

  async #rename() {
    const old = this.#current;
    const name = await askForName({ title: phrases.files.renameAsked(old), yes: phrases.files.renameIt, old, whyNot: (one) => this.#draft.whyNot(one) });
    if (name === null) return;
    this.#draft.rename(old, name);
    this.#drop(old);
    this.#open(name);
    this.#changed(this.#errors.map((error) => (error.file === old ? { ...error, file: name } : error)));
  }

  async #remove() {
    const name = this.#current;
    const isNew = this.#draft.state(name) === "new";
    const words = isNew ? phrases.files.removeNew : phrases.files.removeOld;
    if (!(await ask(phrases.files.removeAsked(name), words, phrases.files.removeIt))) return;
    const at = this.#draft.names.indexOf(name);
    this.#draft.remove(name);
    this.#drop(name);
    const { names } = this.#draft;
    this.#open(names[Math.min(at, names.length - 1)] ?? "");
    this.#changed(this.#errors.filter(({ file }) => file !== name));
  }

  async #restore() {
    const name = this.#current;
    const words = phrases.files.restoreMeans(this.#draft.base.version);
    if (!(await ask(phrases.files.restoreAsked(name), words, phrases.files.restoreIt))) return;
    this.#draft.restore(name);
    this.#drop(name);
    this.#open(name);
    this.#changed(this.#errors.filter(({ file }) => file !== name));
  }

  #drop(name) {
    this.#editors.get(name)?.element.remove();
    this.#editors.delete(name);
  }
}
