#pragma once
// One comment with its receipt, in memory.

#include <functional>

#include "copytaster/app/receipt.hpp"
#include "tests/app/fakes.hpp"

namespace copytaster::test {

constexpr Instant sent_at{std::chrono::hours{24 * 365 * 50}};

class FakeReceiptStore final : public ReceiptStore {
 public:
  FakeReceiptStore() {
    own.id = {12};
    own.version = {1};
    own.text = "as it was sent";
    own.created_at = sent_at;
    own.article.url = "https://news.example/1";
    form.author = "Ann Reader";
  }
  std::optional<OwnComment> find_own(SiteId, CommentId id) override {
    if (gone || id != own.id) return std::nullopt;
    return own;
  }
  std::optional<OwnForm> find_form(SiteId, CommentId, Instant) override { return form; }
  bool said_itself(SiteId, CommentId, std::string_view text) override { return text == said; }
  BatchId new_attempt() override { return {++attempts}; }
  bool record_edit(const AuthorsMove& move, const NewWords& new_words, Instant now) override {
    return record(move, [&] {
      own.text = new_words.text;
      words = new_words;
      edited_at = now;
    });
  }
  bool record_withdrawal(const AuthorsMove& move, Instant) override {
    return record(move, []() noexcept {});
  }
  bool record_appeal(const AuthorsMove& move, const std::string& text, Instant now) override {
    return record(move, [&] {
      own.appeal = OwnAppeal{now, false};
      appeal_text = text;
    });
  }
  bool is_recorded(SiteId, BatchId attempt) override {
    if (away) throw StoreUnavailable{"away"};
    return recorded.contains(attempt);
  }

  OwnComment own;
  OwnForm form;
  std::string said;
  std::optional<NewWords> words;
  std::optional<Instant> edited_at;
  std::string appeal_text;
  std::function<void()> meanwhile;  ///< happens once, before the first record
  std::int64_t attempts = 0;
  std::set<BatchId> recorded;
  int records = 0;
  int lost_before = 0;  ///< so many times
  int lost_after = 0;
  bool gone = false;
  bool away = false;

 private:
  template <class Change>
  bool record(const AuthorsMove& move, const Change& change) {
    ++records;
    if (lost_before > 0 && lost_before-- > 0) throw InDoubt{"lost before anything was written"};
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    const bool moves = move.version == own.version && move.transition.from == own.state;
    if (moves) {
      own.state = move.transition.to;
      ++own.version.value;
      recorded.insert(move.attempt);
      change();
    }
    if (lost_after > 0 && lost_after-- > 0) throw InDoubt{"lost after the commit"};
    return moves;
  }
};

}  // namespace copytaster::test
