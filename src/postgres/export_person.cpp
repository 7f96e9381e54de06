#include <pqxx/pqxx>

#include "postgres/ban_rows.hpp"
#include "postgres/connect.hpp"
#include "postgres/people_ids.hpp"
#include "postgres/people_store.hpp"
#include "postgres/rows.hpp"
#include "postgres/translate_faults.hpp"

namespace copytaster::postgres {
namespace {

constexpr std::size_t page_comments = 500;

constexpr auto page_sql = R"sql(
  SELECT c.id, c.parent_id, c.author, c.url, c.text, c.state, c.version, c.verdict, s.sealed,
         (extract(epoch FROM c.created_at) * 1000000)::bigint AS created_at,
         (extract(epoch FROM c.edited_at) * 1000000)::bigint AS edited_at,
         (extract(epoch FROM c.decided_at) * 1000000)::bigint AS decided_at,
         (extract(epoch FROM c.published_at) * 1000000)::bigint AS published_at,
         p.text AS appeal, (extract(epoch FROM p.at) * 1000000)::bigint AS appealed_at,
         a.key AS article, a.url AS article_url
    FROM comment c
    JOIN article a ON a.id = c.article_id
    JOIN sealed_contacts($1, $2::bigint[]) s ON s.id = c.id
    LEFT JOIN appeal p ON p.site_id = c.site_id AND p.comment_id = c.id
   WHERE c.site_id = $1 AND c.id = ANY ($2::bigint[])
   ORDER BY c.id
)sql";

constexpr auto revisions_sql = R"sql(
  SELECT comment_id, version, text, verdict, (extract(epoch FROM until) * 1000000)::bigint AS until
    FROM revision WHERE site_id = $1 AND comment_id = ANY ($2::bigint[])
   ORDER BY comment_id, version
)sql";

// What is unsealed for somebody's eyes is on record, whoever it was and whatever for.
constexpr auto reveal_sql = R"sql(
  WITH audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at)
    SELECT $1, $4, id, $3::bigint, 'reveal', state, state, version, $5::timestamptz
      FROM comment WHERE site_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
    RETURNING id)
  INSERT INTO audit_unsealed (site_id, entry_id) SELECT $1, id FROM audited
)sql";

constexpr auto history_sql = R"sql(
  SELECT approved, rejected, spam,
         (extract(epoch FROM last_approved_at) * 1000000)::bigint AS last_approved_at,
         (extract(epoch FROM last_refused_at) * 1000000)::bigint AS last_refused_at
    FROM author WHERE site_id = $1 AND author_index = $2::bytea ORDER BY name_index
)sql";

// Also those that are over and not yet gone.
constexpr auto bans_sql = R"sql(
     AND (b.author_index = $2::bytea OR (b.kind = 'author' AND b.digest = $2::bytea))
   ORDER BY b.id
)sql";

HeldComment held_in(const pqxx::row& row, const CommentColumns& columns) {
  HeldComment held;
  held.comment = columns.comment_in(row);
  held.version = {row["version"].as<std::int64_t>()};
  held.state = state_in(row, "state");
  held.article = text_in(row, "article");
  held.article_url = text_in(row, "article_url");
  held.decided_at = maybe_instant_in(row, "decided_at");
  held.published_at = maybe_instant_in(row, "published_at");
  held.verdict_json = text_in(row, "verdict");
  held.sealed = {bytes_in(row, "sealed")};
  if (const auto at = maybe_instant_in(row, "appealed_at"))
    held.appeal = HeldAppeal{std::string{text_in(row, "appeal")}, *at};
  return held;
}

/// Both are in the order of their ids.
void add_revisions(std::vector<HeldComment>& comments, const pqxx::result& rows) {
  auto held = comments.begin();
  for (const auto& row : rows) {
    const CommentId id{row["comment_id"].as<std::int64_t>()};
    while (held->comment.id != id) ++held;
    held->revisions.push_back({{row["version"].as<std::int64_t>()},
                               std::string{text_in(row, "text")},
                               std::string{text_in(row, "verdict")},
                               instant_in(row, "until")});
  }
}

HeldHistory history_in(const pqxx::row& row) {
  return {row["approved"].as<int>(), row["rejected"].as<int>(), row["spam"].as<int>(),
          maybe_instant_in(row, "last_approved_at"), maybe_instant_in(row, "last_refused_at")};
}

/// One reading: its transaction, and the batch of its audit entries.
struct Reading {
  pqxx::transaction_base& work;
  const PersonRequest& wanted;
  std::int64_t batch;
  std::string now;

  std::vector<HeldComment> page(std::span<const CommentId> ids) {
    ArrayText array;
    for (const CommentId id : ids) array.add(id.value);
    std::optional<std::int64_t> token;
    if (wanted.by) token = wanted.by->value;
    work.exec_params0(reveal_sql, wanted.site.value, array.text(), token, batch, now);
    std::vector<HeldComment> comments;
    const auto rows = work.exec_params(page_sql, wanted.site.value, array.text());
    const CommentColumns columns{rows};
    for (const auto& row : rows) comments.push_back(held_in(row, columns));
    add_revisions(comments, work.exec_params(revisions_sql, wanted.site.value, array.text()));
    return comments;
  }
  bool all_pages(const TakeHeld& take) {
    const auto ids = ids_of_person(work, wanted);
    for (std::size_t at = 0; at < ids.size(); at += page_comments) {
      const auto count = std::min(page_comments, ids.size() - at);
      if (!take(page(std::span{ids}.subspan(at, count)))) return false;
    }
    return true;
  }
  std::vector<HeldHistory> histories() {
    std::vector<HeldHistory> found;
    for (const auto& row :
         work.exec_params(history_sql, wanted.site.value, author_parameter(wanted)))
      found.push_back(history_in(row));
    return found;
  }
  std::vector<KeptBan> bans() {
    std::vector<KeptBan> found;
    for (const auto& row : work.exec_params(std::string{kept_bans_sql} + bans_sql,
                                            wanted.site.value, author_parameter(wanted)))
      found.push_back(kept_ban_in(row));
    return found;
  }
};

}  // namespace

std::optional<HeldRecord> PeopleRows::read_person(const PersonRequest& wanted, Instant now,
                                                  const TakeHeld& take) {
  const auto connection = connect(conninfo_);
  return with_translated_faults([&]() -> std::optional<HeldRecord> {
    pqxx::transaction<pqxx::isolation_level::repeatable_read> work{*connection};
    lift_limits(work);
    const auto batch = work.exec1("SELECT nextval('batch_seq')")[0].as<std::int64_t>();
    Reading reading{work, wanted, batch, timestamp(now)};
    if (!reading.all_pages(take)) return std::nullopt;
    HeldRecord record{reading.histories(), reading.bans()};
    work.commit();
    return record;
  });
}

}  // namespace copytaster::postgres
