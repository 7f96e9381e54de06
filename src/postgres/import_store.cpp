#include "postgres/import_store.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <pqxx/pqxx>

#include "postgres/import_batch.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// One import into a site at a time: two would tell of the same twice.
constexpr auto lock_sql = "SELECT pg_try_advisory_lock(1768775796, $1::int)::int";

constexpr auto source_sql = R"sql(
  WITH made AS (
    INSERT INTO import_source (site_id, name, keeps_ids, began_at)
    SELECT $1::int, $2::text,
           $3::boolean AND NOT EXISTS (SELECT FROM comment WHERE site_id = $1::int), now()
        ON CONFLICT (site_id, name) DO NOTHING
    RETURNING id, keeps_ids)
  SELECT id, keeps_ids::int, 1 FROM made
   UNION ALL
  SELECT id, keeps_ids::int, (NOT EXISTS (SELECT FROM imported i WHERE i.source = s.id))::int
    FROM import_source s WHERE site_id = $1::int AND name = $2::text
)sql";

// By the index of exports.
constexpr auto last_change_sql = R"sql(
  SELECT coalesce((SELECT change_xid FROM comment
                    WHERE site_id = $1::int AND published_at IS NOT NULL
                    ORDER BY change_xid DESC LIMIT 1)::text::bigint, 0)
)sql";

// An assigned number is enough; nothing is written, so nothing need reach the disk.
constexpr auto use_up_sql = R"sql(
  DO $$ BEGIN
    WHILE pg_current_xact_id() < '%'::xid8 LOOP
      PERFORM set_config('synchronous_commit', 'off', true);
      COMMIT;
    END LOOP;
  END $$
)sql";

constexpr auto known_sql = R"sql(
  SELECT source_id FROM imported WHERE source = $1::int AND source_id = ANY ($2::text[])
)sql";

constexpr auto any_taken_sql = R"sql(
  SELECT EXISTS (SELECT FROM comment WHERE site_id = $1 AND id BETWEEN $2 AND $3)
)sql";

constexpr auto taken_sql = R"sql(
  SELECT id FROM comment WHERE site_id = $1 AND id = ANY ($2::bigint[])
)sql";

// Where it is already past them it stays: it must never go back. One that nobody has asked yet
// stands at 1 without having given it out.
constexpr auto past_sql = R"sql(
  SELECT setval('comment_id_seq', $1::bigint) FROM comment_id_seq WHERE last_value <= $1::bigint
)sql";

constexpr auto next_sql = "SELECT nextval('comment_id_seq') FROM generate_series(1, $1::int)";

// As an erased one: nobody may approve it, and its replies stand below it. It has the time of the
// first of them.
constexpr auto places_sql = R"sql(
  WITH place AS (
    INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index,
                         sealed, verdict, created_at, published_at)
    SELECT DISTINCT ON (c.parent_id) c.site_id, c.parent_id, c.article_id, 4, '', '', '', '', '',
           '{}', c.created_at, c.created_at
      FROM comment c
     WHERE c.site_id = $1::int AND c.parent_id IS NOT NULL AND c.published_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM comment p WHERE p.site_id = c.site_id AND p.id = c.parent_id)
     ORDER BY c.parent_id, c.created_at
    RETURNING article_id)
  INSERT INTO change (site_id, article_id, at) SELECT DISTINCT $1::int, article_id, now() FROM place
)sql";

constexpr auto articles_sql = R"sql(
  SELECT g.place FROM unnest($2::text[], $3::text[], $4::int[]) AS g (key, url, place)
    JOIN article a ON a.site_id = $1 AND (a.key = g.key OR a.url = g.url)
)sql";

/// Its own number as one of ours: a whole number that a JSON number holds, written as one writes
/// it.
std::optional<CommentId> own_number(const std::string& source_id) {
  constexpr std::int64_t id_max = (std::int64_t{1} << 53) - 1;
  std::int64_t number = 0;
  const char* end = source_id.data() + source_id.size();
  const auto [stopped, error] = std::from_chars(source_id.data(), end, number);
  if (error != std::errc{} || stopped != end || number < 1 || number > id_max) return std::nullopt;
  if (std::to_string(number) != source_id) return std::nullopt;
  return CommentId{number};
}

}  // namespace

ImportRows::ImportRows(Pool& pool, const std::string& conninfo, std::chrono::milliseconds patience)
    : pool_(pool), link_(conninfo), patience_(patience) {}

void ImportRows::take_site(const std::string& site) {
  constexpr auto pause_sql = "SELECT pg_sleep(0.05)";
  const std::vector<std::string> of_site{site};
  const auto end = std::chrono::steady_clock::now() + patience_;
  while (number_of(link_.run(lock_sql, of_site), 0, 0) == 0) {
    if (std::chrono::steady_clock::now() > end)
      throw StoreBusy("another import into this site is under way");
    link_.run(pause_sql);
  }
}

