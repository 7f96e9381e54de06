// Small pieces of a page: whatever a reader wrote goes in as text.

import { phrases } from "./language.js";

export const byId = (id) => document.getElementById(id);

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

function since(instant) {
  const seconds = (Date.now() - Date.parse(instant)) / 1000;
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit ? phrases.everywhere.ago(Math.floor(seconds / unit[1]), unit[0]) : phrases.everywhere.justNow;
}

/** "3 hours ago", with the whole date behind it. It stays true while the page is open. */
export function age(instant) {
  const made = element("time", "age", since(instant));
  made.dateTime = instant;
  made.title = phrases.everywhere.instant(new Date(instant));
  return made;
}
setInterval(() => {
  for (const shown of document.querySelectorAll("time.age")) say(shown, since(shown.dateTime));
}, 60_000);

/** What a page begins with. Where no answer comes, the page says so and goes no further. */
export async function begun(answer) {
  try {
    return await answer;
  } catch (fault) {
    byId("plain").prepend(element("strong", "", phrases.everywhere.loadAgain(fault.message)));
    return new Promise(() => {});
  }
}

/** An element whose words between two ` are code. */
export function told(tag, className, words) {
  const made = element(tag, className);
  const pieces = words.split("`");
  const areEven = pieces.length % 2 === 1;
  made.append(...(areEven ? pieces.map((piece, at) => (at % 2 === 1 ? element("code", "", piece) : piece)) : [words]));
  return made;
}

/** Sets the text only where it changes: a live region is read out again each time. */
export function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** "Published. Reported by 3 readers: reason · reason", or nothing. */
export function reported({ state, reports }) {
  if (!reports) return "";
  const { count, reasons } = reports;
  const words = `${state === "approved" ? phrases.comment.published : ""}${phrases.comment.reported(count)}`;
  return reasons.length === 0 ? `${words}.` : `${words}: ${reasons.join(" · ")}`;
}
