// The numbers of a transparency report, each by a look of its own that takes no longer than any
// statement of the service may.

#include <algorithm>
#include <cmath>

#include <pqxx/pqxx>

#include "postgres/arrived_sql.hpp"
#include "postgres/audit_report_store.hpp"
#include "postgres/connect.hpp"
#include "postgres/rows.hpp"
#include "postgres/translate_faults.hpp"

namespace copytaster::postgres {
namespace {

constexpr std::int64_t slices_max = 100;
constexpr int states = 5;
constexpr std::int64_t shares_max = 64;

// $1 is the site, $2 and $3 the time, in all of these.
constexpr auto done_sql = R"sql(
  SELECT count(*) AS entries, count(*) FILTER (WHERE decision = 'ban') AS bans,
         count(*) FILTER (WHERE from_state = 0 AND decision IN ('approve', 'reject', 'spam'))
           AS first_decisions
    FROM audit_entry
   WHERE site_id = $1 AND at >= $2::timestamptz AND at < $3::timestamptz
)sql";

// Each comment once, as the desk counts a day: what was taken back does not count. To sort all of
// them could take longer than a statement may, so it is done share by share.
constexpr auto decided_sql = R"sql(
  SELECT to_state, coalesce(reason_code, '') AS reason_code, count(*) AS comments
    FROM (SELECT DISTINCT ON (comment_id) to_state, reason_code
            FROM audit_entry
           WHERE site_id = $1 AND at >= $2::timestamptz AND at < $3::timestamptz
             AND decision IN ('approve', 'reject', 'spam', 'undo')
             AND comment_id % $4 = $5
           ORDER BY comment_id, id DESC) last
   GROUP BY 1, 2
)sql";

// A share of the decisions, chosen by chance that is the same each time.
constexpr auto waiting_sql = R"sql(
  SELECT count(*) AS looked_at,
         coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY waited), 0) AS median_s,
         coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY waited), 0) AS p90_s
    FROM (SELECT greatest(0, extract(epoch FROM e.at - c.created_at)::float8) AS waited
            FROM (SELECT comment_id, at FROM audit_entry
                   WHERE site_id = $1 AND at >= $2::timestamptz AND at < $3::timestamptz
                     AND from_state = 0 AND decision IN ('approve', 'reject', 'spam')
                     AND abs(hashint8(id)::bigint) % $4 = 0
                   LIMIT $5) e
            JOIN comment c ON c.site_id = $1 AND c.id = e.comment_id) decided
)sql";

// What became of each is what was done last about it since, whenever that was.
constexpr auto appeals_sql = R"sql(
  SELECT count(*) AS made,
         count(*) FILTER (WHERE last.decision = 'approve') AS granted,
         count(*) FILTER (WHERE last.decision IN ('reject', 'spam')) AS refused,
         count(*) FILTER (WHERE last.decision IN ('withdraw', 'erase')) AS withdrawn
    FROM (SELECT comment_id, id FROM audit_entry
           WHERE site_id = $1 AND at >= $2::timestamptz AND at < $3::timestamptz
             AND decision = 'appeal' LIMIT $4) a
    LEFT JOIN LATERAL (
         SELECT decision FROM audit_entry
          WHERE site_id = $1 AND comment_id = a.comment_id AND id > a.id
            AND decision IN ('approve', 'reject', 'spam', 'undo', 'withdraw', 'erase')
          ORDER BY id DESC LIMIT 1) last ON true
)sql";

constexpr auto received_sql = R"sql(
  SELECT state, count(*) AS comments FROM comment
   WHERE site_id = $1 AND state <> 0
     AND created_at >= $2::timestamptz AND created_at < $3::timestamptz
   GROUP BY state
   UNION ALL
  SELECT 0, count(*) FROM queue q
    JOIN comment c ON c.site_id = q.site_id AND c.id = q.comment_id
   WHERE q.site_id = $1 AND c.state = 0
     AND q.created_at >= $2::timestamptz AND q.created_at < $3::timestamptz
)sql";

constexpr auto purged_sql = R"sql(
  SELECT state, arrived, sum(comments)::bigint AS comments FROM purged_count
   WHERE site_id = $1 AND day >= ($2::timestamptz AT TIME ZONE 'UTC')::date
     AND day < ($3::timestamptz AT TIME ZONE 'UTC')::date
   GROUP BY 1, 2
)sql";

// In slices of equal time, the first of each: all of them where there are few.
constexpr auto arrived_head_sql = R"sql(
  SELECT s.state,
)sql";
constexpr auto arrived_tail_sql = R"sql(
         AS arrived, count(*) AS comments
    FROM generate_series(1, 4) AS s (state)
   CROSS JOIN generate_series(0, $4::bigint - 1) AS slice (n)
   CROSS JOIN LATERAL (
         SELECT verdict FROM comment
          WHERE site_id = $1 AND state = s.state AND state <> 0
            AND created_at >= $2::timestamptz + ($3::timestamptz - $2::timestamptz) / $4 * n
            AND created_at < $2::timestamptz + ($3::timestamptz - $2::timestamptz) / $4 * (n + 1)
            AND created_at < $3::timestamptz
          ORDER BY created_at, id LIMIT $5) c
   GROUP BY 1, 2
   UNION ALL
  SELECT 0,
)sql";
constexpr auto arrived_waiting_sql = R"sql(
         AS arrived, count(*)
    FROM (SELECT c.verdict
            FROM (SELECT comment_id FROM queue
                   WHERE site_id = $1
                     AND created_at >= $2::timestamptz AND created_at < $3::timestamptz
                   ORDER BY created_at, comment_id LIMIT $4::bigint * $5) q
            JOIN comment c ON c.site_id = $1 AND c.id = q.comment_id AND c.state = 0) c
   GROUP BY 1, 2
)sql";

