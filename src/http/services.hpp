// What the endpoints work with: put together once, in the composition root, and outliving every
// call.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "copytaster/app/audit_report.hpp"
#include "copytaster/app/backtest_rules.hpp"
#include "copytaster/app/changes.hpp"
#include "copytaster/app/check_access.hpp"
#include "copytaster/app/claim_comments.hpp"
#include "copytaster/app/comment_record.hpp"
#include "copytaster/app/decide_comment.hpp"
#include "copytaster/app/export_comments.hpp"
#include "copytaster/app/invitations.hpp"
#include "copytaster/app/list_queue.hpp"
#include "copytaster/app/moderators.hpp"
#include "copytaster/app/people.hpp"
#include "copytaster/app/put_article.hpp"
#include "copytaster/app/read_thread.hpp"
#include "copytaster/app/receipt.hpp"
#include "copytaster/app/report_comment.hpp"
#include "copytaster/app/rule_figures.hpp"
#include "copytaster/app/rules.hpp"
#include "copytaster/app/seal_audit.hpp"
#include "copytaster/app/sign_in.hpp"
#include "copytaster/app/vault.hpp"
#include "http/desk_events.hpp"
#include "http/live_settings.hpp"
#include "http/page_cache.hpp"
#include "running/clock.hpp"
#include "running/current_bans.hpp"
#include "running/current_models.hpp"
#include "running/current_rules.hpp"
#include "running/intake_line.hpp"
#include "running/workers.hpp"

namespace copytaster::http {

struct Services {
  const CurrentSettings& settings;
  const Vault& vault;
  const AuditChain& audit_chain;
  const running::Clock& clock;

  ArticleStore& articles;
  DecideTools decide_tools;
  AuditStore& audit;
  AuditReportStore& audit_reports;
  CommentRecordStore& comment_records;
  QueueStore& queue;
  ClaimStore& claims;
  ReportStore& reports;
  ThreadStore& threads;
  ExportStore& exports;
  PeopleStore& people;
  ReceiptStore& receipts;
  TokenStore& tokens;
  SessionStore& sessions;
  SecondFactorStore& second_factors;
  ModeratorStore& moderators;
  InvitationStore& invitations;
  RuleStore& rule_versions;
  JudgedComments& judged_comments;
  RuleHitStore& rule_hits;
  BanStore& kept_bans;

  PageCache& pages;
  DeskEvents& events;
  /// What was committed before is told when this returns: nobody finds a page of before.
  std::function<void()> follow_changes;
  /// The same for what was just committed here, where it is known what that was.
  std::function<void(std::span<const Change>)> tell_changes;
  running::IntakeLine& intake;
  Lately& lately;
  running::Workers& analysis;   // reading texts
  running::Workers& desk;       // short questions to the database
  running::Workers& counting;   // for readers, so that nobody else waits for it
  running::Workers& exporting;  // long ones
  running::Workers& passwords;  // two hashes at once, of 64 MiB each
  running::Workers& compiling;  // one thread: sets of rules, one after the other

  running::CurrentRules& rules;
  const RuleReader& rule_reader;
  running::CurrentBans& bans;
  const running::CurrentModels& models;

  const Credentials& credentials;
  const SecondFactors& factors;
  AttemptLimits& attempts;
  /// Nothing for what cannot be a token.
  std::function<std::optional<std::string>(std::string_view token)> hash_of_token;
  /// Set when somebody who is not among the trusted proxies sent X-Forwarded-For: either a forgery,
  /// or a proxy that the settings do not know, behind which all readers look like one.
  std::atomic<bool>& forwarded_by_stranger;
  /// Why the service is not ready, in words for the operator; nothing when it is.
  std::function<std::optional<std::string>()> not_ready;
};

}  // namespace copytaster::http
