#include "postgres/ban_store.hpp"

#include <pqxx/pqxx>

#include "copytaster/domain/pseudonym_period.hpp"
#include "postgres/ban_rows.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto bannable_sql = R"sql(
  SELECT author, url, author_index, pseudonym,
         (extract(epoch FROM created_at) * 1000000)::bigint AS created_at
    FROM comment WHERE site_id = $1 AND id = $2 AND author_index <> ''
)sql";

constexpr auto keys_sql = "SELECT period FROM pseudonym_key WHERE sealed <> '' LIMIT 1000";

// One who bans at a site at a time: the same is not banned twice, and none is one too many.
constexpr auto lock_sql = "SELECT pg_advisory_xact_lock(1650552366, $1)";  // 'ban.'

constexpr auto is_banned_sql = R"sql(
  SELECT FROM ban
   WHERE site_id = $1 AND kind = $2 AND (until IS NULL OR until > $3::timestamptz)
     AND digest IS NOT DISTINCT FROM $4::bytea AND pattern IS NOT DISTINCT FROM $5
   LIMIT 1
)sql";

constexpr auto count_sql = R"sql(
  SELECT count(*) FROM ban WHERE site_id = $1 AND (until IS NULL OR until > $2::timestamptz)
)sql";

// The instances learn of it by a change that has no article, the audit by an entry that has no
// comment.
constexpr auto add_sql = R"sql(
  WITH made AS (
    INSERT INTO ban (site_id, kind, digest, pattern, until, comment_id, author_index, reason,
                     made_by, made_at)
    VALUES ($1, $4, $5::bytea, $6, $7::timestamptz, $8::bigint, $9::bytea, $10, $2::bigint,
            $3::timestamptz)
    RETURNING site_id, id
  ), told AS (
    INSERT INTO change (site_id, at) SELECT site_id, $3::timestamptz FROM made
  ), audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at, detail_digest)
    SELECT site_id, nextval('batch_seq'), 0, $2::bigint, 'ban', 0, 0, id, $3::timestamptz, $12::bytea
      FROM made
    RETURNING id
  ), unsealed AS (
    INSERT INTO audit_unsealed (site_id, entry_id) SELECT $1, id FROM audited
  ), worded AS (
    INSERT INTO audit_detail (site_id, entry_id, salt, reason, note)
    SELECT $1, id, $11::bytea, nullif($10, ''), $4 FROM audited
  )
  SELECT id FROM made
)sql";

constexpr auto numbered_sql = " AND b.id = $2 LIMIT 1";
constexpr auto page_sql =
    " AND b.id < coalesce($2, 9223372036854775807) AND (b.until IS NULL OR b.until > "
    "$4::timestamptz) ORDER BY b.id DESC LIMIT $3";

constexpr auto end_sql = R"sql(
  WITH ended AS (
    DELETE FROM ban
     WHERE site_id = $1 AND id = $4 AND (until IS NULL OR until > $3::timestamptz)
    RETURNING site_id, id
  ), told AS (
    INSERT INTO change (site_id, at) SELECT site_id, $3::timestamptz FROM ended
  ), unworded AS (
    DELETE FROM audit_detail d USING audit_entry a, ended e
     WHERE a.site_id = e.site_id AND a.version = e.id AND a.decision = 'ban'
       AND d.site_id = a.site_id AND d.entry_id = a.id
  ), audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at)
    SELECT site_id, nextval('batch_seq'), 0, $2::bigint, 'unban', 0, 0, id, $3::timestamptz FROM ended
    RETURNING id
  ), unsealed AS (
    INSERT INTO audit_unsealed (site_id, entry_id) SELECT $1, id FROM audited
  )
  SELECT FROM ended
)sql";

constexpr auto living_sql = R"sql(
  SELECT kind, digest, pattern, (extract(epoch FROM until) * 1000000)::bigint AS until
    FROM ban WHERE site_id = $1 AND (until IS NULL OR until > $2::timestamptz)
   LIMIT $3
)sql";

