#pragma once
// The subcommands. Each returns the exit status: 0 done, 1 refused or failed with one clear line.

#include <optional>
#include <string>

#include "copytaster/app/verify_audit.hpp"
#include "copytaster/domain/access.hpp"
#include "copytaster/domain/article.hpp"
#include "copytaster/domain/ban.hpp"
#include "copytaster/domain/export_format.hpp"
#include "copytaster/domain/imported.hpp"
#include "settings.hpp"

namespace copytaster::commands {

/// Serves until SIGTERM or SIGINT. `program`: how this binary was called, for the lines it prints.
/// `with_code`: prints a one-time code for the desk, too.
int serve(const Settings& settings, const std::string& program, bool with_code);

int migrate(const Settings& settings);

/// Says that the settings can be read, and where the data lie.
int check_config(const Settings& settings);

struct TokenWanted {
  std::string site;
  Role role = Role::moderator;
  std::string name;
  bool see_email = false;
  std::optional<Instant> expires_at;
};
/// Prints the token alone.
int create_token(const Settings& settings, const TokenWanted& wanted);

struct ModeratorWanted {
  std::string site;
  std::string name;
  Role role = Role::moderator;
  bool see_email = false;
  std::vector<std::string> sections = {};
};
/// A one-time code of the oldest admin; where there is no account, one named `admin` is made.
std::string new_admin_code(const Settings& settings, const std::string& conninfo);

/// Prints a one-time code alone. The first account of all becomes admin at every site.
int add_moderator(const Settings& settings, const ModeratorWanted& wanted);
/// Prints a new one-time code alone.
int give_login_code(const Settings& settings, const std::string& name);
/// Takes the second factor of who has lost it; her sessions end.
int reset_totp(const Settings& settings, const std::string& name);
/// One line for each account; `json`: one object a line.
int list_moderators(const Settings& settings, bool json);

struct ArticleWanted {
  std::string site;
  std::string key;
  ArticleChange change;
};
int put_article(const Settings& settings, const ArticleWanted& wanted);

struct ExportWanted {
  std::string site;
  ExportFormat format = ExportFormat::ndjson;
  std::string cursor;
  std::string article;
  std::string section;
  std::optional<Instant> from;
  std::optional<Instant> to;
  bool removals = false;
  std::string output;       ///< empty: standard output
  std::string cursor_file;  ///< read before, written after
  bool closing_line = false;
};
/// Records on standard output or in the file, the cursor on standard error as `next: …`. Files bear
/// their names only when the export is whole, the cursor's after the records'.
int export_comments(const Settings& settings, const ExportWanted& wanted);

struct ImportWanted {
  std::string site;
  ImportFormat format = ImportFormat::ndjson;
  std::string file;
  std::string source;    ///< what it is known by next time
  std::string articles;  ///< the mapping's file; empty: none
  std::string refused;   ///< the file of those refused; empty: none
  bool dry_run = false;
  bool fills_queue = false;  ///< with more than may wait
  bool json = false;
  std::int64_t pending_max = 0;
};
/// The report on standard output. 0 also where some were refused; 1 where the file is broken.
int import_comments(const Settings& settings, const ImportWanted& wanted);

struct AuditWanted {
  std::string site;
  std::optional<AuditHead> noted;  ///< a head that must be part of the chain
  bool json = false;
};
/// 0 when the chain holds, 1 with one line when it breaks.
int verify_audit(const Settings& settings, const AuditWanted& wanted);

struct RotateWanted {
  bool retire = false;  ///< take unused keys out of the file as well
  bool json = false;
};
/// A new sealing key comes into use, everything is sealed with it, the older ones are retired.
int rotate_keys(const Settings& settings, const RotateWanted& wanted);

struct BackupWanted {
  std::string file;
  bool json = false;
};
/// One file with everything but the keys.
int backup(const Settings& settings, const BackupWanted& wanted);
/// Into a database without comments, and only when the file and the keys at hand are right.
int restore(const Settings& settings, const BackupWanted& wanted);

struct RuleCheckWanted {
  std::string directory;  ///< with rules.d and words; empty: the set of the settings
  bool json = false;
  std::optional<RulesMode> mode = {};  ///< whose shipped set; empty: ours
};
/// 0 and one line where the set can judge and its tests pass; else 1 and a line for each error.
int check_rules(const Settings& settings, const RuleCheckWanted& wanted);

struct RuleJudgeWanted {
  std::string site;  ///< whose limits and premoderation hold
  std::string file;  ///< a comment a line as JSON; "-": standard input
  std::string directory;
  bool as_new = false;   ///< as from an author whom nobody knows, under the site's premoderation
  bool by_model = true;  ///< also by what the site has learned, where its database is at hand
  std::optional<RulesMode> mode = {};  ///< whose shipped set; empty: the site's
};
/// One verdict a line, in the order of the comments; 1 where a line could not be read.
int judge_file(const Settings& settings, const RuleJudgeWanted& wanted);

struct RulesWanted {
  std::string site;
  std::string named;  ///< a version's number or hash, or a directory
  bool json = false;
};
/// One line for each version, newest first; `json`: one object a line.
int list_rules(const Settings& settings, const RulesWanted& wanted);
/// A version judges from now on, also at a service that runs.
int activate_rules(const Settings& settings, const RulesWanted& wanted);
struct RuleDiffWanted {
  std::string site;
  std::string one;    ///< a directory, or a version's number or hash
  std::string other;  ///< the same; empty: what judges
};
/// As `diff -u` says it: from what judges to the one, or from the one to the other. 0 where they
/// say the same, 1 where they differ.
int diff_rules(const Settings& settings, const RuleDiffWanted& wanted);
struct RuleFiguresWanted {
  std::string site;
  int days = 7;
  bool json = false;
};
/// What each rule has hit lately, and what people made of it.
int tell_figures(const Settings& settings, const RuleFiguresWanted& wanted);
struct BacktestWanted {
  std::string site;
  std::string tested;  ///< a directory, or a version's number or hash
  std::optional<Instant> from;
  std::optional<Instant> to;
  std::size_t comments_max = 20'000;
  std::optional<double> blocked_max;  ///< per cent of wanted comments
  bool json = false;
};
/// What these rules would have done; 1 where they would stop more of the wanted than is allowed.
int backtest_rules(const Settings& settings, const BacktestWanted& wanted);
/// The files of a directory become a version that judges. What is wrong is a line each.
int put_rules(const Settings& settings, const RulesWanted& wanted);

struct BanWanted {
  std::string site;
  BanKind kind = BanKind::author;
  std::optional<std::string> value = {};
  std::string file = {};  ///< holds the value alone; "-": a line of standard input
  std::optional<CommentId> comment = {};
  std::optional<Instant> until = {};
  std::optional<std::string> reason = {};
  BanId ban = {};  ///< to be lifted
  bool json = false;
};
/// Says what it has made.
int add_ban(const Settings& settings, const BanWanted& wanted);
/// One line for each that lives, newest first; `json`: one object a line.
int list_bans(const Settings& settings, const BanWanted& wanted);
int lift_ban(const Settings& settings, const BanWanted& wanted);

struct ModelWanted {
  std::string site;
  std::string version = {};  ///< a number, "newest" or, to activate, "none"; empty: the newest
  bool afresh = false;
  bool json = false;
};
/// Says what it has learned; 1 where there is too little or nothing new.
int train_model(const Settings& settings, const ModelWanted& wanted);
int report_model(const Settings& settings, const ModelWanted& wanted);
int list_models(const Settings& settings, const ModelWanted& wanted);
int activate_model(const Settings& settings, const ModelWanted& wanted);

struct PersonWanted {
  std::string site;  ///< empty: every site there is
  std::string file;  ///< holds the address alone; "-": standard input
};
/// All that is held of a person: one JSON object a line for each site.
int export_person(const Settings& settings, const PersonWanted& wanted);
/// `{"site","erased"}`, one line for each site.
int erase_person(const Settings& settings, const PersonWanted& wanted);

}  // namespace copytaster::commands
