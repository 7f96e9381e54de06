#include "postgres/session_store.hpp"

#include <pqxx/pqxx>

#include "copytaster/domain/text.hpp"
#include "postgres/account_audit.hpp"
#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {
namespace {

// Of two who have the same code one deletes it, and the other finds none.
constexpr auto redeem_sql = R"sql(
  WITH used AS (
    DELETE FROM login_code WHERE code_hash = $1::bytea RETURNING moderator_id, expires_at
  )
  INSERT INTO session (moderator_id, token_hash, by_code, created_at, seen_at, device)
  SELECT moderator_id, $2::bytea, true, $3::timestamptz, $3::timestamptz, $4
    FROM used WHERE expires_at > $3::timestamptz
     AND EXISTS (SELECT FROM moderator_role r WHERE r.moderator_id = used.moderator_id
                                                AND NOT r.disabled)
  RETURNING moderator_id
)sql";

constexpr auto open_sql = R"sql(
  INSERT INTO session (moderator_id, token_hash, by_code, created_at, seen_at, device)
  VALUES ($1, $2::bytea, false, $3::timestamptz, $3::timestamptz, $4)
)sql";

constexpr auto trim_sql = R"sql(
  DELETE FROM session WHERE moderator_id = $1 AND id NOT IN (
    SELECT id FROM session WHERE moderator_id = $1 ORDER BY id DESC LIMIT $2)
)sql";

constexpr auto password_sql = R"sql(
  SELECT m.id, t.sealed, t.last_step,
         CASE WHEN EXISTS (SELECT FROM moderator_role r
                            WHERE r.moderator_id = m.id AND NOT r.disabled)
              THEN m.password_hash END AS password_hash
    FROM moderator m
    LEFT JOIN totp t ON t.moderator_id = m.id AND t.confirmed_at IS NOT NULL
   WHERE m.name_key = $1
)sql";

// Noting each call would make every reading a write: once in a minute is enough, or oftener where
// the limit is short.
constexpr Statement find_statement{"find_session", R"sql(
  WITH alive AS MATERIALIZED (
    SELECT * FROM session
     WHERE token_hash = $1::bytea AND seen_at > $2::timestamptz - make_interval(secs => $3)
       AND created_at > $2::timestamptz - make_interval(secs => $4)
  ), touched AS (
    UPDATE session s SET seen_at = $2::timestamptz FROM alive
     WHERE s.id = alive.id AND $5::boolean
       AND s.seen_at < $2::timestamptz - make_interval(secs => least(60, $3 / 10))
  )
  SELECT s.id, s.moderator_id, s.by_code,
         (extract(epoch FROM s.created_at) * 1000000)::bigint AS created_at,
         m.name, m.password_hash IS NOT NULL AS has_password,
         EXISTS (SELECT FROM totp t
                  WHERE t.moderator_id = m.id AND t.confirmed_at IS NOT NULL) AS has_totp,
         r.site_id, r.role, r.see_email, r.sections
    FROM alive s
    JOIN moderator m ON m.id = s.moderator_id
    JOIN moderator_role r ON r.moderator_id = s.moderator_id AND NOT r.disabled
   ORDER BY r.site_id
)sql"};

constexpr auto list_sql = R"sql(
  SELECT id, (extract(epoch FROM created_at) * 1000000)::bigint AS created_at,
         (extract(epoch FROM seen_at) * 1000000)::bigint AS seen_at, device
    FROM session
   WHERE moderator_id = $1 AND seen_at > $2::timestamptz - make_interval(secs => $3)
     AND created_at > $2::timestamptz - make_interval(secs => $4)
   ORDER BY id DESC LIMIT $5
)sql";

constexpr auto end_sql = "DELETE FROM session WHERE moderator_id = $1 AND id = $2";
constexpr auto end_others_sql = "DELETE FROM session WHERE moderator_id = $1 AND id <> $2";
constexpr auto password_change_sql = "UPDATE moderator SET password_hash = $2 WHERE id = $1";
constexpr auto drop_code_sql = "DELETE FROM login_code WHERE moderator_id = $1";

constexpr auto purge_sessions_sql = R"sql(
  DELETE FROM session WHERE seen_at <= $1::timestamptz - make_interval(secs => $2)
      OR created_at <= $1::timestamptz - make_interval(secs => $3)
)sql";
constexpr auto purge_codes_sql = "DELETE FROM login_code WHERE expires_at <= $1::timestamptz";
constexpr auto purge_invitations_sql = "DELETE FROM invitation WHERE expires_at <= $1::timestamptz";

std::optional<Session> session_in(const pqxx::result& rows) {
  if (rows.empty()) return std::nullopt;
  const auto& first = rows[0];
  Session session;
  session.id = {first["id"].as<std::int64_t>()};
  session.created_at = instant_in(first, "created_at");
  session.by_code = first["by_code"].as<bool>();
  session.has_password = first["has_password"].as<bool>();
  session.has_totp = first["has_totp"].as<bool>();
  session.moderator = {
      {first["moderator_id"].as<std::int64_t>()}, std::string{text_in(first, "name")}, {}};
  for (const auto& row : rows) {
    session.moderator.roles.push_back({{row["site_id"].as<std::int64_t>()},
                                       parse_role(text_in(row, "role")).value(),
                                       texts_in(row, "sections"),
                                       row["see_email"].as<bool>()});
  }
  return session;
}

