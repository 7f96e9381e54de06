// What the desk says: in every language the same, used, and nowhere else.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { chosen } from "../../../web/desk/language.js";
import { de as ofRecordDe } from "../../../web/desk/record/words_de.js";
import { en as ofRecordEn } from "../../../web/desk/record/words_en.js";
import { de as ofRulesDe } from "../../../web/desk/rules/words_de.js";
import { en as ofRulesEn } from "../../../web/desk/rules/words_en.js";
import { de as ofEveryPageDe } from "../../../web/desk/words_de.js";
import { en as ofEveryPageEn } from "../../../web/desk/words_en.js";

const web = new URL("../../../web/", import.meta.url);
const read = (path) => readFileSync(new URL(path, web), "utf8");
const en = { ...ofEveryPageEn, ...ofRecordEn, ...ofRulesEn };
const de = { ...ofEveryPageDe, ...ofRecordDe, ...ofRulesDe };

const WORD_FILES = /^words_[a-z]+\.js$/;
const modules = ["desk/", "desk/record/", "desk/rules/"].flatMap((folder) =>
  readdirSync(new URL(folder, web))
    .filter((name) => name.endsWith(".js") && !WORD_FILES.test(name))
    .map((name) => ({ name: folder + name, text: read(folder + name) })),
);
/** Pages that have their words put into the language. */
const pages = readdirSync(web)
  .filter((name) => name.endsWith(".html"))
  .map((name) => ({ name, text: read(name) }))
  .filter(({ text }) => text.includes("data-word"));

/** Each word by its path: "desk.next" → what is said. */
function flat(words, before = "") {
  return Object.entries(words).flatMap(([key, said]) =>
    typeof said === "object" ? flat(said, `${before}${key}.`) : [[before + key, said]],
  );
}
const english = new Map(flat(en));
const german = new Map(flat(de));

test("the languages have the same words, of as many figures and names", () => {
  const shape = (words) => [...words].map(([path, said]) => `${path} ${typeof said === "function" ? said.length : "text"}`).sort();
  assert.deepEqual(shape(german), shape(english));
  for (const [path, said] of [...english, ...german]) assert.notEqual(said, "", path);
});

test("German is not left in English", () => {
  const same = [...english].filter(([path, said]) => typeof said === "string" && said === german.get(path)).map(([path]) => path);
  assert.deepEqual(same.sort(), ["bans.domain", "bans.kinds.domain", "bans.kinds.name", "bans.name", "desk.spam", "files.name"]);
});

test("figures are written as each language writes them", () => {
  assert.equal(en.desk.countWaiting(1234), "1,234 waiting");
  assert.equal(de.desk.countWaiting(1234), "1.234 warten");
  assert.equal(de.desk.countWaiting(1), "1 wartet");
  assert.equal(de.everywhere.decimal(1.25, 1), "1,3");
  assert.equal(de.everywhere.ago(3, "hour"), "vor 3 Stunden");
  assert.match(de.everywhere.instant(new Date(2026, 4, 3, 14, 5)), /^3\. Mai 2026 um 14:05$/);
  assert.equal(de.changes.lines(0, 1), "1 Zeile entfällt");
  assert.equal(de.changes.lines(2, 3), "2 Zeilen kommen hinzu, 3 entfallen");
});

test("the language is the one that was chosen, or the dearest that is spoken, or English", () => {
  assert.equal(chosen("en", ["de-DE"]), "en");
  assert.equal(chosen("de", []), "de");
  assert.equal(chosen(null, ["fr-FR", "de-AT", "en"]), "de");
  assert.equal(chosen("xx", ["DE"]), "de");
  assert.equal(chosen("toString", ["fr"]), "en");
  assert.equal(chosen(null, []), "en");
});

