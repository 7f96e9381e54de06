// The pieces of a line of a rule file.

import assert from "node:assert/strict";
import { test } from "node:test";

import { coloured } from "../../../web/desk/rules/colours.js";

const shown = (line, isRules = true) => coloured(line, isRules).map(({ kind, words }) => `${kind}:${words}`);

test("heads, keys and comments", () => {
  assert.deepEqual(shown("[[limit]]"), ["head:[[limit]]"]);
  assert.deepEqual(shown("[scores] # once"), ["head:[scores] ", "comment:# once"]);
  assert.deepEqual(shown('id = "links" # theirs'), ["key:id", ': = "links" ', "comment:# theirs"]);
  assert.deepEqual(shown("  # all of it"), [":  ", "comment:# all of it"]);
  assert.deepEqual(shown(""), []);
});

test("a # in a string is no comment", () => {
  for (const text of ['text = "c&#97;sino"', "pattern = '''#(\"'''", "text = '#'", 'text = "\\"#"', 'text = """#"""']) assert.equal(shown(text).length, 2, text);
  assert.deepEqual(shown('text = "open # to the end'), ["key:text", ': = "open ', "comment:# to the end"]);
});

test("a list of words has comments alone", () => {
  assert.deepEqual(shown("id = 1", false), [":id = 1"]);
  assert.deepEqual(shown("# why", false), ["comment:# why"]);
  assert.deepEqual(shown("number #1", false), [":number #1"]);
});

test("the pieces are the line again", () => {
  for (const line of ['a.b-c = [1, 2] # "x', "[[x", "= 3", '"""', "]]]", "🙂 = '#'"])
    assert.equal(coloured(line, true).map(({ words }) => words).join(""), line);
});
