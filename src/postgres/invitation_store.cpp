#include "postgres/invitation_store.hpp"

#include <pqxx/pqxx>

#include "copytaster/domain/text.hpp"
#include "postgres/account_audit.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// One who invites at a time: no name is given twice, and none is one too many.
constexpr auto lock_sql = "SELECT pg_advisory_xact_lock(1768846953, 0)";  // 'invi'

constexpr auto is_taken_sql = R"sql(
  SELECT FROM moderator WHERE name_key = $1
  UNION ALL
  SELECT FROM invitation WHERE name_key = $1 AND expires_at > $2::timestamptz
)sql";

constexpr auto count_sql =
    "SELECT count(*) FROM invitation WHERE site_id = $1 AND expires_at > $2::timestamptz";

constexpr auto add_sql = R"sql(
  INSERT INTO invitation (site_id, token_hash, name, name_key, role, sections, see_email, made_by,
                          created_at, expires_at)
  VALUES ($1, $2::bytea, $3, $4, $5, $6::text[], $7, $8, $9::timestamptz, $10::timestamptz)
  RETURNING id
)sql";

constexpr auto columns_sql = R"sql(
  SELECT i.id, i.site_id, i.name, i.role, i.sections, i.see_email,
         coalesce(p.name, '') AS made_by,
         (extract(epoch FROM i.created_at) * 1000000)::bigint AS created_at,
         (extract(epoch FROM i.expires_at) * 1000000)::bigint AS expires_at
    FROM invitation i LEFT JOIN principal p ON p.id = i.made_by
)sql";
constexpr auto numbered_sql = " WHERE i.site_id = $1 AND i.id = $2";
constexpr auto open_sql =
    " WHERE i.site_id = $1 AND i.expires_at > $2::timestamptz ORDER BY i.id DESC LIMIT $3";
constexpr auto of_link_sql = " WHERE i.token_hash = $1::bytea AND i.expires_at > $2::timestamptz";

constexpr auto withdraw_sql = R"sql(
  DELETE FROM invitation WHERE site_id = $1 AND id = $2 AND expires_at > $3::timestamptz
)sql";

// Of two who open the same link one deletes it, and the other finds none.
constexpr auto use_sql = R"sql(
  DELETE FROM invitation WHERE token_hash = $1::bytea AND expires_at > $2::timestamptz
  RETURNING id, site_id, name, name_key, role, sections::text AS sections, see_email
)sql";

constexpr auto make_sql = R"sql(
  INSERT INTO moderator (name, name_key, password_hash, created_at)
  VALUES ($1, $2, $3, $4::timestamptz) ON CONFLICT (name_key) DO NOTHING
  RETURNING id
)sql";

constexpr auto place_sql = R"sql(
  INSERT INTO moderator_role (moderator_id, site_id, role, sections, see_email)
  VALUES ($1, $2, $3, $4::text[], $5)
)sql";

Invitation invitation_in(const pqxx::row& row) {
  return {{row["id"].as<std::int64_t>()},
          std::string{text_in(row, "name")},
          {{row["site_id"].as<std::int64_t>()},
           parse_role(text_in(row, "role")).value(),
           texts_in(row, "sections"),
           row["see_email"].as<bool>()},
          std::string{text_in(row, "made_by")},
          instant_in(row, "created_at"),
          instant_in(row, "expires_at")};
}

std::int64_t insert(pqxx::transaction_base& work, const NewInvitation& made) {
  const Invitation& wanted = made.invitation;
  ArrayText sections;
  for (const std::string& section : wanted.place.sections) sections.add(section);
  return work
      .exec_params1(add_sql, wanted.place.site.value, bytea(made.token_hash), wanted.name,
                    folded(wanted.name), std::string{name_of(wanted.place.role)}, sections.text(),
                    wanted.place.see_email, made.by.value, timestamp(wanted.created_at),
                    timestamp(wanted.expires_at))[0]
      .as<std::int64_t>();
}

}  // namespace

std::variant<NameTaken, TooManyInvitations, Invitation> InvitationRows::add_invitation(
    const NewInvitation& made) {
  using Added = std::variant<NameTaken, TooManyInvitations, Invitation>;
  return pool_.with([&](pqxx::connection& connection) -> Added {
    const Invitation& wanted = made.invitation;
    const auto site = wanted.place.site;
    const std::string at = timestamp(wanted.created_at);
    pqxx::work work{connection};
    work.exec(lock_sql);
    if (!work.exec_params(is_taken_sql, folded(wanted.name), at).empty()) return NameTaken{};
    if (work.exec_params1(count_sql, site.value, at)[0].as<std::size_t>() >= invitations_max)
      return TooManyInvitations{};
    const std::int64_t id = insert(work, made);
    audit_at(work, site,
             {"invite", id, made.by.value, wanted.created_at, in_words(wanted.place), made.bound});
    auto kept =
        invitation_in(work.exec_params1(std::string{columns_sql} + numbered_sql, site.value, id));
    work.commit();
    return kept;
  });
}

std::vector<Invitation> InvitationRows::list_invitations(SiteId site, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<Invitation> open;
    for (const auto& row : read.exec_params(std::string{columns_sql} + open_sql, site.value,
                                            timestamp(now), invitations_max))
      open.push_back(invitation_in(row));
    return open;
  });
}

bool InvitationRows::withdraw(InvitationId invitation, const RoleMaker& by) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    const auto gone =
        work.exec_params(withdraw_sql, by.site.value, invitation.value, timestamp(by.at));
    if (gone.affected_rows() == 0) return false;
    audit_at(work, by.site, {"uninvite", invitation.value, by.by.value, by.at});
    work.commit();
    return true;
  });
}

std::optional<Invitation> InvitationRows::find_invitation(const std::string& token_hash,
                                                          Instant now) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<Invitation> {
    pqxx::nontransaction read{connection};
    const auto rows =
        read.exec_params(std::string{columns_sql} + of_link_sql, bytea(token_hash), timestamp(now));
    if (rows.empty()) return std::nullopt;
    return invitation_in(rows[0]);
  });
}

std::variant<NoSuchInvitation, NameTaken, ModeratorId> InvitationRows::accept(
    const std::string& token_hash, const std::string& password_hash, Instant now) {
  using Accepted = std::variant<NoSuchInvitation, NameTaken, ModeratorId>;
  return pool_.with([&](pqxx::connection& connection) -> Accepted {
    pqxx::work work{connection};
    const auto used = work.exec_params(use_sql, bytea(token_hash), timestamp(now));
    if (used.empty()) return NoSuchInvitation{};
    const auto& row = used[0];
    const auto made =
        work.exec_params(make_sql, std::string{text_in(row, "name")},
                         std::string{text_in(row, "name_key")}, password_hash, timestamp(now));
    if (made.empty()) return NameTaken{};  // the invitation stays: it can be withdrawn
    const ModeratorId moderator{made[0][0].as<std::int64_t>()};
    const SiteId site{row["site_id"].as<std::int64_t>()};
    work.exec_params0(place_sql, moderator.value, site.value, std::string{text_in(row, "role")},
                      std::string{text_in(row, "sections")}, row["see_email"].as<bool>());
    audit_at(work, site, {"join", moderator.value, moderator.value, now});
    work.commit();
    return moderator;
  });
}

}  // namespace copytaster::postgres
