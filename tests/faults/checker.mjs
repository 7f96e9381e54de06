// The books against the database: what was acknowledged is there once, what is there was meant, and
// each comment's history adds up.

const stateNumbers = { pending: 0, approved: 1, rejected: 2, spam: 3 };
const targets = { approve: "1", reject: "2", spam: "3" };

const comments_sql = `
  SELECT c.id, encode(sha256(convert_to(c.text, 'UTF8')), 'hex'), a.key, i.keys, i.state
    FROM comment c
    JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
    LEFT JOIN (SELECT site_id, comment_id, count(*) AS keys, min(state) AS state
                 FROM intake GROUP BY site_id, comment_id) i
      ON i.site_id = c.site_id AND i.comment_id = c.id`;

const audit_sql = "SELECT comment_id, version, to_state FROM audit_entry";

// Each counts rows that should not be.
const contradictions = {
  "intake rows without their comment": `
    SELECT count(*) FROM intake i WHERE NOT EXISTS
      (SELECT FROM comment c WHERE c.site_id = i.site_id AND c.id = i.comment_id)`,
  "comments whose version is not that of their entries": `
    SELECT count(*) FROM comment c WHERE c.version <> 1 + (SELECT count(*) FROM audit_entry e
      WHERE e.site_id = c.site_id AND e.comment_id = c.id)`,
  "entries that do not follow the one before": `
    SELECT count(*) FROM (
      SELECT e.version, e.from_state,
             coalesce(lag(e.version) OVER chain, 1) AS version_before,
             coalesce(lag(e.to_state) OVER chain, i.state) AS state_before
        FROM audit_entry e
        JOIN intake i ON i.site_id = e.site_id AND i.comment_id = e.comment_id
      WINDOW chain AS (PARTITION BY e.site_id, e.comment_id ORDER BY e.version)) one
     WHERE one.version <> one.version_before + 1 OR one.from_state <> one.state_before`,
  "comments in another state than their last entry": `
    SELECT count(*) FROM comment c JOIN intake i ON i.site_id = c.site_id AND i.comment_id = c.id
     WHERE c.state <> coalesce((SELECT e.to_state FROM audit_entry e
       WHERE e.site_id = c.site_id AND e.comment_id = c.id ORDER BY e.version DESC LIMIT 1), i.state)`,
  "entries for no comment": `
    SELECT count(*) FROM audit_entry e WHERE e.decision <> 'rules' AND NOT EXISTS
      (SELECT FROM comment c WHERE c.site_id = e.site_id AND c.id = e.comment_id)`,
  "queue rows too many or too few": `
    SELECT count(*) FROM queue q FULL JOIN (SELECT * FROM comment WHERE state = 0) c
        ON c.site_id = q.site_id AND c.id = q.comment_id
     WHERE q.comment_id IS NULL OR c.id IS NULL`,
  "authors whose history is not the sum of their comments": `
    SELECT count(*) FROM (
      SELECT site_id, author_index, name_index, count(*) FILTER (WHERE state = 1) AS approved,
             count(*) FILTER (WHERE state = 2) AS rejected, count(*) FILTER (WHERE state = 3) AS spam
        FROM comment GROUP BY site_id, author_index, name_index) c
      FULL JOIN author a USING (site_id, author_index, name_index)
     WHERE (coalesce(a.approved, 0), coalesce(a.rejected, 0), coalesce(a.spam, 0))
           IS DISTINCT FROM (c.approved::int, c.rejected::int, c.spam::int)`,
};

function grouped(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function checkAcknowledged(books, byText, sums) {
  for (const [key, ack] of books.acknowledged) {
    if (ack.status >= 300) {
      sums.refused += 1; // the crowd says whether it may be
      continue;
    }
    const intent = books.intents.get(key);
    const found = byText.get(intent?.text) ?? [];
    sums.acknowledged += 1;
    if (found.length > 1) sums.doubled += 1;
    const [row] = found.filter(([id]) => Number(id) === ack.id);
    const told = ack.state === "pending" ? ["0", "3"] : [String(stateNumbers[ack.state])];
    const isKept = row && row[2] === intent.article && row[3] === "1" && told.includes(row[4]) && ack.body === intent.body;
    if (isKept) continue;
    sums.lost += 1;
    sums.wrong.push(`${key} was told ${JSON.stringify(ack)} and is ${JSON.stringify(found)}`);
  }
}

function checkIntended(books, byText, sums) {
  const texts = new Map([...books.intents.values()].map(({ key, text }) => [text, key]));
  for (const [text, rows] of byText) {
    if (!texts.has(text)) sums.wrong.push(`nobody meant comment ${rows[0][0]}`);
    if (rows.length > 1 && !books.acknowledged.has(texts.get(text))) sums.doubled += 1;
    if (rows.length > 1) sums.wrong.push(`${texts.get(text)} stands ${rows.length} times`);
    for (const row of rows) if (row[3] !== "1") sums.wrong.push(`comment ${row[0]} has ${row[3] || 0} keys`);
  }
  for (const { key, text } of books.intents.values()) {
    if (books.acknowledged.has(key)) continue;
    sums.unacknowledged += 1;
    if (byText.has(text)) sums.unacknowledgedStored += 1;
  }
}

function checkDecided(books, entries, sums) {
  for (const told of books.decided) {
    if (told.status !== 200 || told.version !== told.asked + 1) continue;
    const found = entries.get(`${told.id} ${told.version}`) ?? [];
    sums.decisions += 1;
    if (found.length === 1 && found[0][2] === targets[told.decision]) continue;
    sums.decisionsLost += 1;
    sums.wrong.push(`decision ${JSON.stringify(told)} has the entries ${JSON.stringify(found)}`);
  }
}

/** Sums, and in `wrong` a line for each thing that does not agree. */
export async function check(ledger, cluster) {
  const books = ledger.read();
  const sums = { acknowledged: 0, lost: 0, doubled: 0, refused: 0, unacknowledged: 0, unacknowledgedStored: 0, decisions: 0, decisionsLost: 0, wrong: [] };
  const byText = grouped(await cluster.rows(comments_sql), (row) => row[1]);
  const entries = grouped(await cluster.rows(audit_sql), ([id, version]) => `${id} ${version}`);
  checkAcknowledged(books, byText, sums);
  checkIntended(books, byText, sums);
  checkDecided(books, entries, sums);
  for (const [name, sql] of Object.entries(contradictions)) {
    const count = Number(await cluster.ask(sql));
    if (count > 0) sums.wrong.push(`${count} ${name}`);
  }
  return sums;
}
