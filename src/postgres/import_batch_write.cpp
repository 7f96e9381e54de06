// What a batch writes: its comments by COPY, and what every comment has beside it.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <set>

#include "postgres/import_batch.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto comment_sql =
    "COPY comment (site_id, id, article_id, parent_id, state, version, author, url, text, "
    "author_index, name_index, sealed, verdict, created_at, edited_at, decided_at, decided_by, "
    "published_at, change_xid) FROM STDIN (FORMAT binary)";
constexpr std::int16_t comment_columns = 19;
constexpr auto imported_sql =
    "COPY imported (source, source_id, comment_id) FROM STDIN (FORMAT binary)";

constexpr auto queue_sql = R"sql(
  INSERT INTO queue (site_id, comment_id, article_id, created_at, section, score)
  SELECT $1::int, g.id, g.article_id, g.created_at, coalesce(a.section, ''),
         coalesce(queue_score(c.verdict), 0)
    FROM unnest($2::bigint[], $3::bigint[], $4::timestamptz[]) AS g (id, article_id, created_at)
    LEFT JOIN comment c ON c.site_id = $1::int AND c.id = g.id
    LEFT JOIN article a ON a.id = g.article_id
)sql";

// As the intake counts, but for what lies in the past: of that is left what has not faded.
constexpr auto authors_sql = R"sql(
  INSERT INTO author AS a (site_id, author_index, name_index, approved, rejected, spam,
                           last_approved_at, last_refused_at, lately_approved, lately_refused,
                           lately_at)
  SELECT $1::int, *, now()
    FROM unnest($2::bytea[], $3::bytea[], $4::int[], $5::int[], $6::int[], $7::timestamptz[],
                $8::timestamptz[], $9::real[], $10::real[])
      ON CONFLICT (site_id, author_index, name_index) DO UPDATE
     SET approved = a.approved + excluded.approved, rejected = a.rejected + excluded.rejected,
         spam = a.spam + excluded.spam,
         last_approved_at = greatest(a.last_approved_at, excluded.last_approved_at),
         last_refused_at = greatest(a.last_refused_at, excluded.last_refused_at),
         lately_approved = faded(a.lately_approved, a.lately_at, now()) + excluded.lately_approved,
         lately_refused = faded(a.lately_refused, a.lately_at, now()) + excluded.lately_refused,
         lately_at = now()
)sql";

// One row an article: what readers see of it is made anew, however many comments have come. A row
// without an article would be told of the site's rules and bans, and drop no page.
constexpr auto told_sql = R"sql(
  INSERT INTO change (site_id, article_id, at) SELECT $1::int, g, now() FROM unnest($2::bigint[]) g
)sql";

constexpr auto source_sql = R"sql(
  INSERT INTO import_source (site_id, name, keeps_ids, began_at)
  VALUES ($1::int, $2::text, $3::boolean, now())
  RETURNING id
)sql";

constexpr auto unplaced_sql = R"sql(
  DELETE FROM import_place WHERE source = $1::int AND source_id = ANY ($2::text[])
)sql";

// The place goes, and what it was kept for takes its number.
constexpr auto emptied_sql = R"sql(
  DELETE FROM comment WHERE site_id = $1::int AND id = ANY ($2::bigint[]) AND state = 4
)sql";

// What has replies already must not become a reply to one of them: of those that answer each other
// in a circle the last one answers nobody.
constexpr auto join_sql = R"sql(
  WITH RECURSIVE above (id, height) AS (
    VALUES ($3::bigint, 1)
     UNION ALL
    SELECT c.parent_id, height + 1
      FROM above JOIN comment c ON c.site_id = $1::int AND c.id = above.id
     WHERE c.parent_id IS NOT NULL AND height < 10000)
  UPDATE comment SET parent_id = $3::bigint
   WHERE site_id = $1::int AND id = $2::bigint
     AND NOT EXISTS (SELECT FROM above WHERE above.id = $2::bigint OR height = 10000)
)sql";

// A reply that readers see stands below something that they once saw.
constexpr auto answered_sql = R"sql(
  UPDATE comment SET published_at = created_at
   WHERE site_id = $1::int AND id = ANY ($2::bigint[]) AND published_at IS NULL
)sql";

constexpr auto begin_sql = R"sql(
  SELECT pg_current_xact_id()::text, (extract(epoch FROM now()) * 1000000)::bigint
)sql";

constexpr auto places_sql =
    "COPY import_place (source, source_id, comment_id) FROM STDIN (FORMAT binary)";

/// What the history of one author gains.
struct Gained {
  int approved = 0;
  int rejected = 0;
  int spam = 0;
  std::optional<Instant> last_approved;
  std::optional<Instant> last_refused;
  double lately_approved = 0;
  double lately_refused = 0;

