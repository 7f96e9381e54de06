// The rules page: files written, checked, tried on the past, activated, and taken back.

import { KEEPS_RULES, session } from "../api.js";
import { begun, byId, element, say } from "../elements.js";
import { BacktestView } from "./backtest_view.js";
import { ChangesView } from "./changes_view.js";
import { Draft, merged } from "./draft.js";
import { counted } from "./figures.js";
import { FiguresView } from "./figures_view.js";
import { FilesView } from "./files_view.js";
import { keep, kept } from "./keeping.js";
import { whereWords } from "./places.js";
import { RulesApi } from "./rules_api.js";
import { Tabs } from "./tabs.js";
import { judgingPieces } from "./version_words.js";
import { VersionsView } from "./versions_view.js";

/** How long after its last key a text is kept. */
const KEEP_AFTER_MS = 300;

class RulesPage {
  #api;
  #site;
  #active;
  #draft;
  #isBusy = false;
  #isKept = true;
  #timer = null;
  #tabs = new Tabs((name) => this.#shown(name), () => this.#notice(""));
  #files = new FilesView({ onChange: () => this.#changed(), onJump: () => this.#tabs.show("files") });
  #changes = new ChangesView({ onMerge: () => this.#merge(), onMine: () => this.#keepMine() });
  #backtest;
  #live;
  #versions;

