// The bans of a site: listed, made, ended.

import { call, session } from "./api.js";
import { FIELDS, asked, untilOf, whomWords } from "./bans_words.js";
import { age, begun, byId, element, say } from "./elements.js";
import { phrases } from "./language.js";
import { notice, noticeFault } from "./notices.js";
import { ask } from "./rules/asking.js";
import { translatePage } from "./translated.js";

const PLACES = { until: "until-wrong", reason: "reason-wrong" };

class BansPage {
  #base;
  #csrf;
  #next = null;
  #isBusy = false;

  constructor(site, csrf) {
    this.#base = `/api/v1/sites/${encodeURIComponent(site)}/moderation/bans`;
    this.#csrf = csrf;
  }

  async begin() {
    byId("plain").remove();
    byId("bans").hidden = false;
    byId("kind").addEventListener("change", () => this.#showField());
    byId("until").addEventListener("change", () => (byId("until-day-choice").hidden = byId("until").value !== "day"));
    byId("ban-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#alone(() => this.#make());
    });
    byId("list").addEventListener("click", ({ target }) => {
      const end = target.closest("button");
      if (end) this.#alone(() => this.#end(end.closest("li")));
    });
    byId("more").addEventListener("click", () => this.#alone(() => this.#load(this.#next)));
    this.#showField();
    await this.#alone(() => this.#load(null));
  }

  #showField() {
    const { label, hint, type } = FIELDS[byId("kind").value];
    say(byId("value-label"), label);
    say(byId("value-hint"), hint);
    byId("value").type = type;
    this.#sayWrong([]);
  }

  async #load(cursor) {
    const query = new URLSearchParams({ limit: "50", ...(cursor && { cursor }) });
    const { items, next } = await call(`${this.#base}?${query}`);
    if (cursor === null) byId("list").replaceChildren();
    byId("list").append(...items.map(line));
    this.#next = next;
    byId("more").hidden = next === null;
    this.#showEmpty();
  }

  #showEmpty() {
    byId("list-empty").hidden = byId("list").children.length > 0;
  }

  async #make() {
    const wanted = {
      choice: byId("kind").value,
      value: byId("value").value.trim(),
      until: byId("until").value === "day" && byId("until-day").value === "" ? "" : untilOf(byId("until").value, byId("until-day").value),
      reason: byId("reason").value.trim(),
    };
    if (wanted.until === "") return this.#sayWrong([{ field: "until", words: phrases.bans.noDay }]);
    this.#sayWrong([]);
    const ban = await this.#send("POST", "", asked(wanted));
    byId("list").prepend(line(ban));
    this.#showEmpty();
    for (const field of ["value", "reason"]) byId(field).value = "";
    return notice(phrases.bans.banned(whomWords(ban)));
  }

  async #end(shown) {
    const words = shown.querySelector("h3").textContent;
    if (!(await ask(phrases.bans.endAsked, phrases.bans.endMeans(words), phrases.bans.endIt))) return;
    await this.#send("DELETE", `/${shown.dataset.ban}`);
    shown.remove();
    this.#showEmpty();
    notice(phrases.bans.ended(words));
  }

  #send(method, path, body) {
    return call(this.#base + path, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.#csrf },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** What was wrong, each beside its field. */
  #sayWrong(errors) {
    for (const place of ["value-wrong", "until-wrong", "reason-wrong"]) {
      const own = errors.filter(({ field }) => (PLACES[field] ?? "value-wrong") === place);
      say(byId(place), own.map(({ reason, words }) => words ?? phrases.bans.wrong(reason)).join(" "));
    }
  }

  /** One call at a time. */
  async #alone(act) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await act();
    } catch (fault) {
      noticeFault(fault);
      if (fault.status === 422) this.#sayWrong(fault.errors);
    } finally {
      this.#isBusy = false;
    }
  }
}

function line(ban) {
  const shown = element("li", "ban");
  shown.dataset.ban = ban.id;
  const about = element("p", "where");
  const { forGood, untilInstant, madeBy } = phrases.bans;
  about.append(ban.until ? untilInstant(new Date(ban.until)) : forGood, ` · ${madeBy(ban.made_by)}, `, age(ban.made_at));
  const end = element("button", "quiet", phrases.bans.end);
  end.type = "button";
  end.setAttribute("aria-label", phrases.bans.endBan(whomWords(ban)));
  const words = element("div", "ban-words");
  words.append(element("h3", "", whomWords(ban)));
  if (ban.reason) words.append(element("p", "ban-reason", ban.reason));
  words.append(about);
  shown.append(words, end);
  return shown;
}

const DECIDES = new Set(["moderator", "editor", "admin"]);
translatePage(phrases);
const { roles, csrf } = await begun(session());
const sites = roles.filter(({ role }) => DECIDES.has(role)).map(({ site }) => site);
const wanted = new URLSearchParams(location.search).get("site");
const site = wanted ?? sites[0];
say(byId("site"), site);
byId("queue").href = `/desk/?site=${encodeURIComponent(site)}`;
for (const other of sites.filter((one) => one !== site)) {
  const link = element("a", "", other);
  link.href = `/desk/bans?site=${encodeURIComponent(other)}`;
  byId("sites").append(link);
}
if (sites.includes(site)) await new BansPage(site, csrf).begin();
else say(byId("plain"), phrases.bans.none(site));