  void add(const CheckedImport& one, Instant now) {
    constexpr double half_life_s = 1'296'000;  // 15 days, as `faded` has it
    const auto age = std::chrono::duration<double>{now - one.created_at}.count();
    const double left = std::exp2(-std::max(0.0, age) / half_life_s);
    if (one.state == State::approved) {
      ++approved;
      last_approved = std::max(last_approved, std::optional{one.created_at});
      lately_approved += left;
      return;
    }
    ++(one.state == State::spam ? spam : rejected);
    last_refused = std::max(last_refused, std::optional{one.created_at});
    lately_refused += left;
  }
};

bool is_refused(State state) { return state == State::rejected || state == State::spam; }

void add_maybe(ArrayText& column, const std::optional<Instant>& instant) {
  if (instant)
    column.add(timestamp(*instant));
  else
    column.add_null();
}

}  // namespace

void ImportRows::Batch::write() {
  const bool any = std::any_of(added_.outcomes.begin(), added_.outcomes.end(),
                               [](ImportOutcome one) { return one == ImportOutcome::stored; });
  if (!any && places_.empty() && left_.empty()) return;
  make_source();
  begin_changes();
  leave_places();
  copy_comments();
  join_parents();
  copy_numbers();
  copy_places();
  queue_pending();
  count_authors();
  show_answered();
  tell_articles();
}

void ImportRows::Batch::make_source() {
  if (source_ != 0) return;
  const std::vector<std::string> values{site(), store_.name_,
                                        store_.source_.keeps_ids ? "true" : "false"};
  source_ = static_cast<std::int32_t>(number_of(link_.run(source_sql, values), 0, 0));
}

void ImportRows::Batch::begin_changes() {
  const auto rows = link_.run(begin_sql);
  transaction_ = static_cast<std::uint64_t>(number_of(rows, 0, 0));
  change_ = std::max(transaction_, store_.next_change_);
  now_ = Instant{std::chrono::microseconds{number_of(rows, 0, 1)}};
}

void ImportRows::Batch::leave_places() {
  ArrayText source_ids;
  ArrayText ids;
  bool any = false;
  const auto leave = [&](const std::string& source_id) {
    source_ids.add(source_id);
    any = true;
  };
  for (const std::string& one : left_) leave(one);
  for (const Place& one : places_) leave(one.source_id);  // of one that has gone, in case
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!is_stored(i) || !fills_[i]) continue;
    leave(checked(i).source_id);
    ids.add(records_[i].id.value);
  }
  if (!any) return;
  link_.run(unplaced_sql, std::array{std::to_string(source_), source_ids.text()});
  link_.run(emptied_sql, std::array{site(), ids.text()});
}

void ImportRows::Batch::copy_comments() {
  CopyBytes bytes{comment_columns};
  CommentId last{};
  std::size_t place = 0;
  auto empty = places_.begin();
  link_.copy(comment_sql, bytes, [&](CopyBytes& rows) {
    while (place < records_.size() && !is_stored(place)) ++place;
    if (place == records_.size()) {
      if (empty == places_.end()) return false;
      add_place(rows, *empty++);
      return true;
    }
    // An export tells by change and number: in the order of the file, then.
    if (records_[place].id < last) ++change_;
    last = records_[place].id;
    add_comment(rows, place++);
    return true;
  });
}

void ImportRows::Batch::add_comment(CopyBytes& rows, std::size_t place) const {
  const ReadyImport& one = records_[place];
  const CheckedImport& checked = one.checked;
  const auto add_id = [&](bool is_there, std::int64_t id) {
    if (is_there)
      rows.add_8(id);
    else
      rows.add_null();
  };
  auto published_at = checked.published_at;
  if (is_answered_[place] && is_refused(checked.state) && !published_at)
    published_at = checked.created_at;
  rows.begin_row();
  rows.add_4(static_cast<std::int32_t>(store_.source_.site.value));
  rows.add_8(one.id.value);
  rows.add_8(article_of_[place].value);
  add_id(parent_of_[place].value != 0 && !fills_[place], parent_of_[place].value);
  rows.add_2(static_cast<std::int16_t>(checked.state));
  rows.add_8(checked.version);
  rows.add(checked.author);
  rows.add_maybe(checked.url);
  rows.add(checked.text);
  rows.add(one.author_index);
  rows.add(one.name_index);
  rows.add(one.sealed);
  rows.add(one.verdict);
  rows.add(checked.created_at);
  rows.add_maybe(checked.edited_at);
  rows.add_maybe(checked.decided_at);
  add_id(checked.by_person, 0);
  rows.add_maybe(published_at);
  rows.add_8(static_cast<std::int64_t>(change_));
}

