#include "postgres/queued_comments.hpp"

#include <map>

#include <pqxx/pqxx>

#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

constexpr Statement reasons_statement{"queue_reasons", R"sql(
  SELECT id, r.reason
    FROM unnest((SELECT $2::bigint[])) AS id
   CROSS JOIN LATERAL (SELECT reason FROM report
                        WHERE site_id = $1 AND comment_id = id AND settled_at IS NULL
                          AND reason <> ''
                        ORDER BY at DESC, reporter LIMIT $3) r
)sql"};

constexpr Statement before_statement{"queue_before", R"sql(
  SELECT id, r.text, r.until
    FROM unnest((SELECT $2::bigint[])) AS id
   CROSS JOIN LATERAL (SELECT text, (extract(epoch FROM until) * 1000000)::bigint AS until
                         FROM revision
                        WHERE site_id = $1 AND comment_id = id
                        ORDER BY version DESC LIMIT 1) r
)sql"};

// Counted in its index, and no further than is told.
std::string campaigns_sql(const char* sections) {
  return R"sql(
  SELECT g.id, (SELECT count(*) FROM (SELECT FROM queue q
                                       WHERE q.site_id = $1 AND q.campaign = g.id
                                         AND q.campaign <> 0)sql" +
         std::string{sections} + R"sql(
                                       LIMIT $3) m) AS size
    FROM unnest((SELECT $2::bigint[])) AS g (id)
)sql";
}

// The rejection that it is about is the last that has moved the comment: to stay rejected is none.
constexpr Statement appeals_statement{"queue_appeals", R"sql(
  SELECT p.comment_id AS id, p.text, (extract(epoch FROM p.at) * 1000000)::bigint AS at,
         t.name AS decided_by, (extract(epoch FROM e.at) * 1000000)::bigint AS decided_at,
         coalesce(e.reason_code, d.reason) AS reason, d.note
    FROM appeal p
    LEFT JOIN principal t ON t.id = p.against
    LEFT JOIN LATERAL (SELECT id, at, reason_code FROM audit_entry
                        WHERE site_id = $1 AND comment_id = p.comment_id AND decision = 'reject'
                          AND from_state <> to_state
                        ORDER BY id DESC LIMIT 1) e ON true
    LEFT JOIN audit_detail d ON d.site_id = $1 AND d.entry_id = e.id
   WHERE p.site_id = $1 AND p.comment_id = ANY ((SELECT $2::bigint[])::bigint[])
)sql"};

class QueueColumns {
 public:
  explicit QueueColumns(const pqxx::result& rows)
      : comment_(rows),
        version_(rows.column_number("version")),
        state_(rows.column_number("state")),
        article_(rows.column_number("article")),
        section_(rows.column_number("section")),
        verdict_(rows.column_number("verdict")),
        approved_(rows.column_number("approved")),
        rejected_(rows.column_number("rejected")),
        spam_(rows.column_number("spam")),
        reports_(rows.column_number("reports")),
        appeal_(rows.column_number("appeal")),
        score_(rows.column_number("score")),
        campaign_(rows.column_number("campaign")),
        claimed_by_(rows.column_number("claimed_by")),
        claimed_until_(rows.column_number("claimed_until")) {}

  QueuedComment queued_in(const pqxx::row& row) const {
    QueuedComment queued;
    queued.comment = comment_.comment_in(row);
    queued.version = {row[version_].as<std::int64_t>()};
    queued.state = state_in(row[state_]);
    queued.article = text_in(row[article_]);
    queued.section = text_in(row[section_]);
    queued.verdict_json = text_in(row[verdict_]);
    queued.approved_before = row[approved_].as<int>();
    queued.rejected_before = row[rejected_].as<int>();
    queued.spam_before = row[spam_].as<int>();
    queued.reports = row[reports_].as<int>();
    if (row[appeal_].as<bool>()) queued.appeal = QueuedAppeal{{}, {}, {}, {}, {}, {}};
    queued.score = row[score_].as<int>();
    if (const CampaignId id{row[campaign_].as<std::int64_t>()}; id != CampaignId{})
      queued.campaign = QueuedCampaign{id};
    if (const auto by = row[claimed_by_]; !by.is_null())
      queued.claim = {std::string{text_in(by)}, instant_in(row[claimed_until_])};
    return queued;
  }

 private:
  using Place = pqxx::row::size_type;
  CommentColumns comment_;
  Place version_, state_, article_, section_, verdict_, approved_, rejected_, spam_, reports_,
      appeal_, score_, campaign_, claimed_by_, claimed_until_;
};

void add_reasons(Connection& connection, SiteId site, std::vector<QueuedComment>& comments) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> reported;
  for (QueuedComment& queued : comments) {
    if (queued.reports == 0) continue;
    ids.add(queued.comment.id.value);
    reported[queued.comment.id] = &queued;
  }
  if (reported.empty()) return;
  for (const auto& row :
       run(connection, reasons_statement, site.value, ids.text(), report_reasons_max))
    reported.at({row["id"].as<std::int64_t>()})
        ->report_reasons.emplace_back(text_in(row, "reason"));
}

