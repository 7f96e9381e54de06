// The lines of the lists of a site's moderators, invitations and tokens.

import { age, element } from "./elements.js";
import { phrases } from "./language.js";

export const ROLES = ["moderator", "editor", "admin", "exporter"];

/** One on each line. */
export const sectionsIn = (text) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

export function fillRoles(select, chosen = "moderator") {
  select.replaceChildren(
    ...ROLES.map((role) => {
      const option = element("option", "", phrases.people.roles[role]);
      option.value = role;
      option.selected = role === chosen;
      return option;
    }),
  );
}

function button(words, label, className = "quiet") {
  const made = element("button", className, words);
  made.type = "button";
  made.setAttribute("aria-label", label);
  return made;
}

function begunLine(id, heading, words) {
  const shown = element("li", "entry");
  shown.dataset.id = id;
  const beside = element("div", "entry-words");
  beside.append(element("h3", "", heading), words);
  shown.append(beside);
  return shown;
}

/** "Moderator of politics · sees addresses · second factor" */
function placeWords({ role, sections, see_email: sees, totp, disabled }) {
  const { roles, of, seesAddresses, hasTotp, isDisabled } = phrases.people;
  const first = sections?.length > 0 ? of(roles[role], sections.join(", ")) : roles[role];
  return [first, sees && seesAddresses, totp && hasTotp, disabled && isDisabled].filter(Boolean).join(" · ");
}

function labelled(words, field) {
  const place = element("p");
  const label = element("label", "", words);
  label.htmlFor = field.id;
  place.append(label, field);
  return place;
}

function check(words, isChecked) {
  const label = element("label", "check");
  const field = element("input");
  field.type = "checkbox";
  field.checked = isChecked;
  label.append(field, element("span", "", words));
  return { label, field };
}

/** Its form gives `read()`: what is to be different. */
function changeForm(moderator) {
  const form = element("form");
  const role = element("select");
  role.id = `role-${moderator.id}`;
  fillRoles(role, moderator.role);
  const sections = element("textarea");
  sections.id = `sections-${moderator.id}`;
  sections.rows = 2;
  sections.value = moderator.sections.join("\n");
  const sees = check(phrases.people.sees, moderator.see_email);
  const disabled = check(phrases.people.disabled, moderator.disabled);
  const checks = element("p");
  checks.append(sees.label, disabled.label);
  const save = element("p");
  save.append(element("button", "approve", phrases.people.save));
  form.append(labelled(phrases.people.role, role), labelled(phrases.people.sections, sections), checks, save);
  form.read = () => ({
    role: role.value,
    sections: role.value === "moderator" ? sectionsIn(sections.value) : [],
    see_email: sees.field.checked,
    disabled: disabled.field.checked,
  });
  return form;
}

export function moderatorLine(moderator) {
  const about = element("p", "where", placeWords(moderator));
  if (moderator.seen_at) about.append(` · ${phrases.people.seen} `, age(moderator.seen_at));
  const shown = begunLine(moderator.id, moderator.name, about);
  const change = element("details");
  const summary = element("summary", "", phrases.people.change);
  summary.setAttribute("aria-label", phrases.people.changeWhom(moderator.name));
  change.append(summary, changeForm(moderator));
  shown.append(change);
  return shown;
}

export function invitationLine(invitation) {
  const about = element("p", "where");
  about.append(`${placeWords(invitation)} · ${phrases.people.open(new Date(invitation.expires_at), invitation.made_by)}`);
  const shown = begunLine(invitation.id, invitation.name, about);
  shown.append(button(phrases.people.withdraw, phrases.people.withdrawWhom(invitation.name)));
  return shown;
}

function endWords({ expires_at: until, revoked_at: revoked }) {
  if (revoked) return phrases.people.revokedAt(new Date(revoked));
  return until ? phrases.people.until(new Date(until)) : phrases.people.forGood;
}

export function tokenLine(token) {
  const about = element("p", "where", `${placeWords(token)} · ${endWords(token)}`);
  about.append(` · ${token.seen_at ? phrases.people.used : phrases.people.unused} `);
  if (token.seen_at) about.append(age(token.seen_at));
  const shown = begunLine(token.id, token.name, about);
  if (!token.revoked_at) shown.append(button(phrases.people.revoke, phrases.people.revokeWhich(token.name)));
  return shown;
}
