#pragma once
// What a site's editor has chosen: who waits for a moderator, and where the limits lie.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace copytaster {

/// Who waits for a moderator. `all`: everyone. `rules`: whom a rule holds. `first`: like `rules`
/// for authors with an approved and no rejected or spam comment in 180 days, everyone else waits.
/// `none`: nobody; only spam and reject count.
enum class Premoderation { none, first, all, rules };

std::optional<Premoderation> parse_premoderation(std::string_view text);
std::string_view name_of(Premoderation mode);

/// Whose rules judge where no editor has made any: ours, or those of WordPress' "Discussion"
/// settings. At the WordPress door `wordpress` also answers as WordPress does where we would do
/// better: what is said again at once, and a website without a scheme.
enum class RulesMode { copytaster, wordpress };

std::optional<RulesMode> parse_rules_mode(std::string_view text);
std::string_view name_of(RulesMode mode);

struct Policy {
  Premoderation premoderation = Premoderation::all;
  int links_max = 2;
  std::string section = {};  ///< of the article; rules may hold for some only
};

/// The site's policy with its sections' exceptions.
struct SitePolicy {
  Policy site;
  std::map<std::string, Premoderation, std::less<>> sections;
  /// An article without a time of its own takes comments for so long after it became known; 0: for
  /// good.
  std::chrono::days close_after{};
  RulesMode rules_mode = RulesMode::copytaster;

  /// Nearest wins: the article's own mode, else its section's, else the site's.
  Policy for_article(std::string_view section, std::optional<Premoderation> article) const;
};

}  // namespace copytaster
