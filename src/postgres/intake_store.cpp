#include "postgres/intake_store.hpp"

#include <map>
#include <unordered_set>

#include <pqxx/pqxx>

#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

// The keys go in first and in order: unsorted, two writers with the same keys deadlock. What does
// not get its key belongs to an attempt that another writer has stored; nothing of it is written.
// Every part of the statement sees the same now ($17) and commits as one.
constexpr Statement add_statement{"intake_add", R"sql(
  WITH given AS (
    SELECT * FROM unnest((SELECT $1::int[]), $2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[],
                         $6::text[], $7::text[], $8::text[], $9::bytea[], $10::bytea[],
                         $11::bytea[], $12::bytea[], $13::text[], $14::bytea[], $15::bytea[],
                         $16::bytea[], $18::int[], $19::bigint[])
        AS g (site_id, id, article_id, parent_id, state, author, url, text, author_index,
              name_index, pseudonym, sealed, verdict, key, content, saying, score, campaign)
  ), taken AS (
    INSERT INTO intake (site_id, key, content_hash, saying_hash, comment_id, state, created_at)
    SELECT site_id, key, content, saying, id, state, $17::timestamptz FROM given
     ORDER BY site_id, key
        ON CONFLICT (site_id, key) DO NOTHING
    RETURNING site_id, comment_id
  ), ours AS (
    SELECT given.* FROM given JOIN taken ON taken.site_id = given.site_id
                                        AND taken.comment_id = given.id
  ), stored AS (
    INSERT INTO comment (site_id, id, article_id, parent_id, state, author, url, text,
                         author_index, name_index, pseudonym, sealed, verdict, created_at,
                         published_at)
    SELECT site_id, id, article_id, parent_id, state, author, url, text, author_index, name_index,
           pseudonym, sealed, verdict, $17::timestamptz,
           CASE WHEN state = 1 THEN $17::timestamptz END
      FROM ours
  ), queued AS (
    INSERT INTO queue (site_id, comment_id, article_id, created_at, section, score, campaign)
    SELECT site_id, id, article_id, $17::timestamptz,
           coalesce((SELECT section FROM article a WHERE a.id = article_id), ''), score, campaign
      FROM ours WHERE state = 0
  ), told AS (
    INSERT INTO change (site_id, article_id, comment_id, state, version, at)
    SELECT site_id, article_id, id, state, 1, $17::timestamptz FROM ours WHERE state = 1 ORDER BY id
  ), counted AS (
    INSERT INTO author AS a (site_id, author_index, name_index, approved, rejected, spam,
                             last_approved_at, last_refused_at, lately_approved, lately_refused,
                             lately_at)
    SELECT site_id, author_index, name_index, count(*) FILTER (WHERE state = 1),
           count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE state = 3),
           CASE WHEN bool_or(state = 1) THEN $17::timestamptz END,
           CASE WHEN bool_or(state IN (2, 3)) THEN $17::timestamptz END,
           count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state IN (2, 3)),
           $17::timestamptz
      FROM ours WHERE state IN (1, 2, 3)
     GROUP BY site_id, author_index, name_index
     ORDER BY site_id, author_index, name_index
        ON CONFLICT (site_id, author_index, name_index) DO UPDATE
       SET approved = a.approved + excluded.approved, rejected = a.rejected + excluded.rejected,
           spam = a.spam + excluded.spam,
           last_approved_at = coalesce(excluded.last_approved_at, a.last_approved_at),
           last_refused_at = coalesce(excluded.last_refused_at, a.last_refused_at),
           lately_approved = faded(a.lately_approved, a.lately_at, $17::timestamptz)
                             + excluded.lately_approved,
           lately_refused = faded(a.lately_refused, a.lately_at, $17::timestamptz)
                            + excluded.lately_refused,
           lately_at = $17::timestamptz
  )
  SELECT comment_id FROM taken
)sql"};

/// The batch as columns.
struct Given {
  ArrayText site, id, article, parent, state, author, url, text, author_index, name_index,
      pseudonym, sealed, verdict, key, content, saying, score, campaign;

  explicit Given(std::span<const NewComment> comments) {
    for (const NewComment& one : comments) {
      add_place(one);
      add_words(one);
      add_hashes(*one.waiting);
      sealed.add_bytes(one.sealed.bytes);
      verdict.add(verdict_json(one.verdict, one.facts));
      score.add(score_in_queue(one.verdict.score));
      campaign.add(one.facts.campaign.value_or(CampaignId{}).value);
    }
  }

