// What the pages of a comment's record and of the audit say: their own words beside those of every page.

import { language, phrases as everyPage } from "../language.js";
import { de } from "./words_de.js";
import { en } from "./words_en.js";

export const phrases = { ...everyPage, ...{ en, de }[language] };
