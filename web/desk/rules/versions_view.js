// The versions of the rules, what differs between any two, and the way back to one.

import { age, byId, element, say } from "../elements.js";
import { ask } from "./asking.js";
import { linesWords, showDiff } from "./diff_view.js";
import { phrases } from "./phrases.js";
import { activatedWords, madeWords, waitsWords } from "./version_words.js";

export class VersionsView {
  #api;
  #onFault;
  #onRollBack;
  #versions = [];
  #next = null;
  #files = new Map();
  #active = null;

  /** `onRollBack(number)`: she wants it to judge again; `onFault(fault)`. */
  constructor(api, { onRollBack, onFault }) {
    this.#api = api;
    this.#onRollBack = onRollBack;
    this.#onFault = onFault;
    byId("version-list").addEventListener("click", ({ target }) => {
      const line = target.closest("button");
      if (line) this.#choose(line.dataset.version);
    });
    byId("versions-more").addEventListener("click", () => this.#load(this.#next));
    for (const end of ["compare-from", "compare-to"]) byId(end).addEventListener("change", () => this.#compare());
    byId("roll-back").addEventListener("click", () => this.#ask());
    byId("waiting-compare").addEventListener("click", () => this.#choose(this.#active.waiting.version));
  }

  /** Anew, as others may have made some. `active` is the version that judges. */
  async begin(active) {
    this.#active = active;
    this.#files.set(active.version, active.files);
    const { waiting } = active;
    byId("waiting").hidden = !waiting;
    if (waiting) say(byId("waiting-words"), waitsWords(waiting));
    await this.#load(null);
  }

  async #load(cursor) {
    try {
      const { items, next } = await this.#api.versions(cursor);
      this.#versions = cursor === null ? items : [...this.#versions, ...items];
      this.#next = next;
      byId("versions-more").hidden = next === null;
      this.#show();
    } catch (fault) {
      this.#onFault(fault);
    }
  }

  #show() {
    byId("version-list").replaceChildren(...this.#versions.map((version) => this.#line(version)));
    const { version: active } = this.#active;
    const [from, to] = [Number(byId("compare-from").value) || active, Number(byId("compare-to").value)];
    for (const end of ["compare-from", "compare-to"])
      byId(end).replaceChildren(...this.#versions.map(({ version }) => new Option(version === active ? phrases.versions.whichJudges(version) : String(version), version)));
    const known = (number) => this.#versions.some(({ version }) => version === number);
    const before = this.#versions.find(({ version }) => version < active) ?? this.#versions.find(({ version }) => version !== active);
    byId("compare-to").value = to && known(to) ? to : known(active) ? active : this.#versions[0]?.version;
    byId("compare-from").value = to && known(from) ? from : (before?.version ?? active);
    this.#compare();
  }

  #line(version) {
    const choice = element("button", "version");
    choice.type = "button";
    choice.dataset.version = version.version;
    const top = element("span", "line-head");
    top.append(element("strong", "", phrases.versions.version(version.version)), age(version.made_at));
    choice.append(top, " ", element("span", "version-made", madeWords(version)));
    if (version.active_since) choice.append(" ", element("span", "version-judges", judgesWords(version)));
    if (version.version === this.#active.waiting?.version) choice.append(" ", element("span", "version-judges", phrases.versions.newerWaits));
    const line = element("li", "");
    line.append(choice);
    return line;
  }

  /** What it would change if it judged again. */
  #choose(number) {
    byId("compare-from").value = this.#active.version;
    byId("compare-to").value = number;
    this.#compare();
  }

  async #filesOf(number) {
    if (!this.#files.has(number)) this.#files.set(number, (await this.#api.version(number)).files);
    return this.#files.get(number);
  }

  async #compare() {
    const [from, to] = [Number(byId("compare-from").value), Number(byId("compare-to").value)];
    this.#mark(from, to);
    try {
      const [before, after] = await Promise.all([this.#filesOf(from), this.#filesOf(to)]);
      if (Number(byId("compare-from").value) !== from || Number(byId("compare-to").value) !== to) return;
      const { files, come, gone } = showDiff(byId("compare-diff"), before, after);
      const words = files === 0 ? phrases.versions.same : `${phrases.changes.differ(files)}. ${linesWords({ come, gone })}`;
      say(byId("compare-words"), words);
    } catch (fault) {
      this.#onFault(fault);
    }
  }

  #mark(from, to) {
    for (const choice of byId("version-list").querySelectorAll("button")) {
      const isShown = [from, to].includes(Number(choice.dataset.version));
      choice.classList.toggle("compared", isShown);
      if (Number(choice.dataset.version) === to) choice.setAttribute("aria-current", "true");
      else choice.removeAttribute("aria-current");
    }
    byId("roll-back").hidden = to === this.#active.version;
    const { activateOpens, rollBackOpens } = phrases.versions;
    say(byId("roll-back"), to > this.#active.version ? activateOpens(to) : rollBackOpens(to));
  }

  async #ask() {
    const to = Number(byId("compare-to").value);
    const { means, activateAsked, activateIt, rollBackAsked, rollBackIt } = phrases.versions;
    const isNewer = to > this.#active.version;
    const [title, yes] = isNewer ? [activateAsked(to), activateIt(to)] : [rollBackAsked(to), rollBackIt(to)];
    if (await ask(title, means(this.#active.version), yes)) this.#onRollBack(to);
  }
}

/** "judges now, let by Bea, at the desk", or shorter where its maker did it. */
function judgesWords(version) {
  const activated = activatedWords(version);
  return activated === "" || activated === madeWords(version)
    ? phrases.versions.judgesNow
    : phrases.versions.judgesNowBy(activated);
}
