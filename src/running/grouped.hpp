#pragma once
// Group commit: one call at a time, and all who come meanwhile go together in the next. What a call
// costs however much it carries, it costs once for all of them. Nobody lingers for company.

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "copytaster/app/faults.hpp"

namespace copytaster::running {

/// Whoever finds nothing under way carries all who wait, so there is no thread to start or stop.
/// One waits for the call that is under way and for those that carry whoever came before.
template <class Question, class Answer>
class Grouped {
 public:
  /// Answers all of them, in their order.
  using Carry = std::function<std::vector<Answer>(std::span<const Question>)>;
  /// Whether one more may go with these. The first goes in any case; who may not, keeps her place.
  using Joins = std::function<bool(std::span<const Question> group, const Question& next)>;

  Grouped(Carry carry, Joins joins) : carry_(std::move(carry)), joins_(std::move(joins)) {}

  /// Safe from any thread. Throws what the call threw. Where the store has done nothing, each of
  /// several goes once more, alone and beside the others, so that one fails for its own causes
  /// only; where it is in doubt what was done, or memory ran out for the answer, all are told so.
  Answer ask(const Question& question) {
    Seat seat{question, {}};
    std::unique_lock lock{mutex_};
    waiting_.push_back(&seat);
    while (std::holds_alternative<std::monostate>(seat.outcome)) {
      if (under_way_)
        over_.wait(lock);
      else
        carry_next(lock, seat);
    }
    if (const auto* fault = std::get_if<std::exception_ptr>(&seat.outcome))
      std::rethrow_exception(*fault);
    if (auto* answer = std::get_if<Answer>(&seat.outcome)) return std::move(*answer);
    lock.unlock();
    return std::move(carry_({&question, 1}).front());
  }

 private:
  struct GoAlone {};
  using Outcome = std::variant<std::monostate, Answer, std::exception_ptr, GoAlone>;
  struct Seat {
    const Question& question;
    Outcome outcome;
  };
  struct Group {
    std::vector<Seat*> seats;
    std::vector<Question> questions;
    std::vector<Outcome> outcomes;
  };

  /// Who finds no memory for it leaves the line to the others, who are all awake now.
  Group take(const Seat& carrier) {
    try {
      Group group;
      for (Seat* seat : waiting_) {
        if (!group.seats.empty() && !joins_(group.questions, seat->question)) continue;
        group.questions.push_back(seat->question);
        group.seats.push_back(seat);
      }
      group.outcomes.resize(group.seats.size());
      std::erase_if(waiting_, [&](Seat* seat) {
        return std::ranges::find(group.seats, seat) != group.seats.end();
      });
      return group;
    } catch (...) {
      std::erase(waiting_, &carrier);
      throw;
    }
  }

  void carry_next(std::unique_lock<std::mutex>& lock, const Seat& carrier) {
    Group group = take(carrier);
    under_way_ = true;
    lock.unlock();
    carry(group.questions, group.outcomes);
    lock.lock();
    for (std::size_t i = 0; i < group.seats.size(); ++i)
      group.seats[i]->outcome = std::move(group.outcomes[i]);
    under_way_ = false;
    over_.notify_all();
  }

  void carry(std::span<const Question> questions, std::span<Outcome> outcomes) {
    const bool is_alone = questions.size() == 1;
    try {
      auto answers = carry_(questions);
      for (std::size_t i = 0; i < answers.size(); ++i) outcomes[i] = std::move(answers[i]);
    } catch (const InDoubt&) {
      tell_all(outcomes, std::current_exception());
    } catch (const StoreUnavailable&) {
      tell_all(outcomes, is_alone ? Outcome{std::current_exception()} : Outcome{GoAlone{}});
    } catch (const StoreFault&) {
      tell_all(outcomes, is_alone ? Outcome{std::current_exception()} : Outcome{GoAlone{}});
    } catch (...) {
      tell_all(outcomes, std::current_exception());
    }
  }

  static void tell_all(std::span<Outcome> outcomes, const Outcome& same) {
    for (Outcome& outcome : outcomes) outcome = same;
  }

  const Carry carry_;
  const Joins joins_;
  std::mutex mutex_;
  std::condition_variable over_;
  std::vector<Seat*> waiting_;
  bool under_way_ = false;
};

}  // namespace copytaster::running
