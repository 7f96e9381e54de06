// The rules page: files written, checked, tried on the past, activated, and taken back.

import { KEEPS_RULES, session } from "../api.js";
import { begun, byId, element, say } from "../elements.js";
import { notice, noticeFault } from "../notices.js";
import { translatePage } from "../translated.js";
import { BacktestView } from "./backtest_view.js";
import { ChangesView } from "./changes_view.js";
import { Draft, merged } from "./draft.js";
import { FiguresView } from "./figures_view.js";
import { FilesView } from "./files_view.js";
import { keep, kept } from "./keeping.js";
import { phrases } from "./phrases.js";
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
  #tabs = new Tabs((name) => this.#shown(name), () => notice(""));
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
      onFault: (fault) => noticeFault(fault),
    });
    this.#live = new FiguresView(api, { onFault: (fault) => noticeFault(fault) });
    this.#versions = new VersionsView(api, {
      onRollBack: (number) => this.#rollBack(number),
      onFault: (fault) => noticeFault(fault),
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
    notice(phrases.rules.broughtBack);
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
    say(byId("versions-count"), active.waiting ? phrases.rules.newVersion : "");
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
    if (!isKept && this.#isKept) notice(phrases.rules.noRoom, true);
    this.#isKept = isKept;
  }

  #showCount() {
    const count = this.#draft.changes.length;
    say(byId("changes-count"), count === 0 ? "" : String(count));
    document.title = count === 0 ? phrases.rules.title : phrases.rules.titleChanged;
  }

  // What can be done --------------------------------------------------------------------------------

  #check() {
    return this.#alone(async () => {
      const { version, rules } = await this.#api.check(this.#draft.files);
      const count = typeof rules === "number" ? rules : null;
      this.#files.showErrors([], phrases.rules.checkedFine(count));
      const same = version === this.#draft.base.version;
      notice(same ? phrases.rules.fineSame(count, version) : phrases.rules.fineNew(count, version));
    });
  }

  /** 422: what is wrong with the files. */
  #wrong(fault) {
    const errors = fault.errors.map(({ file = "", line = 0, column = 0, reason = "", remedy = "" }) => ({ file, line, column, reason, remedy }));
    this.#files.showErrors(errors, phrases.rules.checked);
    this.#tabs.show("files");
    const [first] = this.#files.errors;
    notice(
      first ? `${phrases.rules.errors(errors.length)}. ${whereWords(first)}: ${first.reason.replaceAll("`", "")}.` : `${fault.message}.`,
      true,
    );
  }

  /** The first press shows what will happen; the next one, on what is shown, does it. */
  async #activatePressed() {
    if (this.#showWhatIsNext()) return this.#activate();
    notice("");
    this.#tabs.show("changes");
    byId(this.#changes.theirs === null ? "changes-title" : "conflict-title").focus();
    return undefined;
  }

  #activate() {
    return this.#alone(async () => {
      const { version } = await this.#api.put(this.#draft.files, this.#draft.base);
      this.#take(await this.#api.active());
      this.#tabs.show("files");
      return notice(phrases.rules.judgesNow(version));
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
      notice(`${phrases.rules.judgesAgain(number)}${isChanged ? phrases.rules.writtenStays : ""}`);
    });
  }

  // What others do ----------------------------------------------------------------------------------

  /** 412: she shall see it before she replaces it. */
  async #othersJudge() {
    const theirs = await this.#api.active();
    if (this.#draft.isChanged) return this.#conflict(theirs);
    this.#take(theirs);
    return notice(phrases.rules.nothingChanged(theirs.version), true);
  }

  #conflict(theirs, isShown = true) {
    this.#seeActive(theirs);
    const { both } = merged(this.#draft.base.files, this.#draft.files, theirs.files);
    this.#changes.showConflict(this.#draft, theirs, both);
    this.#showWhatIsNext();
    if (!isShown) return;
    this.#tabs.show("changes");
    byId("conflict-title").focus();
    notice(phrases.rules.notYet(theirs.version), true);
  }

  #merge() {
    const { theirs } = this.#changes;
    const { files } = merged(this.#draft.base.files, this.#draft.files, theirs.files);
    this.#goOn(new Draft(theirs, files), phrases.rules.merged(theirs.version));
  }

  #keepMine() {
    const { theirs } = this.#changes;
    this.#goOn(new Draft(theirs, this.#draft.files), phrases.rules.keptMine(theirs.version));
  }

  #goOn(draft, words) {
    this.#use(draft);
    notice(words);
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
        return notice(phrases.rules.isSeen(now.version));
      }
      this.#conflict(now, false);
      return notice(phrases.rules.seeChanges(now.version), true);
    } catch (fault) {
      return noticeFault(fault);
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
    say(byId("activate"), isShown ? phrases.rules.activateThis : phrases.rules.activate);
    return isShown;
  }

  #listenToPage() {
    byId("check").addEventListener("click", () => this.#check());
    byId("try").addEventListener("click", () => {
      notice("");
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
    else if (isChord && event.key.toLowerCase() === "s") notice(phrases.rules.keptHere);
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
      else noticeFault(fault);
    } finally {
      this.#isBusy = false;
      byId("acts").removeAttribute("aria-busy");
    }
  }
}

translatePage(phrases);
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
else say(byId("plain"), phrases.rules.none(site));
