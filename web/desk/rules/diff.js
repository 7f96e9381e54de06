// What differs between two texts, line by line, and between two sets of files.

/** From so many differing lines on, what differs is shown as one block that goes and one that comes. */
const DIFFERENCES_MAX = 1_000;

/** The lines of both: what ends its last line has no empty one behind it. */
function linesOf(...texts) {
  const areWhole = texts.every((text) => text === "" || text.endsWith("\n"));
  return texts.map((text) => (text === "" ? [] : text.split("\n").slice(0, areWhole ? -1 : undefined)));
}

/** Every line of both: `{kind: "same" | "gone" | "new", words, before, after}`; `before` and `after`
    are its numbers there, from 1, or null. */
export function lineDiff(before, after) {
  const [a, b] = linesOf(before, after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const kinds = [
    ...new Array(head).fill("same"),
    ...shortest(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...new Array(tail).fill("same"),
  ];
  let [x, y] = [0, 0];
  return kinds.map((kind) => {
    const line = { kind, words: kind === "new" ? b[y] : a[x], before: null, after: null };
    if (kind !== "new") line.before = x += 1;
    if (kind !== "gone") line.after = y += 1;
    return line;
  });
}

/** Myers' shortest edit. `reached[d]` says how far down `a` each diagonal k from -d-1 to d+1 had come
    before the d-th difference. */
function shortest(a, b) {
  const max = Math.min(a.length + b.length, DIFFERENCES_MAX);
  const zero = max + 1;
  const far = new Int32Array(2 * max + 3);
  const reached = [];
  for (let d = 0; d <= max; d += 1) {
    reached.push(far.slice(zero - d - 1, zero + d + 2));
    for (let k = -d; k <= d; k += 2) {
      let x = isDown(far, zero, k, d) ? far[zero + k + 1] : far[zero + k - 1] + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      far[zero + k] = x;
      if (x >= a.length && x - k >= b.length) return wayBack(reached, a.length, b.length);
    }
  }
  return [...a.map(() => "gone"), ...b.map(() => "new")];
}

const isDown = (far, zero, k, d) => k === -d || (k !== d && far[zero + k - 1] < far[zero + k + 1]);

function wayBack(reached, x, y) {
  const kinds = [];
  for (let d = reached.length - 1; d >= 0; d -= 1) {
    const k = x - y;
    const down = isDown(reached[d], d + 1, k, d);
    const from = down ? k + 1 : k - 1;
    const fromX = reached[d][d + 1 + from];
    const startX = down ? fromX : fromX + 1;
    for (; x > startX; [x, y] = [x - 1, y - 1]) kinds.push("same");
    if (d === 0) break;
    kinds.push(down ? "new" : "gone");
    [x, y] = [fromX, fromX - from];
  }
  return kinds.reverse();
}

/** The lines that differ with so many same ones around them, in groups that stand apart. */
export function hunks(lines, around = 3) {
  const ranges = [];
  lines.forEach(({ kind }, at) => {
    if (kind === "same") return;
    const [start, end] = [Math.max(0, at - around), Math.min(lines.length, at + around + 1)];
    const last = ranges.at(-1);
    if (last && start <= last.end) last.end = end;
    else ranges.push({ start, end });
  });
  return ranges.map(({ start, end }) => lines.slice(start, end));
}

export function countedLines(lines) {
  const count = (wanted) => lines.filter(({ kind }) => kind === wanted).length;
  return { come: count("new"), gone: count("gone") };
}

/** Sorted by name: `{name, kind: "changed" | "new" | "gone" | "renamed", from?}`. A file that went
    and one that came with the same words is one that was renamed. */
export function changedFiles(before, after) {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const changes = [];
  for (const [name, text] of Object.entries(after)) {
    if (Object.hasOwn(before, name)) {
      if (before[name] !== text) changes.push({ name, kind: "changed" });
      continue;
    }
    const at = gone.findIndex((one) => before[one] === text);
    if (at < 0) changes.push({ name, kind: "new" });
    else changes.push({ name, kind: "renamed", from: gone.splice(at, 1)[0] });
  }
  for (const name of gone) changes.push({ name, kind: "gone" });
  return changes.sort((one, other) => (one.name < other.name ? -1 : 1));
}
