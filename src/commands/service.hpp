#pragma once
// The composition root: every part of a running service, in the order in which they need each
// other, so that they end in the opposite one.

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "commands/intake_room.hpp"
#include "commands/learning_room.hpp"
#include "http/guard.hpp"
#include "http/page_cache.hpp"
#include "http/queue_counts.hpp"
#include "http/server.hpp"
#include "http/services.hpp"
#include "postgres/article_store.hpp"
#include "postgres/audit_report_store.hpp"
#include "postgres/audit_store.hpp"
#include "postgres/ban_store.hpp"
#include "postgres/change_store.hpp"
#include "postgres/claim_store.hpp"
#include "postgres/comment_record_store.hpp"
#include "postgres/decision_store.hpp"
#include "postgres/export_store.hpp"
#include "postgres/intake_store.hpp"
#include "postgres/invitation_store.hpp"
#include "postgres/judged_comments.hpp"
#include "postgres/moderator_store.hpp"
#include "postgres/people_store.hpp"
#include "postgres/pool.hpp"
#include "postgres/pseudonym_key_store.hpp"
#include "postgres/purge.hpp"
#include "postgres/queue_store.hpp"
#include "postgres/receipt_store.hpp"
#include "postgres/report_store.hpp"
#include "postgres/rule_figures.hpp"
#include "postgres/rule_store.hpp"
#include "postgres/second_factor_store.hpp"
#include "postgres/session_store.hpp"
#include "postgres/thread_store.hpp"
#include "postgres/token_store.hpp"
#include "running/attempt_limits.hpp"
#include "running/change_follower.hpp"
#include "running/clock.hpp"
#include "running/current_bans.hpp"
#include "running/current_rules.hpp"
#include "running/desk_watch.hpp"
#include "running/grouped_decisions.hpp"
#include "running/intake_line.hpp"
#include "running/jobs.hpp"
#include "running/lately.hpp"
#include "running/rules_follower.hpp"
#include "running/workers.hpp"
#include "security/audit_chain.hpp"
#include "security/credentials.hpp"
#include "security/second_factors.hpp"
#include "security/vault.hpp"
#include "settings.hpp"

namespace copytaster::commands {

/// What a service needs to know besides its settings.
struct Ground {
  std::string conninfo;  ///< of a database whose schema is up to date
  FoundRules rules;      ///< of its start
  std::shared_ptr<const RuleReader> reader;
};

class Service {
 public:
  /// Reads or makes the key file and checks that it is this database's. Throws startup's Refused,
  /// security::KeyFileRefused or a store's fault.
  Service(const Settings& settings, Ground ground);
  ~Service() { stop(); }  // its threads work with its members
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Listens. Throws std::runtime_error when it cannot.
  void start();
  std::string url() const;  ///< "http://127.0.0.1:8080/"
  /// The number of the key that new addresses are sealed with.
  std::uint32_t sealing_key() const { return vault_.newest_key(); }
  bool has_demo() const { return live_.get()->site_named("main") != nullptr; }
  /// Takes over what of `next` and of the key file can change while it runs, all of it or, when
  /// this throws as the constructor does, nothing. Returns the keys whose change waits for a
  /// restart.
  std::vector<std::string> reload(const Settings& next, const FoundRules& found);
  /// Takes no more requests, answers those it has, writes what waits. At most some ten seconds.
  /// May be called twice.
  void stop();

 private:
  static constexpr std::size_t page_bytes_max = std::size_t{64} << 20U;

  void follow_changes();
  void tell_changes(std::span<const Change> own);
  void watch_queues();
  void take_note(const Change& change);
  void everything_changed();
  void follow_all_bans(const http::LiveSettings& live);
  void tell_desk(SiteId site, const ChangedComment& comment);
  void tell_event(SiteId site, CommentId about, std::string_view name, const std::string& event);
  void tell_comment(SiteId site, std::string_view name, const QueuedId& comment);
  void tell_claim(SiteId site, const QueuedId& comment, const std::optional<Claim>& claim);
  void tell_counts(SiteId site, const QueueCounts& counts);
  void settle();
  std::map<SiteId, SiteRules> start_rules(const std::vector<http::Site>& sites,
                                          const FoundRules& found);
  void add_jobs();
  postgres::PurgeTools purge_tools();
  void seal_the_last();
  void seal() { seal_audit(clock_.now(), {audit_, audit_chain_}); }
  std::optional<std::string> not_ready() const;

