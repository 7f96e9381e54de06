// The language of this page: the one that was chosen here, or else the browser's.

import { de } from "./words_de.js";
import { en } from "./words_en.js";

const SPOKEN = { en, de };
const SETTING = "copytaster.language";

/** `kept`: what was chosen, or null; `browsers`: the browser's languages, the dearest first. */
export function chosen(kept, browsers) {
  if (Object.hasOwn(SPOKEN, kept ?? "")) return kept;
  const known = browsers.map((tag) => tag.toLowerCase().split("-")[0]).filter((tag) => Object.hasOwn(SPOKEN, tag));
  return known[0] ?? "en";
}

function kept() {
  try {
    return localStorage.getItem(SETTING);
  } catch {
    return null;
  }
}

/** For the pages from the next one on. Returns whether this browser keeps it. */
export function keepLanguage(name) {
  try {
    localStorage.setItem(SETTING, name);
    return true;
  } catch {
    return false;
  }
}

export const language = globalThis.document === undefined ? "en" : chosen(kept(), navigator.languages);
/** What is said in it. Where there is no page, as in a test, that is English. */
export const phrases = SPOKEN[language];
/** The one that the switch leads to. */
export const otherLanguage = Object.keys(SPOKEN).find((name) => name !== language);
