#include <algorithm>

#include <pqxx/pqxx>

#include "postgres/intake_store.hpp"
#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

// One round trip for the whole batch; each look-up is by an index. $8 is now. Each table stands in
// a LATERAL with a LIMIT, which nothing but an index scan a row can serve: the statement is often
// planned while the tables are still empty, and a join that reads them whole costs more each day.
// Why the sites are selected: see Statement.
constexpr Statement facts_statement{"intake_facts", R"sql(
  SELECT a.id AS article_id, a.url AS article_url, a.section, a.state AS article_state,
         (extract(epoch FROM a.closes_at) * 1000000)::bigint AS closes_at, a.premoderation,
         (extract(epoch FROM a.created_at) * 1000000)::bigint AS known_since,
         k.comment_id AS key_id, k.state AS key_state, k.content_hash AS key_content,
         coalesce((SELECT url FROM article_before
                    WHERE site_id = g.site_id AND article_id = a.id AND until > k.created_at
                    ORDER BY until LIMIT 1), '') AS key_article_url,
         (extract(epoch FROM k.created_at) * 1000000)::bigint AS key_at,
         h.approved, h.rejected, h.spam, h.refused_share,
         coalesce(h.last_approved_at > $8::timestamptz - interval '180 days', false)
           AND NOT coalesce(h.last_refused_at > $8::timestamptz - interval '180 days', false)
           AS known_author,
         coalesce(p.state = 1, false) AS parent_approved
    FROM unnest((SELECT $1::int[]), $2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[],
                $7::bigint[]) WITH ORDINALITY
         AS g (site_id, article, key, earlier_key, author, name, parent, place)
    LEFT JOIN LATERAL (
         SELECT * FROM article WHERE site_id = g.site_id AND key = g.article LIMIT 1) a ON true
    LEFT JOIN LATERAL (
         (SELECT * FROM intake WHERE site_id = g.site_id AND key = g.key)
          UNION ALL
         (SELECT * FROM intake WHERE site_id = g.site_id AND key = g.earlier_key)
          LIMIT 1) k ON true
    LEFT JOIN LATERAL (
         SELECT state FROM comment
          WHERE site_id = g.site_id AND id = g.parent AND article_id = a.id LIMIT 1) p ON true
   CROSS JOIN LATERAL (
         SELECT coalesce(sum(approved), 0) AS approved, coalesce(sum(rejected), 0) AS rejected,
                coalesce(sum(spam), 0) AS spam,
                refused_share(sum(faded(lately_approved, lately_at, $8::timestamptz)),
                              sum(faded(lately_refused, lately_at, $8::timestamptz)))
                  AS refused_share,
                max(last_approved_at) FILTER (WHERE h.name_index = g.name) AS last_approved_at,
                max(last_refused_at) AS last_refused_at
           FROM author h
          WHERE h.site_id = g.site_id AND h.author_index = g.author) h
   ORDER BY g.place
)sql"};

std::optional<EarlierAnswer> earlier_in(const pqxx::row& row) {
  if (row["key_id"].is_null()) return std::nullopt;
  return EarlierAnswer{{row["key_id"].as<std::int64_t>()},
                       state_in(row, "key_state"),
                       {digest_in(row, "key_content")},
                       instant_in(row, "key_at"),
                       std::string{text_in(row, "key_article_url")}};
}

IntakeFacts facts_in(const pqxx::row& row) {
  IntakeFacts facts;
  facts.article = article_in(row);
  facts.same_key = earlier_in(row);
  facts.parent_approved = row["parent_approved"].as<bool>();
  facts.facts.approved_before = row["approved"].as<int>();
  facts.facts.rejected_before = row["rejected"].as<int>();
  facts.facts.spam_before = row["spam"].as<int>();
  facts.facts.refused_share_lately = row["refused_share"].as<int>();
  facts.facts.known_author = row["known_author"].as<bool>();
  return facts;
}

/// The batch as columns.
struct Asked {
  ArrayText site, article, key, earlier_key, author, name, parent;

  explicit Asked(std::span<const WaitingComment> waiting) {
    for (const WaitingComment& one : waiting) {
      site.add(one.site.value);
      article.add(one.article.text());
      key.add(one.key.digest);
      if (one.earlier_key)
        earlier_key.add(one.earlier_key->digest);
      else
        earlier_key.add_null();
      author.add(one.author.digest);
      name.add(one.name.digest);
      if (one.submission.parent())
        parent.add(one.submission.parent()->value);
      else
        parent.add_null();
    }
  }
};

// An article that exists by now stays as it is: the first page that named it was enough.
constexpr auto create_articles_sql = R"sql(
  INSERT INTO article (site_id, key, url, created_at)
  SELECT DISTINCT ON (site_id, key) site_id, key, url, $4::timestamptz
    FROM unnest($1::int[], $2::text[], $3::text[]) AS g (site_id, key, url)
   ORDER BY site_id, key
      ON CONFLICT (site_id, key) DO NOTHING
)sql";

}  // namespace