void add_earlier_words(Connection& connection, SiteId site, std::vector<QueuedComment>& comments) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> edited;
  for (QueuedComment& queued : comments) {
    if (!queued.comment.edited_at) continue;
    ids.add(queued.comment.id.value);
    edited[queued.comment.id] = &queued;
  }
  if (edited.empty()) return;
  for (const auto& row : run(connection, before_statement, site.value, ids.text()))
    edited.at({row["id"].as<std::int64_t>()})->before = {std::string{text_in(row, "text")},
                                                         instant_in(row, "until")};
}

void add_appeals(Connection& connection, SiteId site, std::vector<QueuedComment>& comments) {
  ArrayText ids;
  std::map<CommentId, QueuedComment*> appealed;
  for (QueuedComment& queued : comments) {
    if (!queued.appeal) continue;
    ids.add(queued.comment.id.value);
    appealed[queued.comment.id] = &queued;
  }
  if (appealed.empty()) return;
  for (const auto& row : run(connection, appeals_statement, site.value, ids.text()))
    appealed.at({row["id"].as<std::int64_t>()})->appeal = {
        std::string{text_in(row, "text")}, instant_in(row, "at"),
        maybe_text_in(row, "decided_by"),  maybe_instant_in(row, "decided_at"),
        maybe_text_in(row, "reason"),      maybe_text_in(row, "note")};
}

}  // namespace

std::string queued_columns(bool waits, const std::string& now) {
  std::string sql = R"sql(
  SELECT c.id, c.parent_id, c.author, c.url, c.text, c.state, c.version, c.verdict,
         (extract(epoch FROM c.created_at) * 1000000)::bigint AS created_at,
         (extract(epoch FROM c.edited_at) * 1000000)::bigint AS edited_at,
         a.key AS article, a.section, h.approved, h.rejected, h.spam, )sql";
  if (!waits)
    return sql +
           "0 AS reports, false AS appeal, 0 AS score, 0 AS campaign, NULL AS claimed_by, "
           "NULL::bigint AS claimed_until";
  const std::string live = "CASE WHEN q.claimed_until > " + now + "::timestamptz THEN ";
  return sql + "q.reports, q.appeal, q.score, q.campaign, " + live +
         "coalesce((SELECT name FROM principal WHERE id = q.claimed_by), '') END AS claimed_by, " +
         live + "(extract(epoch FROM q.claimed_until) * 1000000)::bigint END AS claimed_until";
}

std::vector<QueuedComment> queued_in(const pqxx::result& rows) {
  std::vector<QueuedComment> comments;
  comments.reserve(rows.size());
  const QueueColumns columns{rows};
  for (const auto& row : rows) comments.push_back(columns.queued_in(row));
  return comments;
}

void count_campaigns(Connection& connection, SiteId site, Sections sections,
                     std::vector<QueuedComment>& comments) {
  static const std::string of_all = campaigns_sql("");
  static const std::string of_some = campaigns_sql(" AND q.section = ANY ($4::text[])");
  std::map<CampaignId, int> sizes;
  for (const QueuedComment& queued : comments) {
    if (queued.campaign) sizes[queued.campaign->id] = 0;
  }
  if (sizes.empty()) return;
  ArrayText ids;
  for (const auto& [id, size] : sizes) ids.add(id.value);
  ArrayText names;
  for (const std::string& section : sections) names.add(section);
  const auto rows = sections.empty() ? run(connection, {"queue_campaigns", of_all.c_str()},
                                           site.value, ids.text(), campaign_size_max)
                                     : run(connection, {"queue_campaigns_of", of_some.c_str()},
                                           site.value, ids.text(), campaign_size_max, names.text());
  for (const auto& row : rows) sizes[{row["id"].as<std::int64_t>()}] = row["size"].as<int>();
  for (QueuedComment& queued : comments) {
    if (!queued.campaign) continue;
    queued.campaign->size = sizes.at(queued.campaign->id);
    if (queued.campaign->size < 2) queued.campaign.reset();
  }
}

void add_more_words(Connection& connection, SiteId site, std::vector<QueuedComment>& comments) {
  add_reasons(connection, site, comments);
  add_earlier_words(connection, site, comments);
  add_appeals(connection, site, comments);
}

std::vector<QueuedComment> find_queued(Connection& connection, const QueuedByIds& which,
                                       std::span<const CommentId> ids) {
  const auto found_sql = [](bool waits) {
    return queued_columns(waits, "$3") +
           " FROM unnest((SELECT $2::bigint[])) WITH ORDINALITY AS wanted (id, place)"
           " JOIN comment c ON c.site_id = $1 AND c.id = wanted.id"
           " JOIN article a ON a.id = c.article_id" +
           (waits ? " JOIN queue q ON q.site_id = $1 AND q.comment_id = wanted.id" : "") +
           history_sql + " WHERE $3::timestamptz IS NOT NULL ORDER BY wanted.place";
  };
  static const std::string waiting = found_sql(true);
  static const std::string decided = found_sql(false);
  if (ids.empty()) return {};
  ArrayText wanted;
  for (const CommentId id : ids) wanted.add(id.value);
  const Statement statement = which.waits ? Statement{"queued_by_ids", waiting.c_str()}
                                          : Statement{"decided_by_ids", decided.c_str()};
  auto comments =
      queued_in(run(connection, statement, which.site.value, wanted.text(), timestamp(which.now)));
  add_more_words(connection, which.site, comments);
  return comments;
}

}  // namespace copytaster::postgres
