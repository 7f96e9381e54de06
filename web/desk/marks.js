// Where the words stand that were a reason: spans count code points, strings count UTF-16.

/** The text in pieces `{words, hit}`: `hit` is the place of the first reason that lies on these
    words, counted from 1, or 0. Spans may overlap; what lies outside the text is left out. */
export function pieces(text, hits) {
  const points = Array.from(text);
  const hitAt = new Array(points.length).fill(0);
  hits.forEach((hit, number) => {
    for (const { field, start, end } of hit.spans ?? []) {
      if (field !== "text") continue;
      for (let at = Math.max(0, start); at < Math.min(end, points.length); at += 1) hitAt[at] ||= number + 1;
    }
  });
  const found = [];
  points.forEach((point, at) => {
    const last = found.at(-1);
    if (last?.hit === hitAt[at]) last.words.push(point);
    else found.push({ hit: hitAt[at], words: [point] });
  });
  return found.map(({ hit, words }) => ({ hit, words: words.join("") }));
}
