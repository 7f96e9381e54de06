#pragma once
// Sessions, by the hashes of their tokens.

#include "copytaster/app/sign_in.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class SessionRows final : public SessionStore {
 public:
  explicit SessionRows(Pool& pool) : pool_(pool) {}

  std::optional<Session> redeem_code(const std::string& code_hash,
                                     const NewSession& session) override;
  std::optional<StoredPassword> find_password(std::string_view name) override;
  Session open_session(ModeratorId moderator, const NewSession& session) override;
  std::optional<Session> open_session_with(ModeratorId moderator, const UsedFactor& used,
                                           const NewSession& session) override;
  std::optional<Session> find_session(const std::string& token_hash, const SessionLimits& limits,
                                      Instant now, AskedBy by) override;
  std::vector<ListedSession> list_sessions(ModeratorId moderator, const SessionLimits& limits,
                                           Instant now) override;
  bool end_session(ModeratorId moderator, SessionId session) override;
  void end_other_sessions(ModeratorId moderator, SessionId kept) override;
  void change_password(ModeratorId moderator, const std::string& hash, SessionId kept) override;

 private:
  Pool& pool_;
};

/// Sessions that are over, and codes and invitations that have expired; how many went.
std::size_t purge_sessions(Pool& pool, const SessionLimits& limits, Instant now);

}  // namespace copytaster::postgres