/// Within which limits a session is looked for, and whether that counts as its use.
struct Look {
  SessionLimits limits;
  Instant now;
  AskedBy by = AskedBy::person;
};

std::optional<Session> find_in(pqxx::transaction_base& transaction, const std::string& token_hash,
                               const Look& look) {
  return session_in(transaction.exec_params(find_statement.sql, bytea(token_hash),
                                            timestamp(look.now), look.limits.idle.count(),
                                            look.limits.whole.count(), look.by == AskedBy::person));
}

void trim(pqxx::transaction_base& transaction, std::int64_t moderator) {
  transaction.exec_params0(trim_sql, moderator, sessions_max);
}

Session open_in(pqxx::transaction_base& work, ModeratorId moderator, const NewSession& session) {
  work.exec_params0(open_sql, moderator.value, bytea(session.token_hash), timestamp(session.at),
                    session.device);
  trim(work, moderator.value);
  auto opened = find_in(work, session.token_hash, {{}, session.at});
  if (!opened) throw StoreUnavailable("the account was just shut out");
  return std::move(*opened);
}

}  // namespace

std::optional<Session> SessionRows::redeem_code(const std::string& code_hash,
                                                const NewSession& session) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    const auto opened = work.exec_params(redeem_sql, bytea(code_hash), bytea(session.token_hash),
                                         timestamp(session.at), session.device);
    std::optional<Session> found;
    if (!opened.empty()) {
      trim(work, opened[0][0].as<std::int64_t>());
      found = find_in(work, session.token_hash, {{}, session.at});
    }
    work.commit();  // also where there is no session: an expired code has gone
    return found;
  });
}

std::optional<StoredPassword> SessionRows::find_password(std::string_view name) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<StoredPassword> {
    pqxx::nontransaction read{connection};
    const auto rows = read.exec_params(password_sql, folded(name));
    if (rows.empty()) return std::nullopt;
    StoredPassword stored{{rows[0]["id"].as<std::int64_t>()},
                          maybe_text_in(rows[0], "password_hash")};
    if (!rows[0]["sealed"].is_null())
      stored.totp = {stored.moderator, bytes_in(rows[0], "sealed"),
                     rows[0]["last_step"].as<std::int64_t>()};
    return stored;
  });
}

Session SessionRows::open_session(ModeratorId moderator, const NewSession& session) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    Session opened = open_in(work, moderator, session);
    work.commit();
    return opened;
  });
}

std::optional<Session> SessionRows::open_session_with(ModeratorId moderator, const UsedFactor& used,
                                                      const NewSession& session) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<Session> {
    pqxx::work work{connection};
    if (!use_up(work, moderator, used)) return std::nullopt;
    if (std::holds_alternative<UsedRecoveryCode>(used))
      audit_at_all(work, moderator, {"recovery", moderator.value, moderator.value, session.at});
    Session opened = open_in(work, moderator, session);
    work.commit();
    return opened;
  });
}

std::optional<Session> SessionRows::find_session(const std::string& token_hash,
                                                 const SessionLimits& limits, Instant now,
                                                 AskedBy by) {
  return pool_.with([&](Connection& connection) {
    return session_in(run(connection, find_statement, bytea(token_hash), timestamp(now),
                          limits.idle.count(), limits.whole.count(), by == AskedBy::person));
  });
}

std::vector<ListedSession> SessionRows::list_sessions(ModeratorId moderator,
                                                      const SessionLimits& limits, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<ListedSession> sessions;
    for (const auto& row :
         read.exec_params(list_sql, moderator.value, timestamp(now), limits.idle.count(),
                          limits.whole.count(), sessions_max))
      sessions.push_back({{row["id"].as<std::int64_t>()},
                          instant_in(row, "created_at"),
                          instant_in(row, "seen_at"),
                          std::string{text_in(row, "device")}});
    return sessions;
  });
}

bool SessionRows::end_session(ModeratorId moderator, SessionId session) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction alone{connection};
    return alone.exec_params(end_sql, moderator.value, session.value).affected_rows() > 0;
  });
}

void SessionRows::end_other_sessions(ModeratorId moderator, SessionId kept) {
  pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction alone{connection};
    alone.exec_params0(end_others_sql, moderator.value, kept.value);
  });
}

void SessionRows::change_password(ModeratorId moderator, const std::string& hash, SessionId kept) {
  pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    work.exec_params0(password_change_sql, moderator.value, hash);
    work.exec_params0(end_others_sql, moderator.value, kept.value);
    work.exec_params0(drop_code_sql, moderator.value);
    work.commit();
  });
}

std::size_t purge_sessions(Pool& pool, const SessionLimits& limits, Instant now) {
  return pool.with([&](pqxx::connection& connection) -> std::size_t {
    pqxx::work work{connection};
    const auto sessions = work.exec_params(purge_sessions_sql, timestamp(now), limits.idle.count(),
                                           limits.whole.count());
    const auto codes = work.exec_params(purge_codes_sql, timestamp(now));
    const auto invitations = work.exec_params(purge_invitations_sql, timestamp(now));
    work.commit();
    return sessions.affected_rows() + codes.affected_rows() + invitations.affected_rows();
  });
}

}  // namespace copytaster::postgres