  constructor(api, site) {
    this.#api = api;
    this.#site = site;
    this.#backtest = new BacktestView({
      run: (asked, stop) => api.backtest(asked, stop),
      files: () => this.#draft.files,
      onErrors: (fault) => this.#wrong(fault),
      onFault: (fault) => this.#fail(fault),
    });
    this.#live = new FiguresView(api, { onFault: (fault) => this.#fail(fault) });
    this.#versions = new VersionsView(api, {
      onRollBack: (number) => this.#rollBack(number),
      onFault: (fault) => this.#fail(fault),
    });
  }

  async begin() {
    byId("plain").remove();
    byId("rules").hidden = false;
    this.#listenToPage();
    await this.#alone(async () => {
      const before = kept(this.#site);
      const active = await this.#api.active();
      const isOlder = before !== null && before.hash !== active.hash;
      const base = isOlder ? await this.#api.version(before.version) : active;
      this.#take(active);
      this.#bringBack(Draft.kept(base, before));
    });
  }

  /** What was written before the page was left, or null. */
  #bringBack(draft) {
    if (draft === null || !draft.isChanged) return;
    const active = this.#active;
    this.#use(draft);
    this.#notice("What you had written is here again. Nothing of it judges yet.");
    if (draft.base.hash !== active.hash) this.#conflict(active);
  }

  // The draft ---------------------------------------------------------------------------------------

  /** This version judges; nothing differs from it. */
  #take(active) {
    this.#seeActive(active);
    this.#use(new Draft(active));
  }

  #seeActive(active) {
    this.#active = active;
    byId("judging").replaceChildren(...judgingPieces(active));
    say(byId("versions-count"), active.waiting ? "new" : "");
  }

  #use(draft) {
    this.#draft = draft;
    this.#changes.showConflict(draft, null);
    this.#files.begin(draft);
    this.#backtest.noteChange();
    this.#keepNow();
    this.#showCount();
    this.#shown(this.#tabs.shown);
  }

  #changed() {
    this.#backtest.noteChange();
    this.#showCount();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keepNow(), KEEP_AFTER_MS);
  }

  #keepNow() {
    clearTimeout(this.#timer);
    if (this.#draft === undefined) return;
    const isKept = keep(this.#site, this.#draft.isChanged ? this.#draft.toKeep : null);
    if (!isKept && this.#isKept) this.#notice("This browser has no room to keep what you write: it is lost when you leave.", true);
    this.#isKept = isKept;
  }

  #showCount() {
    const count = this.#draft.changes.length;
    say(byId("changes-count"), count === 0 ? "" : String(count));
    document.title = `${count === 0 ? "" : "* "}The rules`;
  }

  // What can be done --------------------------------------------------------------------------------

  #check() {
    return this.#alone(async () => {
      const { version, rules } = await this.#api.check(this.#draft.files);
      const fine = typeof rules === "number" ? `${counted(rules, "rule", "rules")}, fine` : "Fine";
      this.#files.showErrors([], `Checked: ${fine.toLowerCase()}`);
      const same = version === this.#draft.base.version;
      this.#notice(same ? `${fine}: the same as version ${version}.` : `${fine}. Activated, it would be version ${version}.`);
    });
  }

  /** 422: what is wrong with the files. */
  #wrong(fault) {
    const errors = fault.errors.map(({ file = "", line = 0, column = 0, reason = "", remedy = "" }) => ({ file, line, column, reason, remedy }));
    this.#files.showErrors(errors, "Checked");
    this.#tabs.show("files");
    const [first] = this.#files.errors;
    this.#notice(
      first ? `${counted(errors.length, "error", "errors")}. ${whereWords(first)}: ${first.reason.replaceAll("`", "")}.` : `${fault.message}.`,
      true,
    );
  }

  /** The first press shows what will happen; the next one, on what is shown, does it. */
  async #activatePressed() {
    if (this.#showWhatIsNext()) return this.#activate();
    this.#notice("");
    this.#tabs.show("changes");
    byId(this.#changes.theirs === null ? "changes-title" : "conflict-title").focus();
    return undefined;
  }

  #activate() {
    return this.#alone(async () => {
      const { version } = await this.#api.put(this.#draft.files, this.#draft.base);
      this.#take(await this.#api.active());
      this.#tabs.show("files");
      return this.#notice(`Version ${version} judges now.`);
    });
  }

  #rollBack(number) {
    return this.#alone(async () => {
      await this.#api.activate(number, this.#active);
      const active = await this.#api.active();
      const isChanged = this.#draft.isChanged;
      if (isChanged) this.#conflict(active, false);
      else this.#take(active);
      await this.#versions.begin(active);
      this.#notice(`Version ${number} judges again.${isChanged ? " What you have written stays here." : ""}`);
    });
  }

  // What others do ----------------------------------------------------------------------------------

  /** 412: she shall see it before she replaces it. */
  async #othersJudge() {
    const theirs = await this.#api.active();
    if (this.#draft.isChanged) return this.#conflict(theirs);
    this.#take(theirs);
    return this.#notice(`Nothing was changed: version ${theirs.version} was activated meanwhile, and is what you see.`, true);
  }

  #conflict(theirs, isShown = true) {
    this.#seeActive(theirs);
    const { both } = merged(this.#draft.base.files, this.#draft.files, theirs.files);
    this.#changes.showConflict(this.#draft, theirs, both);
    this.#showWhatIsNext();
    if (!isShown) return;
    this.#tabs.show("changes");
    byId("conflict-title").focus();
    this.#notice(`Yours does not judge yet: version ${theirs.version} was activated meanwhile.`, true);
  }

  #merge() {
    const { theirs } = this.#changes;
    const { files } = merged(this.#draft.base.files, this.#draft.files, theirs.files);
    this.#goOn(new Draft(theirs, files), `Your changes stand on version ${theirs.version} now. Look them over, then activate.`);
  }

  #keepMine() {
    const { theirs } = this.#changes;
    this.#goOn(new Draft(theirs, this.#draft.files), `This is what would change from version ${theirs.version}. Look it over, then activate.`);
  }

  #goOn(draft, words) {
    this.#use(draft);
    this.#notice(words);
    byId("changes-title").focus();
  }

  /** Somebody may have activated another version while this page was not looked at. */
  async #lookAgain() {
    if (document.hidden || this.#isBusy || this.#active === undefined) return;
    try {
      const now = await this.#api.active();
      if (now.hash === this.#active.hash || this.#isBusy) return;
      if (!this.#draft.isChanged) {
        this.#take(now);
        return this.#notice(`Version ${now.version} was activated meanwhile, and is what you see.`);
      }
      this.#conflict(now, false);
      return this.#notice(`Version ${now.version} was activated meanwhile: see Changes.`, true);
    } catch (fault) {
      return this.#fail(fault);
    }
  }

  // The page ----------------------------------------------------------------------------------------

  #shown(name) {
    if (this.#draft === undefined) return;
    if (name === "changes") this.#changes.show(this.#draft);
    if (name === "live") this.#live.begin();
    if (name === "versions") this.#versions.begin(this.#active);
    this.#showWhatIsNext();
  }

  #showWhatIsNext() {
    const isShown = this.#tabs.shown === "changes" && this.#draft.isChanged && this.#changes.theirs === null;
    say(byId("activate"), isShown ? "Activate this" : "Activate …");
    return isShown;
  }

  #listenToPage() {
    byId("check").addEventListener("click", () => this.#check());
    byId("try").addEventListener("click", () => {
      this.#notice("");
      this.#tabs.show("backtest");
      this.#backtest.run();
    });
    // The second click of a double click has seen nothing of what will happen.
    byId("activate").addEventListener("click", ({ detail }) => detail < 2 && this.#activatePressed());
    byId("help-open").addEventListener("click", () => byId("help").showModal());
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("visibilitychange", () => this.#lookAgain());
    // What is kept is here again after a link of ours; a closed tab forgets it.
    let isOwnWay = false;
    document.addEventListener("click", ({ target }) => (isOwnWay = this.#isKept && target.closest("a") !== null));
    addEventListener("pagehide", () => this.#keepNow());
    addEventListener("beforeunload", (event) => {
      this.#keepNow();
      if (this.#draft?.isChanged && !isOwnWay) event.preventDefault();
    });
  }

  #key(event) {
    if (event.target.closest("dialog")) return;
    const isChord = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (isChord && event.key === "Enter") this.#check();
    else if (isChord && event.key.toLowerCase() === "s") this.#notice("Kept in this tab. It judges when you activate it.");
    else if (event.key === "F8") this.#files.step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  /** One call at a time: a second press waits for no answer and asks for none. */
  async #alone(act) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    byId("acts").setAttribute("aria-busy", "true");
    try {
      await act().catch((fault) => (fault.status === 412 ? this.#othersJudge() : Promise.reject(fault)));
    } catch (fault) {
      if (fault.status === 422 && fault.errors.length > 0) this.#wrong(fault);
      else this.#fail(fault);
    } finally {
      this.#isBusy = false;
      byId("acts").removeAttribute("aria-busy");
    }
  }

  #fail(fault) {
    if (fault.status === undefined) reportError(fault);
    if (fault.status === 401) byId("signed-out").hidden = false;
    this.#notice(`${fault.status === undefined ? "Something went wrong on this page" : fault.message}.`, true);
  }

  #notice(words, isConflict = false) {
    byId("notice-words").textContent = words;
    byId("notice").classList.toggle("conflict", isConflict);
  }
}

const { roles, csrf } = await begun(session());
const sites = roles.filter(({ role }) => KEEPS_RULES.has(role)).map(({ site }) => site);
const asked = new URLSearchParams(location.search).get("site");
const site = asked ?? sites[0];
say(byId("site"), site);
byId("queue").href = `/desk/?site=${encodeURIComponent(site)}`;
for (const other of sites.filter((one) => one !== site)) {
  const link = element("a", "", other);
  link.href = `/desk/rules?site=${encodeURIComponent(other)}`;
  byId("sites").append(link);
}
if (sites.includes(site)) await new RulesPage(new RulesApi(site, csrf), site).begin();
else say(byId("plain"), `Editors keep the rules of ${site}, and you are none there. An admin can make you one.`);
