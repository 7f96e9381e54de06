#include "postgres/export_store.hpp"

#include <charconv>
#include <tuple>

#include "copytaster/app/faults.hpp"
#include "postgres/copy_out.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// Transactions below xmin are over, so nothing with a smaller change_xid can still appear: an
// export that stops there never skips a row that commits late.
constexpr auto place_sql = R"sql(
  SELECT epoch, pg_snapshot_xmin(pg_current_snapshot()) FROM installation
)sql";

constexpr auto columns_sql = R"sql(
  SELECT c.change_xid, c.id, c.version, c.state, c.parent_id, c.author, c.url, c.text,
         c.created_at, c.edited_at, c.decided_at,
         a.key, a.url, a.title, a.section,
         a.created_at,
         a.state = 'open' AND now() < coalesce(a.closes_at, a.created_at + )sql";
constexpr auto rows_sql = R"sql(, 'infinity')
    FROM comment c JOIN article a ON a.id = c.article_id
   WHERE c.published_at IS NOT NULL
)sql";

enum Column : std::size_t {
  change,
  id,
  version,
  state,
  parent,
  author,
  url,
  text,
  created,
  edited,
  decided,
  article,
  article_url,
  title,
  section,
  article_created,
  is_open,
  columns
};

template <class Number>
Number digits_in(const std::string& text) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end)
    throw StoreFault("the place of an export is no number");
  return number;
}

std::string_view text_in(const CopyField& field) { return field.value_or(std::string_view{}); }

std::optional<Instant> some_instant_in(const CopyField& field) {
  return field ? std::optional{instant_in(field)} : std::nullopt;
}

ExportCursor cursor_at(const CopyRow& row, std::int64_t epoch) {
  return {epoch, static_cast<std::uint64_t>(number_in(row[change])), {number_in(row[id])}};
}

void read_article(const CopyRow& row, ExportedArticle& read) {
  read.key = text_in(row[article]);
  read.url = text_in(row[article_url]);
  read.title = text_in(row[title]);
  read.section = text_in(row[section]);
  read.is_open = flag_in(row[is_open]);
  read.created_at = instant_in(row[article_created]);
}

/// Into the one that was read before: its strings' memory serves again.
void read_exported(const CopyRow& row, ExportedComment& read) {
  const bool removed = number_in(row[state]) != static_cast<int>(State::approved);
  if (removed) read = {};
  read.version = {number_in(row[version])};
  PublicComment& comment = read.comment;
  comment.id = {number_in(row[id])};
  comment.removed = removed;
  if (removed) return;
  comment.parent.reset();
  if (row[parent]) comment.parent = CommentId{number_in(row[parent])};
  comment.author = text_in(row[author]);
  comment.url = row[url];
  comment.text = text_in(row[text]);
  comment.created_at = instant_in(row[created]);
  comment.edited_at = some_instant_in(row[edited]);
  read.decided_at = some_instant_in(row[decided]);
  read_article(row, read.article);
}

/// COPY takes no parameters: numbers are numbers here, and texts are quoted by the connection.
std::string wanted_sql(const ExportQuery& query, const ExportCursor& after, std::uint64_t xmin,
                       CopyOut& copy) {
  const std::string days = std::to_string(query.close_after.count());
  std::string sql = columns_sql;
  sql += "make_interval(days => nullif(" + days + ", 0))";
  sql += rows_sql;
  const auto and_where = [&sql](const std::string& condition) { sql += " AND " + condition; };
  and_where("c.site_id = " + std::to_string(query.site.value));
  and_where("c.change_xid < '" + std::to_string(xmin) + "'::xid8");
  and_where("(c.change_xid, c.id) > ('" + std::to_string(after.change) + "'::xid8, " +
            std::to_string(after.id.value) + ")");
  if (!query.removals) and_where("c.state = " + std::to_string(static_cast<int>(State::approved)));
  if (query.article) and_where("a.key = " + copy.quoted(*query.article));
  if (query.section) and_where("a.section = " + copy.quoted(*query.section));
  if (query.from) and_where("c.created_at >= '" + timestamp(*query.from) + "'");
  if (query.to) and_where("c.created_at < '" + timestamp(*query.to) + "'");
  return sql;
}

}  // namespace

class ExportRows::Reading final : public ExportReading {
 public:
  Reading(const std::string& conninfo, const ExportQuery& query, Open open)
      : open_(std::move(open)), copy_(conninfo) {
    const auto place = copy_.first_row(place_sql);
    if (place.size() != 2) throw StoreFault("the installation has no row");
    place_.epoch = digits_in<std::int64_t>(place[0]);
    began_anew_ = query.after && query.after->epoch != place_.epoch;
    if (query.after && !began_anew_) place_ = *query.after;
    const auto sql = wanted_sql(query, place_, digits_in<std::uint64_t>(place[1]), copy_);
    if (query.counted) total_ = count(sql);
    by_article_ = query.by_article;
    read_to_ = place_;
    const std::string order = by_article_ ? "a.id, c.id" : "c.change_xid, c.id";
    copy_.start(sql + " ORDER BY " + order);
  }

  const ExportedComment* next() override {
    const CopyRow* row = copy_.next();
    if (row == nullptr) {
      place_ = read_to_;
      return nullptr;
    }
    if (row->size() != columns) throw StoreFault("a row of an export is malformed");
    read_exported(*row, read_);
    const ExportCursor here = cursor_at(*row, place_.epoch);
    if (std::tie(here.change, here.id) > std::tie(read_to_.change, read_to_.id)) read_to_ = here;
    if (!by_article_) place_ = read_to_;
    return &read_;
  }
  ExportCursor place() const override { return place_; }
  std::optional<std::int64_t> total() const override { return total_; }
  bool began_anew() const override { return began_anew_; }

 private:
  std::int64_t count(const std::string& sql) {
    const auto row = copy_.first_row("SELECT count(*) FROM (" + sql + ") AS wanted");
    return digits_in<std::int64_t>(row.at(0));
  }

  Open open_;
  CopyOut copy_;
  ExportedComment read_;
  ExportCursor place_;
  ExportCursor read_to_;  // the highest so far: by article they come in another order
  std::optional<std::int64_t> total_;
  bool by_article_ = false;
  bool began_anew_ = false;
};

std::unique_ptr<ExportReading> ExportRows::open_export(const ExportQuery& query) {
  return std::make_unique<Reading>(conninfo_, query, Open{open_, open_max_});
}

ExportRows::Open::Open(std::atomic<int>& open, int open_max) : open_(&open) {
  if (++open > open_max) {
    --open;
    throw StoreBusy("as many exports as may be are under way");
  }
}

ExportRows::Open::~Open() {
  if (open_ != nullptr) --*open_;
}

}  // namespace copytaster::postgres