ImportSource ImportRows::open_source(SiteId site, const std::string& name, bool is_ours) {
  const std::string number = std::to_string(site.value);
  const std::vector<std::string> of_site{number};
  take_site(number);
  const std::vector<std::string> wanted{number, name, is_ours ? "true" : "false"};
  const auto rows = link_.run(source_sql, wanted);
  const ImportSource source{static_cast<std::int32_t>(number_of(rows, 0, 0)), site,
                            number_of(rows, 0, 1) != 0, number_of(rows, 0, 2) != 0};
  next_change_ =
      static_cast<std::uint64_t>(number_of(link_.run(last_change_sql, of_site), 0, 0)) + 1;
  return source;
}

ImportSource ImportRows::find_source(SiteId site, const std::string& name) {
  constexpr auto sql = R"sql(
    SELECT id FROM import_source WHERE site_id = $1::int AND name = $2::text
  )sql";
  const std::vector<std::string> wanted{std::to_string(site.value), name};
  const auto rows = link_.run(sql, wanted);
  ImportSource source{0, site};
  if (::PQntuples(rows.get()) > 0) source.id = static_cast<std::int32_t>(number_of(rows, 0, 0));
  return source;
}

std::vector<bool> ImportRows::known(const ImportSource& source,
                                    std::span<const CheckedImport> records) {
  ArrayText ids;
  for (const auto& one : records) ids.add(one.source_id);
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::set<std::string_view> found;
    const auto rows = read.exec_params(known_sql, source.id, ids.text());
    for (const auto& row : rows) found.insert(text_in(row[0]));
    std::vector<bool> known;
    for (const auto& one : records) known.push_back(found.contains(one.source_id));
    return known;
  });
}

std::vector<CommentId> ImportRows::take_ids(const ImportSource& source,
                                            std::span<const CheckedImport> records) {
  std::vector<CommentId> ids(records.size());
  std::set<CommentId> free;
  for (std::size_t i = 0; i < records.size() && source.keeps_ids; ++i) {
    const auto own = own_number(records[i].source_id);
    if (own && free.insert(*own).second) ids[i] = *own;
  }
  pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    if (!free.empty()) query.exec_params(past_sql, free.rbegin()->value);
    const bool any_taken =
        !free.empty() && query
                             .exec_params1(any_taken_sql, source.site.value, free.begin()->value,
                                           free.rbegin()->value)[0]
                             .as<bool>();
    if (any_taken) {
      ArrayText wanted;
      for (const CommentId id : free) wanted.add(id.value);
      for (const auto& row : query.exec_params(taken_sql, source.site.value, wanted.text()))
        std::replace(ids.begin(), ids.end(), CommentId{row[0].as<std::int64_t>()}, CommentId{});
    }
    const auto missing = std::count(ids.begin(), ids.end(), CommentId{});
    auto next = ids.begin();
    for (const auto& row : query.exec_params(next_sql, missing)) {
      next = std::find(next, ids.end(), CommentId{});
      *next = {row[0].as<std::int64_t>()};
    }
  });
  return ids;
}

ImportAdded ImportRows::add(const ImportSource& source, std::span<const ReadyImport> records,
                            bool last) {
  Batch batch{*this, source, records};
  link_.begin();
  batch.pass_by_known();
  batch.find_articles();
  batch.find_parents(last);
  batch.write();
  link_.commit();
  batch.remember();
  if (batch.has_more_changes()) {
    next_change_ = batch.change() + 1;
    use_up_changes();
  }
  return std::move(batch.added());
}

/// Until transactions have had all numbers below the next: else exports would not be told of the
/// last comments before as many others had come.
void ImportRows::use_up_changes() {
  std::string sql = use_up_sql;
  sql.replace(sql.find('%'), 1, std::to_string(next_change_));
  link_.run("SET statement_timeout = '10min'");
  link_.run(sql.c_str());
  link_.run("RESET statement_timeout");
}

void ImportRows::finish(const ImportSource& source) {
  const std::vector<std::string> site{std::to_string(source.site.value)};
  link_.begin();
  link_.run(places_sql, site);
  link_.commit();
  use_up_changes();
}

std::vector<bool> ImportRows::known_articles(
    SiteId site, std::span<const std::shared_ptr<const WantedArticle>> articles) {
  ArrayText keys;
  ArrayText urls;
  ArrayText places;
  for (std::size_t i = 0; i < articles.size(); ++i) {
    const auto add = [&](const std::string& url) {
      keys.add(articles[i]->key.text());
      urls.add(url);
      places.add(static_cast<std::int64_t>(i));
    };
    if (articles[i]->urls.empty()) add("");
    for (const auto& url : articles[i]->urls) add(url);
  }
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<bool> known(articles.size());
    for (const auto& row :
         read.exec_params(articles_sql, site.value, keys.text(), urls.text(), places.text()))
      known.at(row[0].as<std::size_t>()) = true;
    return known;
  });
}

}  // namespace copytaster::postgres
