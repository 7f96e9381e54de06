// The audit: who did what and when, whether its chain holds, and the numbers of a time.

import { session } from "../api.js";
import { begun, byId, element, say } from "../elements.js";
import { notice, noticeFault } from "../notices.js";
import { translatePage } from "../translated.js";
import { entryLine } from "./entries_view.js";
import { showNumbers } from "./numbers_view.js";
import { phrases } from "./phrases.js";
import { RecordApi } from "./record_api.js";

const DAY_MS = 86_400_000;
const day = (ms) => new Date(ms).toISOString().slice(0, 10);

class AuditPage {
  #api;
  #site;
  #wanted = {};
  #next = null;
  #asked = 0;

  constructor(site, csrf) {
    this.#api = new RecordApi(site, csrf);
    this.#site = site;
  }

  async begin() {
    for (const [act, words] of Object.entries(phrases.record.acts)) byId("what").append(new Option(words, act));
    byId("numbers-to").value = day(Date.now() - DAY_MS);
    byId("numbers-from").value = day(Date.now() - 30 * DAY_MS);
    this.#listen();
    byId("plain").remove();
    byId("audit").hidden = false;
    await this.#show();
  }

  #listen() {
    byId("filter").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#show();
    });
    byId("more").addEventListener("click", () => this.#load(this.#next));
    byId("verify").addEventListener("click", () => this.#verify());
    byId("numbers-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#count();
    });
  }

  /** Those that are asked for in the form, from the newest on. */
  async #show() {
    const [from, last] = [byId("from").value, byId("to").value];
    const to = last && day(Date.parse(last) + DAY_MS);
    this.#wanted = { by: byId("by").value.trim(), decision: byId("what").value, from, to };
    byId("download").href = this.#api.fileOf("audit", { format: "ndjson", from, to });
    byId("list").replaceChildren();
    await this.#load(null);
  }

  async #load(cursor) {
    const asked = (this.#asked += 1);
    try {
      const { items, next } = await this.#api.entries({ ...this.#wanted, cursor });
      if (asked !== this.#asked) return;
      byId("list").append(...items.map((entry) => entryLine(entry, this.#site)));
      this.#next = next;
      byId("more").hidden = next === null;
      const isEmpty = byId("list").children.length === 0;
      say(byId("list-empty"), !isEmpty ? "" : next === null ? phrases.audit.none : phrases.audit.noneHere);
    } catch (fault) {
      noticeFault(fault);
    }
  }

  async #verify() {
    const { verifying, verified, head, unsealed, broken } = phrases.audit;
    say(byId("verified"), verifying);
    byId("verify").disabled = true;
    try {
      const found = await this.#api.verify();
      const words = found.verified ? [verified(found.entries, found.seals)] : [broken(found.why)];
      if (found.head) words.push(head(found.head.number, found.head.hash));
      if (found.unsealed > 0) words.push(unsealed(found.unsealed));
      byId("verified").classList.toggle("gone", !found.verified);
      byId("verified").replaceChildren(...words.map((line) => element("p", "", line)));
    } catch (fault) {
      say(byId("verified"), "");
      noticeFault(fault);
    } finally {
      byId("verify").disabled = false;
    }
  }

  async #count() {
    const [from, last] = [byId("numbers-from").value, byId("numbers-to").value];
    byId("numbers").replaceChildren();
    say(byId("numbers-span"), "");
    byId("csv").hidden = true;
    if (!from || !last || from > last) return notice(phrases.audit.noDays, true);
    const wanted = { from, to: day(Date.parse(last) + DAY_MS) };
    notice(phrases.audit.counting);
    try {
      const numbers = await this.#api.numbers(wanted);
      notice("");
      showNumbers(numbers, { from, last });
      byId("csv").href = this.#api.fileOf("audit/numbers", { ...wanted, format: "csv" });
      byId("csv").hidden = false;
    } catch (fault) {
      noticeFault(fault);
    }
  }
}

translatePage(phrases);
const { roles, csrf } = await begun(session());
const sites = roles.filter(({ role }) => role === "admin").map(({ site }) => site);
const asked = new URLSearchParams(location.search).get("site");
const site = asked ?? sites[0];
say(byId("site"), site);
byId("queue").href = `/desk/?site=${encodeURIComponent(site)}`;
for (const other of sites.filter((one) => one !== site)) {
  const link = element("a", "", other);
  link.href = `/desk/audit?site=${encodeURIComponent(other)}`;
  byId("sites").append(link);
}
if (sites.includes(site)) await new AuditPage(site, csrf).begin();
else say(byId("plain"), phrases.audit.onlyAdmins(site));
