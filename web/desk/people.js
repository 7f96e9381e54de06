// Who works at a site and with which tokens, for its admins.

import { alone, onSubmit, sender } from "./accounts.js";
import { call, session } from "./api.js";
import { begun, byId, element, say } from "./elements.js";
import { phrases } from "./language.js";
import { notice } from "./notices.js";
import { fillRoles, invitationLine, moderatorLine, sectionsIn, tokenLine } from "./people_lines.js";
import { ask } from "./rules/asking.js";
import { translatePage } from "./translated.js";

class PeoplePage {
  #base;
  #send;
  #next = {};

  constructor(site, csrf) {
    this.#base = `/api/v1/sites/${encodeURIComponent(site)}`;
    this.#send = sender(csrf);
  }

  async begin() {
    byId("plain").remove();
    byId("people").hidden = false;
    fillRoles(byId("invitation-role"));
    fillRoles(byId("token-role"), "exporter");
    onSubmit("invitation-form", { "*": "invitation-wrong" }, () => this.#invite());
    onSubmit("token-form", { "*": "token-wrong" }, () => this.#makeToken());
    byId("moderators").addEventListener("submit", (event) => {
      event.preventDefault();
      alone(() => this.#change(event.target));
    });
    this.#onEnd("invitations", phrases.people.withdrawing);
    this.#onEnd("tokens", phrases.people.revoking);
    for (const [kind, line] of [
      ["moderators", moderatorLine],
      ["tokens", tokenLine],
    ])
      byId(`${kind}-more`).addEventListener("click", () => alone(() => this.#load(kind, line, this.#next[kind])));
    await alone(() => this.#loadAll());
  }

  async #loadAll() {
    await this.#load("moderators", moderatorLine);
    await this.#load("invitations", invitationLine);
    await this.#load("tokens", tokenLine);
  }

  async #load(kind, line, cursor = null) {
    const query = new URLSearchParams({ limit: "100", ...(cursor && { cursor }) });
    const { items, next } = await call(`${this.#base}/${kind}?${query}`);
    if (cursor === null) byId(kind).replaceChildren();
    byId(kind).append(...items.map(line));
    this.#next[kind] = next;
    if (byId(`${kind}-more`)) byId(`${kind}-more`).hidden = next === null;
  }

  async #change(form) {
    const shown = form.closest("li");
    const changed = await this.#send("PATCH", `${this.#base}/moderators/${shown.dataset.id}`, form.read());
    const line = moderatorLine(changed);
    shown.replaceWith(line);
    line.querySelector("summary").focus();
    notice(phrases.people.changed(changed.name));
  }

  async #invite() {
    const isModerator = byId("invitation-role").value === "moderator";
    const { link } = await this.#send("POST", `${this.#base}/invitations`, {
      name: byId("invitation-name").value,
      role: byId("invitation-role").value,
      sections: isModerator ? sectionsIn(byId("invitation-sections").value) : [],
      see_email: byId("invitation-sees").checked,
    });
    this.#showOnce("link", link);
    byId("invitation-form").reset();
    await this.#load("invitations", invitationLine);
  }

  async #makeToken() {
    const expires = byId("token-expires").value;
    const { token } = await this.#send("POST", `${this.#base}/tokens`, {
      name: byId("token-name").value,
      role: byId("token-role").value,
      see_email: byId("token-sees").checked,
      ...(expires && { expires }),
    });
    this.#showOnce("token", token);
    byId("token-form").reset();
    byId("token-role").value = "exporter";
    await this.#load("tokens", tokenLine);
  }

  /** Ready to be copied. */
  #showOnce(id, secret) {
    byId(`${id}-line`).hidden = false;
    byId(id).value = secret;
    byId(id).focus();
    byId(id).select();
  }

  #onEnd(kind, { asked, means, yes }) {
    byId(kind).addEventListener("click", ({ target }) => {
      const shown = target.closest("button")?.closest("li");
      if (!shown) return;
      alone(async () => {
        const name = shown.querySelector("h3").textContent;
        if (!(await ask(asked, means(name), yes))) return;
        await this.#send("DELETE", `${this.#base}/${kind}/${shown.dataset.id}`);
        await this.#load(kind, kind === "tokens" ? tokenLine : invitationLine);
      });
    });
  }
}

translatePage(phrases);
const { roles, csrf } = await begun(session());
const sites = roles.filter(({ role }) => role === "admin").map(({ site }) => site);
const wanted = new URLSearchParams(location.search).get("site");
const site = wanted ?? sites[0];
say(byId("site"), site);
byId("queue").href = `/desk/?site=${encodeURIComponent(site)}`;
for (const other of sites.filter((one) => one !== site)) {
  const link = element("a", "", other);
  link.href = `/desk/people?site=${encodeURIComponent(other)}`;
  byId("sites").append(link);
}
if (sites.includes(site)) await new PeoplePage(site, csrf).begin();
else say(byId("plain"), phrases.people.none(site));
