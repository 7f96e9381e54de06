// What the pages about accounts have in common: one call at a time, and what was wrong beside the
// field that it was wrong in.

import { call } from "./api.js";
import { byId, say } from "./elements.js";
import { phrases } from "./language.js";
import { noticeFault } from "./notices.js";

export function sender(csrf) {
  return (method, path, body) =>
    call(path, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
      ...(body && { body: JSON.stringify(body) }),
    });
}

let isBusy = false;

/** `places`: by field, the id of the place beside it; "*" of what is wrong elsewhere. */
export async function alone(act, places = {}) {
  if (isBusy) return;
  isBusy = true;
  const wrong = new Set(Object.values(places));
  for (const place of wrong) say(byId(place), "");
  try {
    await act();
  } catch (fault) {
    noticeFault(fault);
    for (const { field, reason } of fault.errors ?? []) {
      const place = places[field] ?? places["*"];
      if (place) say(byId(place), phrases.account.wrong(field, reason));
    }
  } finally {
    isBusy = false;
  }
}

/** Sends a form by `act` instead of by the browser. */
export function onSubmit(form, places, act) {
  byId(form).addEventListener("submit", (event) => {
    event.preventDefault();
    alone(act, places);
  });
}
