// A line of a rule file in pieces, so that an eye finds its way: what is a comment, a head, a key.

const HEAD = /^\s*\[{1,2}[^[\]#]*\]{1,2}\s*(?=#|$)/;
const KEY = /^\s*[\w.-]+(?=\s*=)/;
/** A string in each of TOML's ways, closed on its line, or one other character. */
const NEXT = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\]|\\.)*"|'[^']*'|[\s\S]/g;

/** Where the comment begins, or the line's length. */
function commentAt(line) {
  for (const { 0: piece, index } of line.matchAll(NEXT)) if (piece === "#") return index;
  return line.length;
}

/** `{kind: "" | "comment" | "head" | "key", words}`, joined the line again. */
export function coloured(line, isRules) {
  if (!line.includes("#") && !isRules) return [{ kind: "", words: line }];
  if (!isRules) return line.trimStart().startsWith("#") ? [{ kind: "comment", words: line }] : [{ kind: "", words: line }];
  const end = commentAt(line);
  const said = line.slice(0, end);
  const first = HEAD.exec(said)?.[0] ?? KEY.exec(said)?.[0] ?? "";
  const kind = first === "" ? "" : first.trimStart().startsWith("[") ? "head" : "key";
  const pieces = [
    { kind, words: first },
    { kind: "", words: said.slice(first.length) },
    { kind: "comment", words: line.slice(end) },
  ];
  return pieces.filter(({ words }) => words !== "");
}
