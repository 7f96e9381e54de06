// Strings that broke other programs, and some for the places where this one writes what it was sent.

import { readFileSync } from "node:fs";

import { testData } from "./support.mjs";

export const files = ["naughty_strings/blns.json", "xss/dompurify_odd.json"];

const read = (name) => JSON.parse(readFileSync(testData(name), "utf8"));

/** Markup that would run a script where it is not written as text. */
export function markup() {
  const own = [
    '"><script>document.title="ran"</script>', "javascript:document.title='ran'",
    "https://a.example/\"onmouseover=\"document.title='ran'", "{{text}}", "{{{text}}}",
    "https://a.example/?a=1&b=<b>", "</textarea><script>document.title='ran'</script>",
  ];
  return [...read(files[1]).map(({ payload }) => payload), ...own];
}

export const strings = () => [...read(files[0]), ...markup()];
