// What the service's own pages say without a script: marked in their files and in the sources, and said
// in German in web/words_de.txt.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const named = (folder, ending) => readdirSync(new URL(folder, root)).filter((name) => name.endsWith(ending));

/** [English, German], in the order of the file. */
const lines = read("web/words_de.txt").split("\n").filter((line) => line !== "" && !line.startsWith("#"));
const pairs = lines.flatMap((line, at) => (at % 2 === 0 ? [[line, lines[at + 1]]] : []));
const german = new Map(pairs);

/** Pages without a script of their own; what other pages include is theirs. */
const OTHERS = /^(comment(_removed)?|reply_form|demo|docs(_\w+)?)\.html$/;
const pages = named("web", ".html")
  .map((name) => ({ name, text: read(`web/${name}`) }))
  .filter(({ name, text }) => !OTHERS.test(name) && !text.includes("data-word"));

/** Every string of the sources, pieces that stand beside each other as one. */
const PIECE = String.raw`"(?:[^"\\\n]|\\.)*"`;
const STRING = new RegExp(String.raw`${PIECE}(?:\s*${PIECE})*`, "g");
const plain = (literal) =>
  [...literal.matchAll(new RegExp(PIECE, "g"))].map(([piece]) => piece.slice(1, -1)).join("").replaceAll('\\"', '"').replaceAll("\\n", "\n").replaceAll("\\u2019", "’");
const sources = ["src/http/", "src/domain/"].flatMap((folder) => named(folder, ".cpp").map((name) => ({ name, text: read(folder + name).replace(/^#include.*$|\/\/.*$/gm, "") })));
const strings = new Set(sources.flatMap(({ text }) => [...text.matchAll(STRING)].map(([literal]) => plain(literal))));

const MARKED = /\[\[([\s\S]*?)\]\]/g;
const marked = [...pages.map(({ text }) => text), ...strings].flatMap((text) => [...text.matchAll(MARKED)].map(([, words]) => words));

/** What a call says: the strings of its first argument. */
function* said(text, name) {
  for (const { index, 0: begin } of text.matchAll(new RegExp(String.raw`\b${name}\(`, "g"))) {
    let depth = 0;
    let at = index + begin.length;
    const from = at;
    for (const skip = new RegExp(PIECE, "y"); at < text.length; at += 1) {
      skip.lastIndex = at;
      const found = skip.exec(text);
      if (found) at += found[0].length - 1;
      else if ("({[".includes(text[at])) depth += 1;
      else if (")}]".includes(text[at])) depth -= 1;
      if (depth < 0 || (depth === 0 && text[at] === ",")) break;
    }
    for (const [literal] of text.slice(from, at).matchAll(STRING)) yield plain(literal);
  }
}
const SAYING = ["say", "plain_page", "refusal_page", "closed_door"];
const spoken = sources.flatMap(({ text }) => SAYING.flatMap((name) => [...said(text, name)]));

test("the file has two lines for each, none twice and none empty", () => {
  assert.ok(pairs.length > 200, `${pairs.length}`);
  assert.equal(lines.length % 2, 0);
  assert.deepEqual(pairs.map(([english]) => english).filter((english, at, all) => all.indexOf(english) !== at), []);
});

test("whatever is said has German words", () => {
  assert.ok(marked.length > 50 && spoken.length > 40, `${marked.length}, ${spoken.length}`);
  for (const words of [...marked, ...spoken]) assert.ok(german.has(words), words);
});

test("no words are left that nobody says", () => {
  const used = new Set([...strings, ...marked]);
  const isComposed = (english) => /^is longer than \d+ (bytes|characters)$/.test(english);
  assert.deepEqual([...german.keys()].filter((english) => !used.has(english) && !isComposed(english)), []);
});

test("German has the same names and tags, and is not left in English", () => {
  const parts = (words) => [...words.matchAll(/\{\{[a-z_]+\}\}|<[^>]*>/g)].map(([part]) => part).sort();
  for (const [english, said] of pairs) assert.deepEqual(parts(said), parts(english), english);
  const same = pairs.filter(([english, said]) => english === said).map(([english]) => english);
  assert.deepEqual(same, ["April", "August", "September", "November", "Name", "Code", "Website: {{url}}", "Spam"]);
});

test("German words need no escaping, speak to nobody as Du or Ihr, and name no sex", () => {
  for (const [english, said] of pairs) {
    if (!english.includes("<")) assert.doesNotMatch(said, /[<>&"]/, english);
    assert.doesNotMatch(said, /\b(Ihr|Ihre[nmrs]?|Ihnen|du|dein\w*|dir|dich)\b(?! (Token|Zeit))|\b(Moderator|Redakteur|Leser|Nutzer|Autor)(in|en)?\b/, english);
  }
});

test("a page has no words beside those that are marked", () => {
  assert.ok(pages.length >= 10, pages.map(({ name }) => name).join());
  for (const { name, text } of pages) {
    const unmarked = text.replace(MARKED, "").replace(/\{\{+[^}]*\}\}+/g, "").replace(/<title>[^<]*<\/title>/, "");
    for (const [, words] of unmarked.matchAll(/>([^<]*)/g)) assert.doesNotMatch(words, /[A-Za-z]{2}/, `${name}: ${words}`);
    for (const [, words] of unmarked.matchAll(/(?:aria-label|placeholder|title)="([^"]*)"/g)) assert.equal(words, "", `${name}: ${words}`);
  }
});
