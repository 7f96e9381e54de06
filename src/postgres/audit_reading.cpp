// All entries of a time, as one COPY.

#include <optional>

#include "copytaster/app/faults.hpp"
#include "postgres/audit_report_store.hpp"
#include "postgres/copy_out.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

enum Column : std::size_t {
  id,
  batch,
  comment,
  token,
  decision,
  from,
  to,
  version,
  at,
  code,
  reason,
  note,
  by_name,
  columns
};

constexpr auto rows_sql = R"sql(
  SELECT e.id, e.batch, e.comment_id, e.token_id, e.decision, e.from_state, e.to_state, e.version,
         e.at, e.reason_code, d.reason, d.note, t.name
    FROM audit_entry e
    LEFT JOIN audit_detail d ON d.site_id = e.site_id AND d.entry_id = e.id
    LEFT JOIN principal t ON t.id = e.token_id
   WHERE e.at BETWEEN '1970-01-01Z' AND '9999-12-31Z' AND e.site_id = )sql";

std::optional<std::string> text_of(const CopyField& field) {
  return field ? std::optional{std::string{*field}} : std::nullopt;
}

/// COPY takes no parameters: numbers and times are written into it.
std::string wanted_sql(SiteId site, const TimeSpan& when) {
  std::string sql = rows_sql + std::to_string(site.value);
  if (when.from) sql += " AND e.at >= '" + timestamp(*when.from) + "'";
  if (when.to) sql += " AND e.at < '" + timestamp(*when.to) + "'";
  return sql + " ORDER BY e.id";
}

/// One of the places for open readings, taken and given back.
class Place {
 public:
  explicit Place(std::atomic<int>& open) : open_(open) {
    if (++open_ <= AuditReportRows::open_max) return;
    --open_;
    throw StoreBusy("as many readings of the audit as may be are under way");
  }
  ~Place() { --open_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::atomic<int>& open_;
};

class Reading final : public AuditReading {
 public:
  Reading(std::atomic<int>& open, const std::string& conninfo, const std::string& sql)
      : place_(open), copy_(conninfo) {
    copy_.start(sql);
  }

  const ListedEntry* next() override {
    const CopyRow* row = copy_.next();
    if (row == nullptr) return nullptr;
    if (row->size() != columns) throw StoreFault("a row of the audit is malformed");
    take(*row);
    return &read_;
  }

 private:
  void take(const CopyRow& row) {
    AuditEntry& entry = read_.entry;
    entry.id = {number_in(row[id])};
    entry.batch = {number_in(row[batch])};
    entry.comment = {number_in(row[comment])};
    entry.by.reset();
    if (row[token]) entry.by = TokenId{number_in(row[token])};
    entry.decision = row[decision].value_or("");
    entry.from = static_cast<int>(number_in(row[from]));
    entry.to = static_cast<int>(number_in(row[to]));
    entry.version = {number_in(row[version])};
    entry.at = instant_in(row[at]);
    entry.reason_code = text_of(row[code]);
    read_.detail = AuditDetail{{}, text_of(row[reason]), text_of(row[note])};
    read_.by_name = text_of(row[by_name]);
  }

  Place place_;
  CopyOut copy_;
  ListedEntry read_;
};

}  // namespace

std::unique_ptr<AuditReading> AuditReportRows::open_reading(SiteId site, const TimeSpan& when) {
  return std::make_unique<Reading>(open_, conninfo_, wanted_sql(site, when));
}

}  // namespace copytaster::postgres
