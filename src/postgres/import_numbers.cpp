// Which number a record gets, and whether it has been brought in: asked in pieces, each of which
// the service's own time limits suffice for.

#include <algorithm>
#include <set>
#include <string_view>
#include <thread>

#include <pqxx/pqxx>

#include "postgres/import_batch.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr std::size_t piece = 1000;

constexpr auto places_sql = R"sql(
  SELECT source_id, comment_id FROM import_place
   WHERE source = $1::int AND source_id = ANY ($2::text[])
)sql";

constexpr auto taken_sql = R"sql(
  SELECT id FROM comment WHERE site_id = $1 AND id = ANY ($2::bigint[])
)sql";

constexpr auto next_sql = "SELECT nextval('comment_id_seq') FROM generate_series(1, $1::int)";

/// `use(query, records, first)`: the next of these, and the place of the first.
template <class Values, class Use>
void in_pieces(Pool& pool, const Values& all, const Use& use) {
  for (std::size_t begin = 0; begin < all.size(); begin += piece) {
    const auto some = std::span{all}.subspan(begin, std::min(piece, all.size() - begin));
    pool.with([&](pqxx::connection& connection) {
      pqxx::nontransaction query{connection};
      use(query, some, begin);
    });
  }
}

/// Whoever takes a number holds the sequence until its transaction ends, which is soon.
CommentId passed(Pool& pool, CommentId last) {
  constexpr int attempts_max = 20;
  for (int attempt = 1;; ++attempt) try {
      return pool.with([&](pqxx::connection& connection) {
        pqxx::nontransaction query{connection};
        return CommentId{
            query.exec_params1("SELECT pass_numbers($1)", last.value)[0].as<std::int64_t>()};
      });
    } catch (const StoreUnavailable&) {
      if (attempt == attempts_max) throw;
    }
}

std::string source_ids(std::span<const CheckedImport> records) {
  ArrayText ids;
  for (const auto& one : records) ids.add(one.source_id);
  return ids.text();
}

}  // namespace

/// The service may have been given some of them before and not have written them yet; until it
/// has, nobody can tell which are free.
void ImportRows::keep_numbers(const OwnNumbers& numbers) {
  kept_ = numbers;
  if (source_id_ == 0) source_.keeps_ids = numbers.any();
  if (!numbers.any()) return;
  given_ = passed(pool_, numbers.last);
  if (numbers.first <= given_) std::this_thread::sleep_for(times_.settling);
}

std::vector<bool> ImportRows::known(std::span<const CheckedImport> records) {
  std::vector<bool> known(records.size());
  if (source_id_ == 0) return known;
  in_pieces(pool_, records, [&](auto& query, auto some, std::size_t begin) {
    const auto rows = query.exec_params(known_sql, source_id_.load(), source_ids(some));
    std::set<std::string_view> found;
    for (const auto& row : rows) found.insert(text_in(row[0]));
    for (std::size_t i = 0; i < some.size(); ++i)
      known[begin + i] = found.contains(some[i].source_id);
  });
  return known;
}

std::vector<CommentId> ImportRows::take_ids(std::span<const CheckedImport> records) {
  std::vector<CommentId> ids(records.size());
  if (any_places_) take_places(records, ids);
  if (kept_.any()) take_own(records, ids);
  const auto missing = std::count(ids.begin(), ids.end(), CommentId{});
  auto next = ids.begin();
  for (const CommentId id : new_ids(static_cast<std::size_t>(missing))) {
    next = std::find(next, ids.end(), CommentId{});
    *next = id;
  }
  return ids;
}

void ImportRows::take_places(std::span<const CheckedImport> records, std::vector<CommentId>& ids) {
  in_pieces(pool_, records, [&](auto& query, auto some, std::size_t begin) {
    const auto rows = query.exec_params(places_sql, source_id_.load(), source_ids(some));
    for (const auto& row : rows) {
      for (std::size_t i = 0; i < some.size(); ++i) {
        if (some[i].source_id == text_in(row[0]))
          ids[begin + i] = {row[1].template as<std::int64_t>()};
      }
    }
  });
}

/// Only of those that others were given before it must be asked who has them.
void ImportRows::take_own(std::span<const CheckedImport> records, std::vector<CommentId>& ids) {
  std::set<CommentId> met{ids.begin(), ids.end()};
  std::vector<CommentId> doubtful;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto own = records[i].own_number();
    if (!own || *own > kept_.last || ids[i].value != 0 || !met.insert(*own).second) continue;
    ids[i] = *own;
    if (*own <= given_) doubtful.push_back(*own);
  }
  for (const CommentId id : taken(doubtful)) std::replace(ids.begin(), ids.end(), id, CommentId{});
}

std::vector<CommentId> ImportRows::taken(std::span<const CommentId> ids) {
  std::vector<CommentId> taken;
  in_pieces(pool_, ids, [&](auto& query, auto some, std::size_t) {
    ArrayText wanted;
    for (const CommentId id : some) wanted.add(id.value);
    for (const auto& row : query.exec_params(taken_sql, source_.site.value, wanted.text()))
      taken.push_back({row[0].template as<std::int64_t>()});
  });
  return taken;
}

std::vector<CommentId> ImportRows::new_ids(std::size_t count) {
  std::vector<CommentId> ids;
  if (count == 0) return ids;
  pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    for (const auto& row : query.exec_params(next_sql, count))
      ids.push_back({row[0].as<std::int64_t>()});
  });
  return ids;
}

}  // namespace copytaster::postgres