std::vector<IntakeFacts> IntakeRows::facts_for(std::span<const WaitingComment> waiting,
                                               Instant now) {
  Asked asked{waiting};
  return pool_.with([&](Connection& connection) {
    const auto rows = run(connection, facts_statement, asked.site.text(), asked.article.text(),
                          asked.key.text(), asked.earlier_key.text(), asked.author.text(),
                          asked.name.text(), asked.parent.text(), timestamp(now));
    std::vector<IntakeFacts> facts;
    facts.reserve(waiting.size());
    for (const auto& row : rows) facts.push_back(facts_in(row));
    return facts;
  });
}

void IntakeRows::create_articles(std::span<const WaitingComment* const> waiting, Instant now) {
  ArrayText site;
  ArrayText key;
  ArrayText url;
  for (const auto* one : waiting) {
    site.add(one->site.value);
    key.add(one->article.text());
    url.add(*one->page_url);
  }
  pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    statement.exec_params(create_articles_sql, site.text(), key.text(), url.text(), timestamp(now));
  });
}

/// Ids come in blocks where many are asked for, before sealing binds a ciphertext to its row. What
/// a block has left after a second is a gap: nobody may come much later with a number of before, or
/// an import could not tell which ones are free.
std::vector<CommentId> IntakeRows::take_ids(std::size_t count) {
  constexpr std::size_t block = 256;
  std::vector<CommentId> ids;
  const std::lock_guard lock{ids_mutex_};
  const auto now = std::chrono::steady_clock::now();
  const bool is_recent = now - ids_since_ < std::chrono::seconds{1};
  if (!is_recent) ids_.clear();
  if (ids_.size() < count) {
    const auto missing = count - ids_.size();
    const auto more = is_recent ? std::max(block, missing) : missing;
    // What is left of the block is used up first, so that it is as young as the new one.
    ids_since_ = now;
    pool_.with([&](pqxx::connection& connection) {
      pqxx::nontransaction query{connection};
      for (const auto& row : query.exec_params(
               "SELECT nextval('comment_id_seq') FROM generate_series(1, $1::int)", more))
        ids_.push_back({row[0].as<std::int64_t>()});
    });
  }
  ids.assign(ids_.begin(), ids_.begin() + static_cast<std::ptrdiff_t>(count));
  ids_.erase(ids_.begin(), ids_.begin() + static_cast<std::ptrdiff_t>(count));
  return ids;
}

std::vector<SaidBefore> IntakeRows::said_lately(std::size_t most, Instant now) {
  constexpr auto sql = R"sql(
    SELECT saying_hash, key, (extract(epoch FROM created_at) * 1000000)::bigint AS at
      FROM intake WHERE created_at > $1::timestamptz - interval '48 hours'
     ORDER BY created_at DESC LIMIT $2
  )sql";
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    std::vector<SaidBefore> all;
    for (const auto& row : query.exec_params(sql, timestamp(now), most))
      all.push_back(
          {{digest_in(row, "saying_hash")}, {digest_in(row, "key")}, instant_in(row, "at")});
    std::reverse(all.begin(), all.end());
    return all;
  });
}

std::vector<Heard> IntakeRows::heard_lately(std::size_t most, Instant now) {
  // A look for each attempt, as in facts_statement: a join could read all comments there are.
  constexpr auto sql = R"sql(
    SELECT i.site_id, i.key, c.author_index, c.text, c.campaign,
           (extract(epoch FROM i.created_at) * 1000000)::bigint AS at
      FROM (SELECT * FROM intake WHERE created_at > $1::timestamptz - interval '24 hours'
             ORDER BY created_at DESC LIMIT $2) i
     CROSS JOIN LATERAL (
           SELECT author_index, text, verdict_campaign(verdict) AS campaign FROM comment
            WHERE site_id = i.site_id AND id = i.comment_id LIMIT 1) c
     ORDER BY i.created_at DESC
  )sql";
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    std::vector<Heard> all;
    for (const auto& row : query.exec_params(sql, timestamp(now), most)) {
      Heard& heard = all.emplace_back(Heard{{{row["site_id"].as<std::int32_t>()},
                                             {digest_in(row, "key")},
                                             {digest_in(row, "author_index")},
                                             likeness_of(text_in(row, "text"))},
                                            instant_in(row, "at")});
      if (const auto campaign = row["campaign"].as<std::int64_t>(); campaign != 0)
        heard.campaign = CampaignId{campaign};
    }
    std::reverse(all.begin(), all.end());
    return all;
  });
}

}  // namespace copytaster::postgres
