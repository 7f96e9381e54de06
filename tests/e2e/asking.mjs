// Calls to a service as programs, browsers and readers make them, and what was answered.

import assert from "node:assert/strict";

export const bearer = (token) => ({ Authorization: `Bearer ${token}` });
export const receipt = (token) => ({ Authorization: `Receipt ${token}` });

/** `path`: below a site's API, or of the whole service where it begins with "~". */
export async function ask(service, method, path, { site = "main", who = {}, body, headers = {} } = {}) {
  const url = path.startsWith("~") ? service.url + path.slice(1) : `${service.url}/api/v1/sites/${site}${path}`;
  const type = typeof body === "object" ? { "Content-Type": "application/json" } : {};
  const sent = { method, headers: { ...type, ...who, ...headers }, redirect: "manual" };
  if (body !== undefined) sent.body = typeof body === "object" ? JSON.stringify(body) : body;
  const answer = await fetch(url, sent);
  const text = await answer.text();
  const isJson = /[/+]json\b/.test(answer.headers.get("content-type") ?? "");
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

/** The headers of whatever the owner of this one-time code means to do. */
export async function session(service, code) {
  const { status, headers, body } = await ask(service, "POST", "~/api/v1/session", {
    who: { Origin: service.url }, body: { code },
  });
  assert.equal(status, 200);
  return { Cookie: headers.get("set-cookie").split(";")[0], Origin: service.url, "X-CSRF-Token": body.csrf };
}

/** A code for a new account. */
export async function account(service, name, role, ...more) {
  const { stdout } = await service.command("moderator", "add", name, "--role", role, ...more);
  return stdout.trim();
}
