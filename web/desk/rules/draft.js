// The files as an editor has them before her, beside the version that she began with.

import { changedFiles } from "./diff.js";
import { phrases } from "./phrases.js";

const NAME_CHARS_MAX = 100;
export const FILES_MAX = 200;
const NAME = /^(rules\.d\/[A-Za-z0-9._-]+\.toml|words\/[A-Za-z0-9._-]+\.txt)$/;

/** The files of `theirs` with what differs between `base` and `mine` put in: what both have changed
    stays as in `mine` and is named. All are objects of names and texts. */
export function merged(base, mine, theirs) {
  const files = {};
  const both = [];
  for (const name of new Set([base, mine, theirs].flatMap(Object.keys))) {
    const [was, is, other] = [base, mine, theirs].map((one) => one[name]);
    const text = is === was ? other : is;
    if (text !== undefined) files[name] = text;
    if (is !== was && other !== was && is !== other) both.push(name);
  }
  return { files, both: both.sort() };
}

export class Draft {
  #base;
  #files;

  /** `base`: a version with its `files`; `files`: hers, if she has any already. */
  constructor(base, files = base.files) {
    this.#base = base;
    this.#files = { ...files };
  }

  /** What was kept of an earlier page, or null where it does not fit this version. */
  static kept(base, kept) {
    if (kept?.hash !== base.hash) return null;
    const files = { ...base.files, ...kept.changed };
    for (const name of kept.gone) delete files[name];
    return new Draft(base, files);
  }

  /** To be kept: only what differs. */
  get toKeep() {
    const changed = {};
    for (const name of this.names) if (this.#files[name] !== this.#base.files[name]) changed[name] = this.#files[name];
    return { version: this.#base.version, hash: this.#base.hash, changed, gone: this.gone };
  }

  get base() {
    return this.#base;
  }
  get files() {
    return { ...this.#files };
  }
  get names() {
    return Object.keys(this.#files).sort();
  }
  /** Those of the base that are not here any more. */
  get gone() {
    return Object.keys(this.#base.files).filter((name) => !Object.hasOwn(this.#files, name));
  }
  get changes() {
    return changedFiles(this.#base.files, this.#files);
  }
  get isChanged() {
    return this.gone.length > 0 || this.names.some((name) => this.state(name) !== "");
  }

  /** "", "changed" or "new". */
  state(name) {
    if (!Object.hasOwn(this.#base.files, name)) return "new";
    return this.#base.files[name] === this.#files[name] ? "" : "changed";
  }

  text(name) {
    return this.#files[name];
  }
  write(name, text) {
    this.#files[name] = text;
  }
  remove(name) {
    delete this.#files[name];
  }
  /** As it stands in the base. */
  restore(name) {
    this.#files[name] = this.#base.files[name];
  }
  rename(name, other) {
    const text = this.#files[name];
    delete this.#files[name];
    this.#files[other] = text;
  }

  /** Why a file cannot have this name, or "". */
  whyNot(name) {
    if (name.length > NAME_CHARS_MAX) return phrases.files.nameTooLong(NAME_CHARS_MAX);
    if (!NAME.test(name) || name.includes("..")) return phrases.files.nameWrong;
    if (Object.hasOwn(this.#files, name)) return phrases.files.nameTaken;
    if (this.names.length >= FILES_MAX) return phrases.files.tooMany(FILES_MAX);
    return "";
  }
}
