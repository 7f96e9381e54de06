#pragma once
// A comment in its states, and the two faces of it that leave the service.

#include <optional>
#include <string>
#include <string_view>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"

namespace copytaster {

/// The numbers are stored; they never change their meaning.
enum class State { pending = 0, approved = 1, rejected = 2, spam = 3, withdrawn = 4 };

std::string_view name_of(State state);
std::optional<State> parse_state(std::string_view text);

/// What anyone may see of an approved comment. It has no address member, so a reply or an export
/// built from it cannot leak one.
struct PublicComment {
  CommentId id;
  std::optional<CommentId> parent;
  std::string author;
  std::optional<std::string> url;
  std::string text;
  Instant created_at;
  std::optional<Instant> edited_at;
  bool removed = false;  ///< no longer approved, kept as a place for its visible replies
};

}  // namespace copytaster
