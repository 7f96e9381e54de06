// One's own account: password, second factor, sessions.

import { alone, onSubmit, sender } from "./accounts.js";
import { call, session } from "./api.js";
import { age, begun, byId, element, say } from "./elements.js";
import { phrases } from "./language.js";
import { notice } from "./notices.js";
import { drawing } from "./qr.js";
import { translatePage } from "./translated.js";

const TOTP = "/api/v1/session/totp";

function showTotp(state) {
  for (const form of ["begin", "confirm", "end"]) byId(`${form}-form`).hidden = form !== state;
  if (state !== "confirm") byId("qr").replaceChildren();
}

function emptied(...fields) {
  for (const field of fields) byId(field).value = "";
}

async function changePassword(send) {
  const current = byId("current").value;
  await send("PUT", "/api/v1/session/password", { new: byId("new").value, ...(current && { current }) });
  emptied("current", "new");
  notice(phrases.account.changed);
  await loadSessions();
}

async function begin(send) {
  const { secret, qr } = await send("POST", TOTP, { password: byId("begin-password").value });
  emptied("begin-password", "code");
  showTotp("confirm");
  byId("qr").replaceChildren(drawing(qr, phrases.account.qr));
  say(byId("secret"), secret.match(/.{1,4}/g).join(" "));
  byId("code").focus();
}

async function confirm(send) {
  const { recovery_codes: codes } = await send("PUT", TOTP, { code: byId("code").value });
  byId("recovery-codes").replaceChildren(...codes.map((code) => element("li", "", code)));
  byId("recovery").hidden = false;
  byId("required").hidden = true;
  showTotp("");
  notice(phrases.account.turnedOn);
  await loadSessions();
}

async function end(send) {
  await send("DELETE", TOTP, { password: byId("end-password").value, code: byId("end-code").value });
  emptied("end-password", "end-code");
  showTotp("begin");
  notice(phrases.account.turnedOff);
  await loadSessions();
}

function line({ n, device, current, created_at: from, seen_at: seen }) {
  const shown = element("li", "entry");
  shown.dataset.session = n;
  const words = element("div", "entry-words");
  words.append(element("h3", "", current ? phrases.account.thisOne(device) : device || phrases.account.unknown));
  const about = element("p", "where");
  about.append(`${phrases.account.since} `, age(from), ` · ${phrases.account.lastUsed} `, age(seen));
  words.append(about);
  shown.append(words);
  if (!current) {
    const button = element("button", "quiet", phrases.account.endOne);
    button.type = "button";
    button.setAttribute("aria-label", phrases.account.endNamed(device));
    shown.append(button);
  }
  return shown;
}

async function loadSessions() {
  const { items } = await call("/api/v1/sessions");
  byId("sessions").replaceChildren(...items.map(line));
  byId("end-others").hidden = items.length < 2;
}

async function start({ csrf, roles, totp, totp_required: isRequired }) {
  const send = sender(csrf);
  byId("plain").remove();
  byId("account").hidden = false;
  byId("required").hidden = !isRequired;
  byId("people").hidden = !roles.some(({ role }) => role === "admin");
  showTotp(totp ? "end" : "begin");
  onSubmit("password-form", { current: "current-wrong", new: "new-wrong" }, () => changePassword(send));
  onSubmit("begin-form", { "*": "begin-wrong" }, () => begin(send));
  onSubmit("confirm-form", { "*": "code-wrong" }, () => confirm(send));
  onSubmit("end-form", { "*": "end-wrong" }, () => end(send));
  byId("sessions").addEventListener("click", ({ target }) => {
    const shown = target.closest("button")?.closest("li");
    if (shown)
      alone(async () => {
        await send("DELETE", `/api/v1/sessions/${shown.dataset.session}`);
        await loadSessions();
      });
  });
  byId("end-others").addEventListener("click", () =>
    alone(async () => {
      await send("DELETE", "/api/v1/sessions");
      await loadSessions();
    }),
  );
  await alone(loadSessions);
}

translatePage(phrases);
await start(await begun(session()));