std::string parameter(const Digest& digest) {
  return bytea({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

/// What a ban covers, as its two columns have it.
struct Columns {
  std::optional<std::string> digest;
  std::optional<std::string> pattern;
};
Columns columns_of(const Banned& banned) {
  if (const auto* author = std::get_if<AuthorIndex>(&banned))
    return {parameter(author->digest), {}};
  if (const auto* reader = std::get_if<Pseudonym>(&banned)) return {parameter(reader->digest), {}};
  if (const auto* name = std::get_if<BannedName>(&banned)) return {{}, name->pattern};
  return {{}, std::get<BannedDomain>(banned).host};
}

/// When the key is over with which the pseudonym of a comment was made. Where the length of the
/// periods was changed meanwhile, two of them may hold that moment: the earlier end is promised.
std::optional<Instant> key_ends(pqxx::transaction_base& read, Instant created_at) {
  std::optional<Instant> end;
  for (const auto& row : read.exec(keys_sql)) {
    const auto period = PseudonymPeriod::parse(row[0].as<std::int64_t>());
    const bool is_it = period && period->begin() <= created_at && created_at < period->end();
    if (is_it && (!end || period->end() < *end)) end = period->end();
  }
  return end;
}

std::optional<std::int64_t> number_of(const BanMaker& by) {
  return by.token ? std::optional{by.token->value} : std::nullopt;
}

std::int64_t insert(pqxx::transaction_base& work, const NewBan& made, const Columns& columns) {
  const KeptBan& ban = made.ban;
  std::optional<std::int64_t> comment;
  if (ban.comment) comment = ban.comment->value;
  std::optional<std::string> of;
  if (made.of) of = parameter(made.of->digest);
  return work
      .exec_params1(add_sql, made.by.site.value, number_of(made.by), timestamp(made.by.at),
                    std::string{name_of(kind_of(ban.ban.whom))}, columns.digest, columns.pattern,
                    timestamp(ban.ban.until), comment, of, ban.reason, bytea(made.bound.salt),
                    bytea(made.bound.digest))[0]
      .as<std::int64_t>();
}

}  // namespace

std::optional<BannableComment> BanRows::find_bannable(SiteId site, CommentId comment, Instant now) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<BannableComment> {
    pqxx::nontransaction read{connection};
    const auto rows = read.exec_params(bannable_sql, site.value, comment.value);
    if (rows.empty()) return std::nullopt;
    BannableComment found{std::string{text_in(rows[0], "author")},
                          maybe_text_in(rows[0], "url"),
                          {digest_in(rows[0], "author_index")},
                          {}};
    if (rows[0]["pseudonym"].is_null()) return found;
    const auto end = key_ends(read, instant_in(rows[0], "created_at"));
    if (end && *end > now) found.reader = {{digest_in(rows[0], "pseudonym")}, *end};
    return found;
  });
}

AddedBan BanRows::add_ban(const NewBan& made) {
  return pool_.with([&](pqxx::connection& connection) -> AddedBan {
    pqxx::work work{connection};
    const auto site = made.by.site.value;
    const Columns columns = columns_of(made.ban.ban.whom);
    work.exec_params(lock_sql, site);
    const std::string kind{name_of(kind_of(made.ban.ban.whom))};
    const std::string at = timestamp(made.by.at);
    if (!work.exec_params(is_banned_sql, site, kind, at, columns.digest, columns.pattern).empty())
      return BannedAlready{};
    if (work.exec_params1(count_sql, site, at)[0].as<std::size_t>() >= bans_max)
      return TooManyBans{};
    const std::int64_t id = insert(work, made, columns);
    auto kept = kept_ban_in(work.exec_params1(std::string{kept_bans_sql} + numbered_sql, site, id));
    work.commit();
    return kept;
  });
}

bool BanRows::end_ban(BanId id, const BanMaker& by) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    return !statement.exec_params(end_sql, by.site.value, number_of(by), timestamp(by.at), id.value)
                .empty();
  });
}

std::vector<KeptBan> BanRows::list_bans(SiteId site, std::optional<BanId> before, std::size_t limit,
                                        Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::optional<std::int64_t> below;
    if (before) below = before->value;
    std::vector<KeptBan> bans;
    const std::string sql = std::string{kept_bans_sql} + page_sql;
    for (const auto& row : read.exec_params(sql, site.value, below, limit, timestamp(now)))
      bans.push_back(kept_ban_in(row));
    return bans;
  });
}

std::vector<Ban> BanRows::living_bans(SiteId site, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<Ban> bans;
    for (const auto& row : read.exec_params(living_sql, site.value, timestamp(now), bans_max))
      bans.push_back(ban_in(row));
    return bans;
  });
}

}  // namespace copytaster::postgres
