#pragma once
// What a set of rules says, as an editor wrote it: no file format here, nothing compiled yet. Each
// piece knows where it stands, so that every error can be shown in its place.

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/domain/comment.hpp"
#include "copytaster/domain/policy.hpp"
#include "copytaster/domain/submission.hpp"

namespace copytaster {

/// Lines and columns count from 1, columns in code points; 0: the whole file.
struct Place {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  bool operator==(const Place&) const = default;
};

/// One thing that is wrong, and what would be right.
struct RuleError {
  Place place;
  std::string reason;
  std::string remedy;
};

/// What a rule asks for by itself, whatever the score. The strictest of all wins; `approve` counts
/// where nothing asks for more.
enum class Action { approve, hold, spam, reject };
std::string_view name_of(Action action);
std::span<const Action> all_actions();

/// What is counted in a comment or known of its author when it arrives. Shares are percentages.
enum class Metric {
  // of the text, the name and the website
  links,                 ///< in the text
  html_links,            ///< as on a page that takes HTML: `<a href>`, and bare ones outside of it
  domains,               ///< different registrable domains among them and the website
  website,               ///< 1: a website was given
  text_chars,            ///< code points
  words,                 ///< besides links
  uppercase_share,       ///< of the letters that have a case; 0 below 20 of them
  repeats,               ///< the longest run of one character
  invisible_characters,  ///< default-ignorable ones and bidi controls, but those that a script
                         ///< needs
  mixed_script_words,    ///< Latin letters beside ones that only look so
  disguised_words,       ///< letters spelled out, replaced or decorated
  addresses,             ///< e-mail addresses that were hidden
  // of how it was sent
  trap_filled,      ///< 1: a field that people cannot see was filled in
  seconds_on_page,  ///< for which the page was open; 86,400 where its script did not say
  staff,            ///< 1: with a token of the newsroom
  // of the author and of equal comments
  approved_before,
  rejected_before,
  spam_before,
  known_author,          ///< 1: approved under this name, never refused, in 180 days
  said_before,           ///< 1: the same author has said exactly this in 48 hours
  refused_share_lately,  ///< of her decided comments, which fade by half in 15 days
  comments_lately,       ///< from this author or this reader in the last hour, with this one
  similar_lately,        ///< other authors who said nearly the same on the site in 24 hours
  banned,                ///< 1: by a moderator, until now
};
inline constexpr std::size_t metric_count = static_cast<std::size_t>(Metric::banned) + 1;
std::string_view name_of(Metric metric);
std::span<const Metric> all_metrics();
/// Not counted in the comment but known when it arrives.
bool is_of_history(Metric metric);
/// Nor counted in the comment, but told of how it was sent.
bool is_of_sending(Metric metric);

enum class Comparison { over, under, at_least, at_most };
std::string_view name_of(Comparison comparison);
std::span<const Comparison> all_comparisons();

/// `links over 2`. A bound may be the site's own setting.
struct Condition {
  Metric metric = Metric::links;
  Comparison comparison = Comparison::over;
  double bound = 0;
  bool bound_is_links_max = false;  ///< [sites.NAME] links_max
};

enum class Match { word, substring };

struct TermSpec {
  std::string text;
  Place place;
};

struct ListSpec {
  std::vector<TermSpec> terms;
  Match match = Match::word;
  /// Letter for letter, capitals aside: no disguise is seen through. For `substring` alone.
  bool as_written = false;
  bool from_file = false;  ///< a term in which nothing is left is passed over; else it is an error
};

/// RE2's syntax; matched against the text as an eye reads it (folded, undisguised), or as written.
struct RegexSpec {
  std::string pattern;
  Place place;
  bool as_written = false;
};

/// A name that only staff may use; matched as a whole name, undisguised.
struct NamesSpec {
  std::vector<TermSpec> names;
};

/// One rule. Without evidence its conditions alone decide; with both, both must hold.
struct RuleSpec {
  std::string id;  ///< 1–64 of a–z, 0–9, - and _; unique
  Place place;
  /// For moderators. Filled in: {value} and {bound} of the first condition, {found}: the first five
  /// terms or matches, {why}: why the author is not known.
  std::string explanation;
  double score = 0;  ///< of one hit; negative: speaks for the comment
  std::optional<Action> action;
  bool shadow = false;  ///< counts and is shown, and decides nothing
  std::variant<std::monostate, ListSpec, RegexSpec, NamesSpec> evidence;
  /// Lists may look at `email` as well, which no hit shows.
  std::set<Field> fields = {Field::text, Field::author, Field::url};
  std::size_t hits_max = 1;  ///< so many different terms add their score
  std::vector<Condition> when;
  std::set<std::string> sections;      ///< only there; empty: everywhere
  std::set<std::string> not_sections;  ///< nowhere there
  /// Rules whose hits do not count where this one hits ("*": all). They are shown all the same.
  std::set<std::string> exempts;
};

/// From these scores on.
struct Thresholds {
  double hold = 3;
  double spam = 8;
  double reject = 15;
};

/// Of comments that come without an address, in tests and on the command line: hardly any term is
/// part of it.
inline constexpr std::string_view nobodys_email = "x@x.invalid";

/// An editor's own example: a gate that every change must pass.
struct CaseSpec {
  Place place;
  std::string author = "Ann Reader";
  std::string email{nobodys_email};
  std::string url;
  std::string text;
  std::string section;
  std::map<Metric, double> facts;  ///< without `known_author` the author is known
  State state = State::approved;   ///< as under premoderation `rules`
  std::set<std::string> hits;      ///< of these at least
};

struct RuleSetSpec {
  Thresholds thresholds;
  std::vector<RuleSpec> rules;  ///< in the order in which hits are shown
  std::vector<CaseSpec> cases;
};

}  // namespace copytaster
