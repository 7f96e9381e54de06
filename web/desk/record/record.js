// One comment, with all that is known of it: looked at, and decided.

import { Api, session } from "../api.js";
import { Decisions } from "../decisions.js";
import { begun, byId, say } from "../elements.js";
import { showHolders } from "../holders.js";
import { listenToKeys } from "../keys.js";
import { decidedManyWords, decidedWords, notice, noticeFault, undoneManyWords } from "../notices.js";
import { Refusing } from "../refusing.js";
import { translatePage } from "../translated.js";
import { phrases } from "./phrases.js";
import { RecordApi } from "./record_api.js";
import { showRecord } from "./record_view.js";
import { Revealing } from "./revealing.js";

const areOtherwise = (answers) => answers.some(({ result }) => result.status !== 200);

/** What was decided stands like this already. */
function keptWords({ author, state, decided_by: who }) {
  const { staysPublished, nothingChanged } = phrases.desk;
  return state === "approved" ? staysPublished(author) : nothingChanged(author, state, who);
}

class RecordPage {
  #api;
  #id;
  #site;
  #record = null;
  #decisions;
  #refusing;
  #revealing;

  constructor(site, csrf, id) {
    this.#api = new RecordApi(site, csrf);
    this.#site = site;
    this.#id = id;
    this.#revealing = new Revealing(this.#api);
    const api = new Api(site, csrf);
    this.#refusing = new Refusing(api, (comments, given) => this.#send(comments, "reject", given));
    this.#decisions = new Decisions(api, {
      decided: (comment, { state }) => this.#moved(decidedWords(comment, state)),
      decidedMany: (answers) => this.#moved(decidedManyWords(answers), areOtherwise(answers)),
      kept: (comment) => this.#moved(keptWords(comment)),
      conflict: (comment, result) => this.#conflict(comment, result),
      undone: (comment, { state }) =>
        this.#moved(state === "pending" ? phrases.desk.waitsAgain(comment.author) : phrases.desk.isAgain(comment.author, state)),
      undoneMany: (answers) => this.#moved(undoneManyWords(answers), areOtherwise(answers)),
      failed: (comment, fault) => this.#failed(fault),
      failedMany: (comments, fault) => this.#failed(fault),
      idle: () => notice(phrases.desk.nothingToUndo),
    });
  }

  async begin() {
    if (!(await begun(this.#found()))) return say(byId("plain"), phrases.record.gone);
    byId("plain").remove();
    byId("record").hidden = false;
    byId("reveal-part").hidden = !this.#record.may_reveal;
    this.#revealing.listen(this.#id, () => this.#load());
    this.#listen();
    return undefined;
  }

  async #found() {
    try {
      await this.#load();
      return true;
    } catch (fault) {
      if (fault.status === 404) return false;
      throw fault;
    }
  }

  async #load() {
    this.#record = await this.#api.record(this.#id);
    showRecord(this.#record, this.#site);
  }

  #decide(decision) {
    this.#send([this.#record], decision);
  }

  /** Asks for a reason first, and for what goes with it. */
  #refuse() {
    this.#refusing.open([this.#record]);
  }

  #send(comments, decision, given = {}) {
    return comments.length === 1
      ? this.#decisions.decide(comments[0], decision, given)
      : this.#decisions.decideMany(comments, decision, given);
  }

  async #moved(words, isConflict = false) {
    notice(words, isConflict);
    try {
      await this.#load();
    } catch (fault) {
      noticeFault(fault);
    }
  }

  #conflict({ author }, { status, state, decided_by: who }) {
    const { notThere, ownDecision, nothingChanged } = phrases.desk;
    if (status === 404) return notice(notThere(author), true);
    return this.#moved(status === 403 ? ownDecision(author) : nothingChanged(author, state, who), true);
  }

  /** Nobody may know whether it was decided after all: the service does. */
  async #failed(fault) {
    const words = noticeFault(fault);
    if (fault.status !== 401) await this.#moved(words, true);
  }

  #listen() {
    for (const decision of ["approve", "reject", "spam"])
      byId(decision).addEventListener("click", ({ detail }) => detail < 2 && this.#decide(decision));
    byId("decide").addEventListener("keydown", (event) => event.repeat && event.preventDefault());
    byId("refuse-open").addEventListener("click", ({ detail }) => detail < 2 && this.#refuse());
    byId("undo").addEventListener("click", () => this.#decisions.undo());
    byId("help-open").addEventListener("click", () => byId("help").showModal());
    addEventListener("beforeunload", (event) => {
      if (this.#decisions.waiting > 0) event.preventDefault();
    });
    listenToKeys({
      a: () => this.#decide("approve"),
      r: () => this.#decide("reject"),
      "shift+r": () => this.#refuse(),
      s: () => this.#decide("spam"),
      z: () => this.#decisions.undo(),
      u: () => this.#decisions.undo(),
      "?": () => byId("help").showModal(),
    });
  }
}

translatePage(phrases);
const { name, roles, csrf } = await begun(session());
showHolders(name);
const sites = roles.filter(({ role }) => role !== "exporter").map(({ site }) => site);
const asked = new URLSearchParams(location.search).get("site");
const site = sites.includes(asked) ? asked : sites[0];
const id = Number(location.pathname.split("/").at(-1));
say(byId("site"), site);
byId("queue").href = `/desk/?site=${encodeURIComponent(site)}`;
await new RecordPage(site, csrf, id).begin();
