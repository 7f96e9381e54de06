// The desk: what waits, decided by key or by click, live. Here its parts meet.

import { Api, KEEPS_RULES, session } from "./api.js";
import { Claims } from "./claims.js";
import { showCounts, waitingHere } from "./counts.js";
import { Deciding } from "./deciding.js";
import { begun, byId, element, say } from "./elements.js";
import { filters } from "./filters.js";
import { listenToKeys } from "./keys.js";
import { phrases } from "./language.js";
import { Live } from "./live.js";
import { Looking } from "./looking.js";
import { showHolders } from "./holders.js";
import { translatePage } from "./translated.js";

/** By these keys one comes back from the search. */
const LEAVES = { Escape: true, Enter: true };

class Desk {
  #looking;
  #loading;
  #deciding;
  #claims;
  #live;

  constructor(api, name) {
    this.#looking = new Looking(api);
    this.#loading = this.#looking.loading;
    this.#deciding = new Deciding(api, this.#looking);
    this.#claims = new Claims(api, this.#looking, name);
    this.#looking.onReload = () => this.#claims.apply(this.#looking.queue);
    showHolders(name);
    this.#live = new Live(api, {
      counts: (counts) => this.#counted(counts),
      decided: (change) => this.#looking.decided(change),
      pending: (change) => this.#returned(change),
      claimed: ({ id, claim }) => this.#looking.changed(() => this.#looking.queue.claimed(id, claim)),
      // Nobody has told of what happened before.
      open: () => this.#connection("", true),
      broken: () => this.#connection(phrases.desk.notLive, false),
    });
  }

  async begin() {
    byId("plain").remove();
    byId("desk").hidden = false;
    filters.begin();
    this.#listenToPage();
    await this.#looking.reload();
    this.#live.begin();
  }

  // What others do -------------------------------------------------------------------------------

  #counted(counts) {
    this.#loading.expect(waitingHere(counts));
    showCounts(counts);
  }

  /** Come in, taken back, changed by its author, or reported (then its state is another). */
  #returned({ id, version, state }) {
    const { queue } = this.#looking;
    const known = queue.find(id);
    const isKnown = known && known.version >= version && state === "pending";
    if (!isKnown || queue.news !== null) this.#loading.refreshSoon();
  }

  #connection(words, isThere) {
    say(byId("connection"), words);
    if (isThere) this.#loading.refreshSoon();
    else this.#loading.noteStale();
  }

  // The page -------------------------------------------------------------------------------------

  #listenToPage() {
    for (const decision of ["approve", "reject", "spam"])
      // The second click of a double click was not meant for the next comment, nor a held key.
      byId(decision).addEventListener("click", ({ detail }) => detail < 2 && this.#deciding.decide(decision));
    byId("decide").addEventListener("keydown", (event) => event.repeat && event.preventDefault());
    byId("refuse-open").addEventListener("click", ({ detail }) => detail < 2 && this.#deciding.refuse());
    byId("alike-alone").addEventListener("click", (event) => this.#lookAtEach(event));
    byId("unmark").addEventListener("click", () => this.#looking.unmark());
    byId("undo").addEventListener("click", () => this.#deciding.undo());
    byId("help-open").addEventListener("click", () => byId("help").showModal());
    filters.listen(() => this.#looking.reload());
    byId("q").addEventListener("keydown", ({ key }) => LEAVES[key] && this.#looking.focusComment());
    this.#claims.begin();
    for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, () => this.#acted(), true);
    addEventListener("beforeunload", (event) => {
      if (this.#deciding.isWaiting) event.preventDefault();
    });
    listenToKeys({
      a: () => this.#deciding.decide("approve"),
      r: () => this.#deciding.decide("reject"),
      s: () => this.#deciding.decide("spam"),
      "shift+r": () => this.#deciding.refuse(),
      x: () => this.#looking.mark(),
      escape: () => this.#looking.unmark(),
      z: () => this.#deciding.undo(),
      u: () => this.#deciding.undo(),
      j: () => this.#looking.move(1),
      k: () => this.#looking.move(-1),
      o: () => this.#open(),
      enter: () => this.#open(),
      c: () => this.#claims.claim(),
      "/": () => byId("q").focus(),
      "?": () => byId("help").showModal(),
    });
  }

  /** All that is known of the one that is looked at. */
  #open() {
    if (this.#looking.queue.current !== null) byId("open").click();
  }

  /** The members of a campaign as lines of their own; with another click than the plain one elsewhere. */
  #lookAtEach(event) {
    const { current } = this.#looking.queue;
    if (!current?.campaign || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    filters.only(String(current.campaign.id));
    this.#looking.focusComment();
  }

  #acted() {
    this.#live.tryNow();
    this.#loading.noteAct();
    this.#claims.noteAct();
  }
}

translatePage(phrases);
const { name, roles, csrf } = await begun(session());
const sites = roles.filter(({ role }) => role !== "exporter").map(({ site }) => site);
const asked = new URLSearchParams(location.search).get("site");
const site = sites.includes(asked) ? asked : sites[0];
say(byId("site"), site);
for (const other of sites.filter((one) => one !== site)) {
  const link = element("a", "", other);
  link.href = `/desk/?site=${encodeURIComponent(other)}`;
  byId("sites").append(link);
}
byId("audit").href = `/desk/audit?site=${encodeURIComponent(site)}`;
byId("audit").hidden = !roles.some((one) => one.site === site && one.role === "admin");
byId("bans").href = `/desk/bans?site=${encodeURIComponent(site)}`;
if (roles.some((one) => one.site === site && KEEPS_RULES.has(one.role))) {
  byId("rules").href = `/desk/rules?site=${encodeURIComponent(site)}`;
  byId("rules").hidden = false;
}
if (roles.some((one) => one.site === site && one.role === "admin")) {
  byId("people").href = `/desk/people?site=${encodeURIComponent(site)}`;
  byId("people").hidden = false;
}
await new Desk(new Api(site, csrf), name).begin();