  Settings settings_;
  postgres::Pool pool_;
  postgres::Pool writing_pool_;  ///< of the writers, whatever the others are busy with
  postgres::ArticleRows articles_{pool_};
  postgres::AuditRows audit_{pool_};
  postgres::CommentRecordRows comment_records_{pool_};
  postgres::DecisionRows decisions_{pool_};
  running::GroupedDecisions grouped_decisions_{decisions_};
  postgres::IntakeRows intake_rows_{writing_pool_};
  postgres::QueueRows queue_{pool_};
  postgres::ClaimRows claims_{pool_};
  postgres::ReceiptRows receipts_{pool_};
  postgres::ReportRows reports_{pool_};
  postgres::ThreadRows threads_{pool_};
  postgres::TokenRows tokens_{pool_};
  postgres::SessionRows sessions_{pool_};
  postgres::SecondFactorRows second_factors_{pool_};
  postgres::ModeratorRows moderators_{pool_};
  postgres::InvitationRows invitations_{pool_};
  postgres::PseudonymKeyRows pseudonym_keys_{pool_};
  postgres::RuleRows rule_versions_{pool_};
  postgres::JudgedCommentRows judged_comments_{pool_};
  postgres::RuleHitRows rule_hits_{pool_};
  postgres::BanRows kept_bans_{pool_};
  const std::shared_ptr<const RuleReader> rule_reader_;
  postgres::ExportRows exports_;
  postgres::PeopleRows people_;
  postgres::AuditReportRows audit_reports_;
  security::SodiumVault vault_;
  security::SodiumAuditChain audit_chain_;
  security::SodiumCredentials credentials_;
  security::OathSecondFactors factors_;
  running::SharedAttemptLimits attempts_;
  running::Clock clock_;
  running::SharedLately lately_;
  http::PageCache pages_{page_bytes_max};
  http::DeskEvents desk_events_;
  running::DeskWatch desk_watch_{
      queue_,
      {[this](SiteId site, const QueuedId& one) { tell_comment(site, "comment.pending", one); },
       [this](SiteId site, const QueueCounts& counts) { tell_counts(site, counts); },
       [this](SiteId site, const QueuedId& one, const std::optional<Claim>& claim) {
         tell_claim(site, one, claim);
       }}};
  postgres::Pool following_pool_;
  postgres::ChangeRows changes_{following_pool_};
  postgres::BanRows followed_bans_{following_pool_};
  running::CurrentBans bans_;
  running::ChangeFollower changes_follower_{changes_,
                                            {[this](const Change& change) { take_note(change); },
                                             [this] {
                                               everything_changed();
                                               follow_all_bans(*live_.get());
                                             }}};
  running::Workers analysis_;
  running::IntakeLine intake_;
  IntakeRoom intake_room_;
  running::Workers desk_;
  running::Workers counting_;
  running::Workers exporting_;
  running::Workers passwords_;
  running::Workers compiling_;
  running::CurrentRules rules_;
  running::RulesFollower rules_follower_;
  std::atomic<bool> database_answers_ = true;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> forwarded_by_stranger_ = false;
  std::atomic<int> rejected_days_;
  std::atomic<int> contact_days_;
  http::CurrentSettings live_;
  LearningRoom learning_room_;
  http::Services services_;
  http::Guard guard_;
  http::Server server_;
  running::Jobs jobs_;
  running::Jobs purger_;    ///< of its own: a purge may take its time
  running::Jobs follower_;  ///< of its own, as readers see by it what was decided elsewhere
  running::Jobs sealer_;    ///< of its own: no other job may make it wait
  running::Jobs watcher_;   ///< of its own: counting a long queue takes its time
};

}  // namespace copytaster::commands