 private:
  void add_place(const NewComment& one) {
    site.add(one.waiting->site.value);
    id.add(one.id.value);
    article.add(one.article.value);
    const auto& answers = one.waiting->submission.parent();
    if (answers)
      parent.add(answers->value);
    else
      parent.add_null();
    state.add(static_cast<std::int64_t>(one.verdict.state));
  }
  void add_words(const NewComment& one) {
    const Reading& reading = one.waiting->reading;
    author.add(reading.public_author);
    if (reading.public_url)
      url.add(*reading.public_url);
    else
      url.add_null();
    text.add(reading.public_text);
  }
  void add_hashes(const WaitingComment& waiting) {
    author_index.add(waiting.author.digest);
    name_index.add(waiting.name.digest);
    pseudonym.add(waiting.reader.digest);
    key.add(waiting.key.digest);
    content.add(waiting.content.digest);
    saying.add(waiting.saying.digest);
  }
};

constexpr auto winners_sql = R"sql(
  SELECT i.site_id, i.key, i.comment_id, i.state, i.content_hash,
         coalesce((SELECT b.url FROM comment c JOIN article_before b USING (site_id, article_id)
                    WHERE c.site_id = i.site_id AND c.id = i.comment_id AND b.until > i.created_at
                    ORDER BY b.until LIMIT 1), '') AS article_url,
         (extract(epoch FROM i.created_at) * 1000000)::bigint AS created_at
    FROM unnest($1::int[], $2::bytea[]) AS g (site_id, key)
    JOIN intake i ON i.site_id = g.site_id AND i.key = g.key
)sql";

using Winners = std::map<std::pair<SiteId, Digest>, EarlierAnswer>;

/// Those who were first with the keys of the comments at `places`.
Winners find_winners(pqxx::connection& connection, std::span<const NewComment> comments,
                     const std::unordered_set<std::int64_t>& stored) {
  ArrayText site;
  ArrayText key;
  for (const NewComment& one : comments) {
    if (stored.contains(one.id.value)) continue;
    site.add(one.waiting->site.value);
    key.add(one.waiting->key.digest);
  }
  pqxx::nontransaction query{connection};
  Winners winners;
  for (const auto& row : query.exec_params(winners_sql, site.text(), key.text())) {
    const SiteId site_id{row["site_id"].as<std::int64_t>()};
    winners.emplace(std::pair{site_id, digest_in(row, "key")},
                    EarlierAnswer{{row["comment_id"].as<std::int64_t>()},
                                  state_in(row, "state"),
                                  {digest_in(row, "content_hash")},
                                  instant_in(row, "created_at"),
                                  std::string{text_in(row, "article_url")}});
  }
  return winners;
}

std::unordered_set<std::int64_t> insert(Connection& connection, Given& given, Instant now) {
  const auto rows = run(
      connection, add_statement, given.site.text(), given.id.text(), given.article.text(),
      given.parent.text(), given.state.text(), given.author.text(), given.url.text(),
      given.text.text(), given.author_index.text(), given.name_index.text(), given.pseudonym.text(),
      given.sealed.text(), given.verdict.text(), given.key.text(), given.content.text(),
      given.saying.text(), timestamp(now), given.score.text(), given.campaign.text());
  std::unordered_set<std::int64_t> stored;
  for (const auto& row : rows) stored.insert(row[0].as<std::int64_t>());
  return stored;
}

}  // namespace

std::vector<std::optional<EarlierAnswer>> IntakeRows::add(std::span<const NewComment> comments,
                                                          Instant now) {
  Given given{comments};
  return pool_.with([&](Connection& connection) {
    const auto stored = insert(connection, given, now);
    std::vector<std::optional<EarlierAnswer>> answers(comments.size());
    if (stored.size() == comments.size()) return answers;
    const Winners winners = find_winners(connection, comments, stored);
    for (std::size_t i = 0; i < comments.size(); ++i) {
      if (stored.contains(comments[i].id.value)) continue;
      const auto& winner = winners.at({comments[i].waiting->site, comments[i].waiting->key.digest});
      if (winner.id != comments[i].id) answers[i] = winner;  // else an earlier try stored it
    }
    return answers;
  });
}

}  // namespace copytaster::postgres