std::int64_t& of_state(StateCounts& counts, int state) {
  switch (state) {
    case static_cast<int>(State::pending): return counts.pending;
    case static_cast<int>(State::approved): return counts.approved;
    case static_cast<int>(State::rejected): return counts.rejected;
    case static_cast<int>(State::spam): return counts.spam;
    default: return counts.withdrawn;
  }
}

std::int64_t& of_arrival(ArrivalCounts& counts, std::string_view arrived) {
  if (arrived == "published") return counts.published;
  if (arrived == "held") return counts.held;
  if (arrived == "held_by_model") return counts.held_by_model;
  if (arrived == "rejected") return counts.rejected;
  if (arrived == "spam") return counts.spam;
  return counts.unknown;
}

struct Counted {
  SiteId site;
  Instant from;
  Instant to;
};

/// One snapshot for all of them.
class Counting {
 public:
  Counting(pqxx::transaction_base& read, const Counted& what, const NumbersBounds& bounds)
      : read_(read),
        bounds_(bounds),
        site_(what.site.value),
        from_(timestamp(what.from)),
        to_(timestamp(what.to)) {}

  AuditNumbers all() {
    count_done();
    count_decided();
    count_appeals();
    count_received();
    count_arrived();
    count_purged();
    return numbers_;
  }

 private:
  template <class... More>
  pqxx::result ask(const std::string& sql, const More&... more) {
    return read_.exec_params(sql, site_, from_, to_, more...);
  }
  static std::int64_t number(const pqxx::row& row, const char* column) {
    return row[column].as<std::int64_t>();
  }

  void count_done() {
    const auto done = ask(done_sql).at(0);
    entries_ = number(done, "entries");
    numbers_.bans = number(done, "bans");
    WaitingTimes& waiting = numbers_.waiting;
    waiting.decisions = number(done, "first_decisions");
    const std::int64_t one_in = waiting.decisions / bounds_.looked_at + 1;
    const auto times = ask(waiting_sql, one_in, bounds_.looked_at).at(0);
    waiting.looked_at = number(times, "looked_at");
    waiting.median_s = times["median_s"].as<double>();
    waiting.p90_s = times["p90_s"].as<double>();
  }
  void count_decided() {
    const std::int64_t shares = std::min(entries_ / bounds_.sorted + 1, shares_max);
    for (std::int64_t share = 0; share < shares; ++share)
      for (const auto& row : ask(decided_sql, shares, share)) add_decided(row);
  }
  void add_decided(const pqxx::row& row) {
    const int state = row["to_state"].as<int>();
    const std::int64_t comments = number(row, "comments");
    if (state == static_cast<int>(State::approved)) numbers_.approved += comments;
    if (state == static_cast<int>(State::rejected)) numbers_.rejected += comments;
    if (state == static_cast<int>(State::spam)) numbers_.spam += comments;
    if (state == static_cast<int>(State::rejected) || state == static_cast<int>(State::spam))
      numbers_.reasons[std::string{text_in(row, "reason_code")}] += comments;
  }
  void count_appeals() {
    const auto row = ask(appeals_sql, bounds_.looked_at).at(0);
    AppealCounts& appeals = numbers_.appeals;
    appeals = {number(row, "made"), number(row, "granted"), number(row, "refused"),
               number(row, "withdrawn"), 0};
    appeals.open = appeals.made - appeals.granted - appeals.refused - appeals.withdrawn;
  }
  void count_received() {
    for (const auto& row : ask(received_sql))
      of_state(numbers_.received, row["state"].as<int>()) += number(row, "comments");
  }

  // Each state's share stands for all of that state.
  void count_arrived() {
    static const std::string sql = std::string{arrived_head_sql} + arrived_sql + arrived_tail_sql +
                                   arrived_sql + arrived_waiting_sql;
    StateCounts& received = numbers_.received;
    const bool are_few = received.total() <= bounds_.looked_at;
    const std::int64_t slices = are_few ? 1 : slices_max;
    const std::int64_t each =
        are_few ? bounds_.looked_at : bounds_.looked_at / (slices_max * states);
    const auto rows = ask(sql, slices, each);
    StateCounts looked_at;
    for (const auto& row : rows)
      of_state(looked_at, row["state"].as<int>()) += number(row, "comments");
    for (const auto& row : rows) {
      const int state = row["state"].as<int>();
      const auto share = static_cast<double>(number(row, "comments")) /
                         static_cast<double>(of_state(looked_at, state));
      of_arrival(numbers_.arrived, text_in(row, "arrived")) +=
          std::llround(share * static_cast<double>(of_state(received, state)));
    }
    numbers_.arrived.is_estimate = looked_at.total() < received.total();
  }
  void count_purged() {
    for (const auto& row : ask(purged_sql)) {
      const std::int64_t comments = number(row, "comments");
      numbers_.deleted += comments;
      of_state(numbers_.received, row["state"].as<int>()) += comments;
      of_arrival(numbers_.arrived, text_in(row, "arrived")) += comments;
    }
  }

  pqxx::transaction_base& read_;
  const NumbersBounds& bounds_;
  const std::int64_t site_;
  const std::string from_;
  const std::string to_;
  std::int64_t entries_ = 0;
  AuditNumbers numbers_;
};

}  // namespace

AuditNumbers AuditReportRows::count(SiteId site, Instant from, Instant to) {
  const auto connection = connect(conninfo_);
  return with_translated_faults([&] {
    pqxx::transaction<pqxx::isolation_level::repeatable_read, pqxx::readwrite_policy::read_only>
        read{*connection};
    return Counting{read, {site, from, to}, bounds_}.all();
  });
}

}  // namespace copytaster::postgres