/// As an erased one: nobody may approve it, and its replies stand below it. It has the time of the
/// first of them.
void ImportRows::Batch::add_place(CopyBytes& rows, const Place& place) const {
  rows.begin_row();
  rows.add_4(static_cast<std::int32_t>(store_.source_.site.value));
  rows.add_8(place.id.value);
  rows.add_8(place.article.value);
  rows.add_null();
  rows.add_2(static_cast<std::int16_t>(State::withdrawn));
  rows.add_8(1);
  rows.add("");
  rows.add_null();
  for (int field = 0; field < 4; ++field) rows.add("");  // its text, indexes and what is sealed
  rows.add("{}");
  rows.add(place.at);
  for (int field = 0; field < 3; ++field) rows.add_null();  // not edited, decided by nobody
  rows.add(place.at);
  rows.add_8(static_cast<std::int64_t>(change_));
}

void ImportRows::Batch::join_parents() {
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!is_stored(i) || !fills_[i] || parent_of_[i].value == 0) continue;
    link_.run(join_sql, std::array{site(), std::to_string(records_[i].id.value),
                                   std::to_string(parent_of_[i].value)});
  }
}

void ImportRows::Batch::add_number(CopyBytes& rows, const std::string& source_id,
                                   CommentId id) const {
  rows.begin_row();
  rows.add_4(source_);
  rows.add(source_id);
  rows.add_8(id.value);
}

void ImportRows::Batch::copy_numbers() {
  CopyBytes bytes{3};
  std::size_t place = 0;
  link_.copy(imported_sql, bytes, [&](CopyBytes& rows) {
    while (place < records_.size() && !is_stored(place)) ++place;
    if (place == records_.size()) return false;
    add_number(rows, checked(place).source_id, records_[place].id);
    ++place;
    return true;
  });
}

void ImportRows::Batch::copy_places() {
  if (places_.empty()) return;
  CopyBytes bytes{3};
  auto next = places_.begin();
  link_.copy(places_sql, bytes, [&](CopyBytes& rows) {
    if (next == places_.end()) return false;
    add_number(rows, next->source_id, next->id);
    ++next;
    return true;
  });
}

void ImportRows::Batch::queue_pending() {
  ArrayText ids;
  ArrayText articles;
  ArrayText times;
  bool any = false;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (!is_stored(i) || checked(i).state != State::pending) continue;
    ids.add(records_[i].id.value);
    articles.add(article_of_[i].value);
    times.add(timestamp(checked(i).created_at));
    any = true;
  }
  if (!any) return;
  const std::vector<std::string> values{site(), ids.text(), articles.text(), times.text()};
  link_.run(queue_sql, values);
}

void ImportRows::Batch::count_authors() {
  using Author = std::pair<std::string_view, std::string_view>;
  std::map<Author, Gained> gained;  // in the order that others lock them in
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const ReadyImport& one = records_[i];
    if (is_stored(i) && one.checked.counts() && !one.author_index.empty())
      gained[{one.author_index, one.name_index}].add(one.checked, now_);
  }
  if (gained.empty()) return;
  std::array<ArrayText, 9> columns;
  auto& [authors, names, approved, rejected, spam, last_approved, last_refused, lately_approved,
         lately_refused] = columns;
  for (const auto& [author, one] : gained) {
    authors.add_bytes(author.first);
    names.add_bytes(author.second);
    approved.add(std::int64_t{one.approved});
    rejected.add(std::int64_t{one.rejected});
    spam.add(std::int64_t{one.spam});
    add_maybe(last_approved, one.last_approved);
    add_maybe(last_refused, one.last_refused);
    lately_approved.add(std::to_string(one.lately_approved));
    lately_refused.add(std::to_string(one.lately_refused));
  }
  std::vector<std::string> values{site()};
  for (ArrayText& column : columns) values.push_back(column.text());
  link_.run(authors_sql, values);
}

void ImportRows::Batch::show_answered() {
  if (hidden_.empty()) return;
  ArrayText ids;
  for (const CommentId id : hidden_) ids.add(id.value);
  link_.run(answered_sql, std::array{site(), ids.text()});
}

void ImportRows::Batch::tell_articles() {
  std::set<ArticleId> touched;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (is_stored(i)) touched.insert(article_of_[i]);
  }
  for (const Place& one : places_) touched.insert(one.article);
  ArrayText articles;
  for (const ArticleId one : touched) articles.add(one.value);
  link_.run(told_sql, std::array{site(), articles.text()});
}

}  // namespace copytaster::postgres
