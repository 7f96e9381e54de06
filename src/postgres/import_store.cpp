#include "postgres/import_store.hpp"

#include <array>

#include <pqxx/pqxx>

#include "postgres/import_batch.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto source_sql = R"sql(
  SELECT s.id, s.keeps_ids::int, (NOT EXISTS (SELECT FROM imported i WHERE i.source = s.id))::int,
         EXISTS (SELECT FROM import_place p WHERE p.source = s.id)::int
    FROM import_source s WHERE site_id = $1::int AND name = $2::text
)sql";

// What has gone since has left its number in the audit, or with readers.
constexpr auto never_had_anything_sql = R"sql(
  SELECT (NOT EXISTS (SELECT FROM comment WHERE site_id = $1::int)
          AND NOT EXISTS (SELECT FROM audit_entry
                           WHERE site_id = $1::int AND comment_id > 0)
          AND NOT EXISTS (SELECT FROM intake WHERE site_id = $1::int)
          AND NOT EXISTS (SELECT FROM import_source WHERE site_id = $1::int))::int
)sql";

// By the index of exports.
constexpr auto last_change_sql = R"sql(
  SELECT coalesce((SELECT change_xid FROM comment
                    WHERE site_id = $1::int AND published_at IS NOT NULL
                    ORDER BY change_xid DESC LIMIT 1)::text::bigint, 0)
)sql";

// Only a statement that begins after the wait for the key's row sees what was recorded meanwhile.
constexpr auto lock_key_sql = "SELECT FROM sealing_key WHERE id = $1::int FOR SHARE";
constexpr auto newer_key_sql = R"sql(
  SELECT count(*) FROM sealing_key
   WHERE id > $1::int OR (id = $1::int AND retired_at IS NOT NULL)
)sql";

// An assigned number is enough; nothing is written, so nothing need reach the disk. Of those that
// are many each statement uses up what it can within its time.
constexpr auto use_up_sql = R"sql(
  DO $$
  DECLARE ends timestamptz := clock_timestamp() + interval '1 second';
  BEGIN
    WHILE pg_current_xact_id() < ')sql";
constexpr auto use_up_end_sql = R"sql('::xid8 AND clock_timestamp() < ends LOOP
      PERFORM set_config('synchronous_commit', 'off', true);
      COMMIT;
    END LOOP;
  END $$
)sql";

constexpr auto used_up_sql = R"sql(
  SELECT (pg_snapshot_xmax(pg_current_snapshot()) >= $1::text::xid8)::int
)sql";

// Where an address is told, a number alone is another system's.
constexpr auto articles_sql = R"sql(
  SELECT g.place
    FROM unnest($2::text[], $3::text[], $4::text[], $5::int[]) AS g (key, url, other_key, place)
    JOIN article a ON a.site_id = $1 AND (a.url = g.url OR a.key = g.other_key
                                          OR (a.key = g.key AND (g.url = '' OR a.url = '')))
)sql";

}  // namespace

ImportRows::ImportRows(Pool& pool, const std::string& conninfo, std::uint32_t sealing_key,
                       ImportTimes times)
    : pool_(pool), link_(conninfo), sealing_key_(std::to_string(sealing_key)), times_(times) {}

ImportSource ImportRows::find_source(SiteId site, const std::string& name) {
  name_ = name;
  source_ = {site, false, true};
  const std::vector<std::string> wanted{std::to_string(site.value), name};
  const auto rows = link_.run(source_sql, wanted);
  if (::PQntuples(rows.get()) == 0) return source_;
  source_id_ = static_cast<std::int32_t>(number_of(rows, 0, 0));
  any_places_ = number_of(rows, 0, 3) != 0;
  source_.keeps_ids = number_of(rows, 0, 1) != 0;
  source_.is_new = number_of(rows, 0, 2) != 0;
  return source_;
}

ImportSource ImportRows::open_source(SiteId site, const std::string& name, bool is_ours) {
  turn_.emplace(pool_, link_, site, times_.patience);
  find_source(site, name);
  const std::vector<std::string> of_site{std::to_string(site.value)};
  if (source_id_ == 0 && is_ours)
    source_.keeps_ids = number_of(link_.run(never_had_anything_sql, of_site), 0, 0) != 0;
  next_change_ =
      static_cast<std::uint64_t>(number_of(link_.run(last_change_sql, of_site), 0, 0)) + 1;
  return source_;
}

std::int64_t ImportRows::waiting(std::int64_t enough) {
  // A reported or appealed comment holds nothing back.
  constexpr auto sql = R"sql(
    SELECT count(*) FROM (SELECT FROM queue WHERE site_id = $1::int AND reports = 0
                             AND NOT appeal LIMIT $2::bigint) waiting
  )sql";
  const std::vector<std::string> wanted{std::to_string(source_.site.value), std::to_string(enough)};
  return number_of(link_.run(sql, wanted), 0, 0);
}

void ImportRows::begin_batch() {
  link_.begin();
  if (turn_) turn_->require();
  link_.run(lock_key_sql, std::array{sealing_key_});
  if (number_of(link_.run(newer_key_sql, std::array{sealing_key_}), 0, 0) == 0) return;
  link_.run("ROLLBACK");
  throw StoreBusy("the sealing key has been changed meanwhile: run this again");
}

ImportAdded ImportRows::add(std::span<const ReadyImport> records, bool places) {
  Batch batch{*this, records};
  begin_batch();
  batch.pass_by_known();
  batch.find_articles();
  batch.look_for_places();
  batch.find_parents(places);
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
  constexpr int statements_max = 10'000;
  const std::vector<std::string> next{std::to_string(next_change_)};
  std::string sql = use_up_sql;
  sql += next.front();
  sql += use_up_end_sql;
  for (int i = 0; i < statements_max; ++i) {
    if (number_of(link_.run(used_up_sql, next), 0, 0) != 0) return;
    link_.run(sql.c_str());
  }
  throw StoreUnavailable("the order of what was brought in could not be settled in time");
}

void ImportRows::finish() {
  use_up_changes();
  turn_.reset();
}

std::vector<bool> ImportRows::known_articles(
    std::span<const std::shared_ptr<const WantedArticle>> articles) {
  ArrayText keys;
  ArrayText urls;
  ArrayText other_keys;
  ArrayText places;
  for (std::size_t i = 0; i < articles.size(); ++i) {
    const auto add = [&](const std::string& url) {
      keys.add(articles[i]->key.text());
      urls.add(url);
      other_keys.add(articles[i]->other_key);
      places.add(static_cast<std::int64_t>(i));
    };
    if (articles[i]->urls.empty()) add("");
    for (const auto& url : articles[i]->urls) add(url);
  }
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<bool> known(articles.size());
    for (const auto& row : read.exec_params(articles_sql, source_.site.value, keys.text(),
                                            urls.text(), other_keys.text(), places.text()))
      known.at(row[0].as<std::size_t>()) = true;
    return known;
  });
}

}  // namespace copytaster::postgres
