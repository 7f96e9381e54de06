// The words that stand in the page itself: English there, so that it can be read before its script
// has come, and put into the page's language here.

import { keepLanguage, language, otherLanguage } from "./language.js";

/** `data-word`: the text; `data-word-label`: aria-label. The value is the path of a word. */
const PLACES = {
  "data-word": (place, words) => (place.textContent = words),
  "data-word-label": (place, words) => place.setAttribute("aria-label", words),
};

function translate(phrases) {
  const wordsAt = (path) => path.split(".").reduce((within, key) => within[key], phrases);
  for (const [name, put] of Object.entries(PLACES))
    for (const place of document.querySelectorAll(`[${name}]`)) put(place, wordsAt(place.getAttribute(name)));
}

/** The whole page, with the switch in its head: a link to the same page, in the other language. */
export function translatePage(phrases) {
  document.documentElement.lang = language;
  if (language !== "en") translate(phrases);
  const other = document.getElementById("language");
  other.textContent = phrases.everywhere.otherLanguage;
  other.lang = otherLanguage;
  other.hreflang = otherLanguage;
  other.href = location.pathname + location.search;
  other.hidden = false;
  other.addEventListener("click", () => keepLanguage(otherLanguage));
}
