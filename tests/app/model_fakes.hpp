#pragma once
// A store of models in memory, and comments that were decided.

#include <algorithm>
#include <functional>
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
  DecidedSoFar decided_so_far(SiteId, std::size_t max) override {
    DecidedSoFar so_far;
    for (const DecidedComment& one : comments) {
      std::size_t& count = one.wanted ? so_far.wanted : so_far.unwanted;
      count = std::min(max, count + 1);
      so_far.newest = std::max(so_far.newest, one.id);
    }
    return so_far;
  }
  std::size_t decided_after(SiteId, const LearnedUntil& after, std::size_t max) override {
    std::size_t here = 0;
    std::size_t newer = 0;
    for (const DecidedComment& one : comments) {
      if (one.by && one.decided_at > after.decision) ++here;
      if (one.id > after.comment) ++newer;
    }
    return std::min(max, std::max(here, newer));
  }
  void decided(SiteId, bool wanted, const Take& take) override {
    ++readings;
    if (reads_fail) throw StoreUnavailable("away");
    if (on_reading) on_reading();
    std::vector<DecidedComment> all;
    for (auto one = comments.rbegin(); one != comments.rend(); ++one)
      if (one->wanted == wanted) all.push_back(*one);
    in_pieces(all, take);
  }
  double published(SiteId, Instant from, Instant to, const Take& take) override {
    std::vector<DecidedComment> all;
    for (const DecidedComment& one : unread)
      if (one.decided_at >= from && one.decided_at < to) all.push_back(one);
    in_pieces(all, take);
    return 1;
  }
  bool take_turn(SiteId, Instant, Instant until) override {
    ++turns_asked;
    turn = until;
    return !others_turn;
  }
  void end_turn(SiteId, Instant until) override { turns_ended += until == turn ? 1 : 0; }

  void add(const std::string& text, bool wanted, Instant at) {
    const auto number = static_cast<std::int64_t>(comments.size()) + 1;
    comments.push_back({CommentId{number},
                        {"Reader " + std::to_string(number), std::nullopt, text},
                        wanted,
                        at,
                        ModeratorId{1 + number % 3},
                        static_cast<std::uint64_t>(number)});
  }

  /// `count` comments that are told apart easily, half of them wanted.
  void decide(int count, Instant from) {
    for (int i = 0; i < count; ++i) {
      const bool wanted = i % 2 == 0;
      const std::string number = std::to_string(comments.size());
      add(wanted ? "The council should keep the ferry, said number " + number
                 : "Visit my channel for cheap pills and win number " + number,
          wanted, from + std::chrono::minutes{i});
    }
  }

  struct Kept {
    ModelVersion version;
    std::string bytes;
  };
  std::map<std::int64_t, Kept> kept;
  std::vector<ActiveModel> active;
  std::vector<DecidedComment> comments;
  std::vector<DecidedComment> unread;  ///< published and decided by nobody
  Instant turn;
  int readings = 0;
  bool reads_fail = false;
  std::function<void()> on_reading;
  bool is_away = false;
  bool others_turn = false;
  int turns_asked = 0;
  int turns_ended = 0;

 private:
  static void in_pieces(const std::vector<DecidedComment>& all, const Take& take) {
    constexpr std::size_t piece = 7;
    for (std::size_t at = 0; at < all.size(); at += piece)
      if (!take(std::span{all}.subspan(at, std::min(piece, all.size() - at)))) return;
  }
};

}  // namespace copytaster::test
