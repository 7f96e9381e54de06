#pragma once
// A store of models in memory, and comments that were decided.

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "copytaster/app/faults.hpp"
#include "copytaster/app/models.hpp"

namespace copytaster::test {

class FakeModelStore final : public ModelStore {
 public:
  std::vector<ModelVersion> versions(SiteId) override {
    std::vector<ModelVersion> all;
    for (auto one = kept.rbegin(); one != kept.rend(); ++one) all.push_back(one->second.version);
    return all;
  }
  std::optional<std::string> bytes_of(SiteId, std::int64_t number) override {
    const auto found = kept.find(number);
    if (found == kept.end()) return std::nullopt;
    return found->second.bytes;
  }
  std::vector<ActiveModel> active_everywhere() override {
    if (is_away) throw StoreUnavailable("away");
    return active;
  }
  std::int64_t add(SiteId site, const ModelVersion& made, const std::string& bytes) override {
    const std::int64_t number = kept.empty() ? 1 : kept.rbegin()->first + 1;
    kept[number] = {made, bytes};
    kept[number].version.number = number;
    active = {{site, number, false}};
    return number;
  }
  bool activate(SiteId site, std::int64_t number, bool stays, Instant) override {
    active = {{site, number, stays}};
    return true;
  }
  std::size_t decided_after(SiteId, const LearnedUntil& after, std::size_t max) override {
    return std::min(max, behind(after).size());
  }
  void decided(SiteId, const LearnedUntil& after, const Take& take) override {
    const auto all = behind(after);
    constexpr std::size_t piece = 7;
    for (std::size_t at = 0; at < all.size(); at += piece)
      if (!take(std::span{all}.subspan(at, std::min(piece, all.size() - at)))) return;
  }
  bool take_turn(SiteId, Instant, Instant) override {
    ++turns_asked;
    return !others_turn;
  }
  void end_turn(SiteId) override { ++turns_ended; }

  /// `count` comments that are told apart easily, half of them wanted.
  void decide(int count, Instant from) {
    for (int i = 0; i < count; ++i) {
      const bool wanted = i % 2 == 0;
      const std::string number = std::to_string(comments.size());
      comments.push_back({CommentId{static_cast<std::int64_t>(comments.size()) + 1},
                          {"Reader " + number, std::nullopt,
                           wanted ? "The council should keep the ferry, said number " + number
                                  : "Visit my channel for cheap pills and win number " + number},
                          wanted,
                          from + std::chrono::minutes{i},
                          ModeratorId{1 + i % 3}});
    }
  }

  struct Kept {
    ModelVersion version;
    std::string bytes;
  };
  std::map<std::int64_t, Kept> kept;
  std::vector<ActiveModel> active;
  std::vector<DecidedComment> comments;
  bool is_away = false;
  bool others_turn = false;
  int turns_asked = 0;
  int turns_ended = 0;

 private:
  std::vector<DecidedComment> behind(const LearnedUntil& after) const {
    std::vector<DecidedComment> found;
    for (auto one = comments.rbegin(); one != comments.rend(); ++one)
      if (one->by ? one->decided_at > after.decision : one->id > after.comment)
        found.push_back(*one);
    return found;
  }
};

}  // namespace copytaster::test