/** The paths that a page asks for, each with the words that stand there before. */
function* asked(text) {
  for (const [, path, words] of text.matchAll(/<[^>]* data-word="([^"]+)"[^>]*>([^<]*)</g)) yield [path, words];
  for (const [tag, path] of text.matchAll(/<[^>]* data-word-label="([^"]+)"[^>]*>/g)) yield [path, /aria-label="([^"]*)"/.exec(tag)[1]];
}

test("each word of a page exists, and stands there as it does in English", () => {
  assert.ok(pages.length >= 3, "which pages?");
  for (const { name, text } of pages)
    for (const [path, words] of asked(text)) assert.equal(words, english.get(path), `${name}: ${path}`);
});

test("a page has no words beside", () => {
  for (const { name, text } of pages) {
    for (const [, tag, words] of text.matchAll(/<([^>]*)>([^<]*)/g)) {
      const isSaid = /[A-Za-z]{2}/.test(words.replace(/\{\{+[^}]*\}\}+/g, "")) && !/^(kbd|code)\b/.test(tag);
      if (isSaid) assert.match(tag, /data-word="/, `${name}: ${words}`);
      if (/aria-label="|placeholder="| title="/.test(tag)) assert.match(tag, /data-word-label="/, `${name}: ${tag}`);
    }
  }
});

/** Every path that a module names: by itself, by what it takes out of a part, or the part by a key that
    is only known later ("desk.news[…]"). */
function* named(text) {
  for (const [, path] of text.matchAll(/(?<!\/)phrases\.([A-Za-z0-9_.]+)/g)) yield path;
  for (const [, keys, path] of text.matchAll(/\{([^{}]*)\} = phrases\.([A-Za-z0-9_.]+);/g))
    for (const key of keys.split(",")) yield `${path}.${key.split(":")[0].trim()}`;
  for (const [, name, path] of text.matchAll(/const (\w+) = phrases\.([A-Za-z0-9_.]+);/g))
    for (const [, key] of text.matchAll(new RegExp(`\\b${name}\\.([A-Za-z0-9_]+)`, "g"))) yield `${path}.${key}`;
}
const at = (path) => path.split(".").reduce((within, key) => within?.[key], en);

test("each word that is named exists, and none is left that nobody names", () => {
  const used = new Set(pages.flatMap(({ text }) => [...asked(text)].map(([path]) => path)));
  for (const { name, text } of modules) {
    for (const path of named(text)) {
      const said = at(path);
      assert.notEqual(said, undefined, `${name}: ${path}`);
      used.add(path);
      // A part within a part: which of its words it is, the service's answer says.
      if (typeof said === "object" && path.includes(".")) for (const [below] of flat(said, `${path}.`)) used.add(below);
    }
  }
  assert.deepEqual([...english.keys()].filter((path) => !used.has(path)), []);
});

const IMPORTS = /^import [\s\S]*?;$/gm;
const NOT_CODE = /(\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?<=[(,=:] ?)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\])+\/[a-z]*)|"(?:[^"\\\n]|\\.)*"/g;
const STRING = /"((?:[^"\\\n]|\\.)*)"(:?)/g;
/** A template in which no other stands. */
const TEMPLATE = /`((?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}`]|\{[^{}`]*\})*\})*)`/;

/** The strings of a module, each with what stands before it: without comments, regular expressions,
    imports and keys of objects. */
function strings(text) {
  let code = text.replace(IMPORTS, "").replace(NOT_CODE, (found, isNone) => (isNone ? "" : found.replaceAll("`", "")));
  const found = [];
  const note = (words, index) => found.push({ words, before: code.slice(Math.max(0, index - 120), index) });
  for (let inner = TEMPLATE.exec(code); inner; inner = TEMPLATE.exec(code)) {
    note(inner[1].replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, ""), inner.index);
    // What is in its gaps is code again.
    const gaps = [...inner[1].matchAll(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g)].map(([, gap]) => gap);
    code = `${code.slice(0, inner.index)}(${gaps.join(", ")})${code.slice(inner.index + inner[0].length)}`;
  }
  for (const { 1: words, 2: isKey, index } of code.matchAll(STRING)) if (!isKey) note(words, index);
  return found;
}

/** Names of keys, headers and files. */
const NOT_SAID = new Set(["Content-Type", "If-Match", "Enter", "F8", "POST", "PUT", "DELETE", "X-CSRF-Token"]);

function isSaid({ words, before }) {
  if (!/[A-Za-z]{2}/.test(words) || NOT_SAID.has(words)) return false;
  // Whatever is shown: as text, as a notice, as the question that is asked.
  if (/(say\([^;]*,|notice\(|textContent = |\.title = |setAttribute\("aria-label",|new Option\(|append\((?:[^;()]*,)?|loadAgain\()\s*$/.test(before)) return true;
  if (/element\("\w+", [^,;()]*,\s*$/.test(before)) return true;
  // Classes and selectors are no sentences.
  if (/(element\("\w+",[^,]*|classList\.\w+\(|closest\(|querySelector(All)?\()\s*$/.test(before)) return false;
  return /[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}/.test(words) || /^[A-Z][a-z]+/.test(words);
}

test("nothing is said in a module but what stands in the words", () => {
  for (const { name, text } of modules)
    for (const found of strings(text)) assert.ok(!isSaid(found), `${name}: “${found.words}”`);
});

test("what would be said is seen", () => {
  const seen = (code) => strings(code).some(isSaid);
  for (const code of ['say(byId("x"), "done");', 'element("p", "where", "none");', "notice(`Version ${n} judges`);", 'const A = { b: "Rejected" };', 'return "it is so";', 'return `${a ? `it is ${b}` : ""}`;', 'return `${a ? "it is so" : ""}`;', 'place.textContent = "yes";'])
    assert.ok(seen(code), code);
  for (const code of ['element("p", "line where");', 'import a from "./It is so.js";', "// “It is so”", 'byId("approve")', '{ "author comment": 1 }', 'headers: { "Content-Type": x }'])
    assert.ok(!seen(code), code);
});
