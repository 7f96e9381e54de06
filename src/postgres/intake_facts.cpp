#include <pqxx/pqxx>

#include "postgres/intake_store.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// One round trip for the whole batch; each look-up is by an index. $9 is now.
constexpr auto facts_sql = R"sql(
  SELECT a.id AS article_id, a.url AS article_url, a.section, a.state AS article_state,
         (extract(epoch FROM a.closes_at) * 1000000)::bigint AS closes_at, a.premoderation,
         k.comment_id AS key_id, k.state AS key_state, k.content_hash AS key_content,
         (extract(epoch FROM k.created_at) * 1000000)::bigint AS key_at,
         c.comment_id AS content_id, c.state AS content_state, c.content_hash AS content_content,
         (extract(epoch FROM c.created_at) * 1000000)::bigint AS content_at,
         h.approved, h.rejected, h.spam,
         coalesce(h.last_approved_at > $9::timestamptz - interval '180 days', false)
           AND NOT coalesce(h.last_refused_at > $9::timestamptz - interval '180 days', false)
           AS known_author,
         EXISTS (SELECT FROM intake s
                  WHERE s.site_id = g.site_id AND s.saying_hash = g.saying
                    AND s.created_at > $9::timestamptz - interval '48 hours') AS said_before,
         EXISTS (SELECT FROM comment p
                  WHERE p.site_id = g.site_id AND p.id = g.parent AND p.article_id = a.id
                    AND p.state = 1) AS parent_approved
    FROM unnest($1::int[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[],
                $7::bytea[], $8::bigint[]) WITH ORDINALITY
         AS g (site_id, article, key, content, saying, author, name, parent, place)
    LEFT JOIN article a ON a.site_id = g.site_id AND a.key = g.article
    LEFT JOIN intake k ON k.site_id = g.site_id AND k.key = g.key
    LEFT JOIN LATERAL (
         SELECT comment_id, state, content_hash, created_at FROM intake i
          WHERE i.site_id = g.site_id AND i.content_hash = g.content
            AND i.created_at > $9::timestamptz - interval '48 hours'
          ORDER BY i.created_at DESC LIMIT 1) c ON true
   CROSS JOIN LATERAL (
         SELECT coalesce(sum(approved), 0) AS approved, coalesce(sum(rejected), 0) AS rejected,
                coalesce(sum(spam), 0) AS spam,
                max(last_approved_at) FILTER (WHERE h.name_index = g.name) AS last_approved_at,
                max(last_refused_at) AS last_refused_at
           FROM author h
          WHERE h.site_id = g.site_id AND h.author_index = g.author) h
   ORDER BY g.place
)sql";

std::optional<EarlierAnswer> earlier_in(const pqxx::row& row, const std::string& which) {
  const auto column = [&](const char* name) { return which + name; };
  if (row[column("_id")].is_null()) return std::nullopt;
  return EarlierAnswer{{row[column("_id")].as<std::int64_t>()},
                       state_in(row, column("_state").c_str()),
                       {digest_in(row, column("_content").c_str())},
                       instant_in(row, column("_at").c_str())};
}

IntakeFacts facts_in(const pqxx::row& row) {
  IntakeFacts facts;
  facts.article = article_in(row);
  facts.same_key = earlier_in(row, "key");
  facts.same_content = earlier_in(row, "content");
  facts.parent_approved = row["parent_approved"].as<bool>();
  facts.facts.approved_before = row["approved"].as<int>();
  facts.facts.rejected_before = row["rejected"].as<int>();
  facts.facts.spam_before = row["spam"].as<int>();
  facts.facts.known_author = row["known_author"].as<bool>();
  facts.facts.said_before = row["said_before"].as<bool>();
  return facts;
}

/// The batch as columns.
struct Asked {
  ArrayText site, article, key, content, saying, author, name, parent;

  explicit Asked(std::span<const WaitingComment> waiting) {
    for (const WaitingComment& one : waiting) {
      site.add(one.site.value);
      article.add(one.article.text());
      key.add(one.key.digest);
      content.add(one.content.digest);
      saying.add(one.saying.digest);
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
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    const auto rows =
        query.exec_params(facts_sql, asked.site.text(), asked.article.text(), asked.key.text(),
                          asked.content.text(), asked.saying.text(), asked.author.text(),
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

std::vector<CommentId> IntakeRows::take_ids(std::size_t count) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    const auto rows = query.exec_params(
        "SELECT nextval('comment_id_seq') FROM generate_series(1, $1::int)", count);
    std::vector<CommentId> ids;
    ids.reserve(count);
    for (const auto& row : rows) ids.push_back({row[0].as<std::int64_t>()});
    return ids;
  });
}

}  // namespace copytaster::postgres
