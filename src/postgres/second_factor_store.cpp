#include "postgres/second_factor_store.hpp"

#include <pqxx/pqxx>

#include "postgres/account_audit.hpp"
#include "postgres/rows.hpp"
#include "postgres/sealing_store.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto find_sql = R"sql(
  SELECT moderator_id, sealed, last_step FROM totp
   WHERE moderator_id = $1 AND confirmed_at IS NOT NULL
)sql";

constexpr auto waiting_sql = R"sql(
  SELECT moderator_id, sealed, last_step FROM totp
   WHERE moderator_id = $1 AND confirmed_at IS NULL
     AND created_at > $2::timestamptz - make_interval(mins => $3)
)sql";

constexpr auto put_sql = R"sql(
  INSERT INTO totp (moderator_id, sealed, created_at) VALUES ($1, $2::bytea, $3::timestamptz)
  ON CONFLICT (moderator_id) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at
   WHERE totp.confirmed_at IS NULL
)sql";

constexpr auto confirm_sql = R"sql(
  UPDATE totp SET confirmed_at = $3::timestamptz, last_step = $4
   WHERE moderator_id = $1 AND sealed = $2::bytea AND confirmed_at IS NULL
)sql";

constexpr auto add_codes_sql = R"sql(
  INSERT INTO recovery_code (moderator_id, code_hash) SELECT $1, unnest($2::bytea[])
)sql";

constexpr auto drop_totp_sql =
    "DELETE FROM totp WHERE moderator_id = $1 AND confirmed_at IS NOT NULL";
constexpr auto drop_codes_sql = "DELETE FROM recovery_code WHERE moderator_id = $1";
constexpr auto end_others_sql = "DELETE FROM session WHERE moderator_id = $1 AND id <> $2";

constexpr auto page_sql = R"sql(
  SELECT moderator_id, sealed, last_step FROM totp WHERE moderator_id > $1
   ORDER BY moderator_id LIMIT $2
)sql";

constexpr auto replace_sql = R"sql(
  UPDATE totp SET sealed = $3::bytea WHERE moderator_id = $1 AND sealed = $2::bytea
)sql";

StoredTotp totp_in(const pqxx::row& row) {
  return {{row["moderator_id"].as<std::int64_t>()},
          bytes_in(row, "sealed"),
          row["last_step"].as<std::int64_t>()};
}

std::optional<StoredTotp> maybe_totp_in(const pqxx::result& rows) {
  if (rows.empty()) return std::nullopt;
  return totp_in(rows[0]);
}

/// False: there is none.
bool drop(pqxx::transaction_base& work, ModeratorId moderator) {
  work.exec_params0(drop_codes_sql, moderator.value);
  return work.exec_params(drop_totp_sql, moderator.value).affected_rows() > 0;
}

void end_others(pqxx::transaction_base& work, ModeratorId moderator, SessionId kept) {
  work.exec_params0(end_others_sql, moderator.value, kept.value);
}

}  // namespace

std::optional<StoredTotp> SecondFactorRows::find_totp(ModeratorId moderator) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return maybe_totp_in(read.exec_params(find_sql, moderator.value));
  });
}

bool SecondFactorRows::put_waiting(ModeratorId moderator, const std::string& sealed, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    refuse_retired_key(work, sealed);
    const auto put =
        work.exec_params(put_sql, moderator.value, bytea(sealed), timestamp(now)).affected_rows();
    work.commit();
    return put > 0;
  });
}

std::optional<StoredTotp> SecondFactorRows::find_waiting(ModeratorId moderator, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return maybe_totp_in(
        read.exec_params(waiting_sql, moderator.value, timestamp(now), totp_waits.count()));
  });
}

bool SecondFactorRows::confirm(const ConfirmedTotp& confirmed) {
  ArrayText hashes;
  for (const std::string& hash : confirmed.recovery_hashes) hashes.add_bytes(hash);
  const ModeratorId moderator = confirmed.totp.moderator;
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    const auto changed =
        work.exec_params(confirm_sql, moderator.value, bytea(confirmed.totp.sealed),
                         timestamp(confirmed.at), confirmed.step);
    if (changed.affected_rows() == 0) return false;
    work.exec_params0(drop_codes_sql, moderator.value);
    work.exec_params0(add_codes_sql, moderator.value, hashes.text());
    end_others(work, moderator, confirmed.kept);
    audit_at_all(work, moderator, {"totp", moderator.value, moderator.value, confirmed.at});
    work.commit();
    return true;
  });
}

bool SecondFactorRows::end_totp(ModeratorId moderator, const UsedFactor& used, SessionId kept,
                                Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    if (!use_up(work, moderator, used) || !drop(work, moderator)) return false;
    end_others(work, moderator, kept);
    audit_at_all(work, moderator, {"untotp", moderator.value, moderator.value, now});
    work.commit();
    return true;
  });
}

bool SecondFactorRows::reset_totp(ModeratorId moderator, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    if (!drop(work, moderator)) return false;
    end_others(work, moderator, {});
    audit_at_all(work, moderator, {"untotp", moderator.value, std::nullopt, now});
    work.commit();
    return true;
  });
}

std::vector<StoredTotp> SecondFactorRows::page(ModeratorId after, std::size_t limit) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<StoredTotp> page;
    for (const auto& row : read.exec_params(page_sql, after.value, limit))
      page.push_back(totp_in(row));
    return page;
  });
}

bool SecondFactorRows::replace(const StoredTotp& read, const std::string& sealed) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction alone{connection};
    return alone.exec_params(replace_sql, read.moderator.value, bytea(read.sealed), bytea(sealed))
               .affected_rows() > 0;
  });
}

}  // namespace copytaster::postgres
