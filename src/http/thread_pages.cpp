#include "http/thread_pages.hpp"

#include <utility>

#include "copytaster/app/faults.hpp"
#include "http/cross_origin.hpp"
#include "http/guard.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

constexpr int retry_after_s = 1;

void tell(const CallPtr& call, const PageCache::Fetched& fetched) {
  answer_faults(call, [&] {
    if (const auto* fault = std::get_if<std::exception_ptr>(&fetched))
      std::rethrow_exception(*fault);
    const auto& page = std::get<CachedPagePtr>(fetched);
    if (page == nullptr) return call->reply(problem(Refusal::article));
    call->reply(*page);
  });
}

/// The duty to finish a fetch that others wait for, whatever becomes of whoever has it.
class Duty {
 public:
  explicit Duty(PageCache& pages) : pages_(pages) {}
  Duty(const Duty&) = delete;
  Duty& operator=(const Duty&) = delete;
  ~Duty() {
    if (fetch_ != nullptr) pages_.finish(fetch_, not_made_);
  }
  void begin(PageCache::FetchPtr fetch) noexcept { fetch_ = std::move(fetch); }
  void finish(const PageCache::Fetched& fetched) {
    pages_.finish(std::exchange(fetch_, nullptr), fetched);
  }

 private:
  PageCache& pages_;
  PageCache::FetchPtr fetch_;
  // Made beforehand: there may be no memory for it when it is needed.
  const PageCache::Fetched not_made_ =
      std::make_exception_ptr(StoreBusy("too many questions wait already"));
};

PageCache::Fetched fetched_by(const MakePage& make) {
  try {
    auto reply = make();
    if (!reply) return CachedPagePtr{};
    return std::make_shared<const CachedPage>(std::move(*reply));
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace

void reply_with_page(const CallPtr& call, std::string form, MakePage make) {
  HeaderList for_origin;
  add_cross_origin(for_origin, call->request(), call->site());
  for (const auto& [name, value] : for_origin) form += "\n" + name + ":" + value;
  const PageKey key{call->site().id, std::string(call->article()), std::move(form)};

  PageCache& pages = call->services().pages;
  if (const auto page = pages.find(key)) return call->reply(*page);
  const auto duty = std::make_shared<Duty>(pages);
  auto joined = pages.join(key, [call](const PageCache::Fetched& fetched) { tell(call, fetched); });
  if (joined.is_full) return call->reply(problem_for_now(Refusal::busy, retry_after_s));
  if (joined.mine == nullptr) return;
  duty->begin(std::move(joined.mine));
  // Where it is not taken, or thrown away, the duty ends with it.
  call->services().desk.offer([duty, make = std::move(make), for_origin] {
    duty->finish(fetched_by([&] {
      auto reply = make();
      if (reply) reply->headers.insert(reply->headers.end(), for_origin.begin(), for_origin.end());
      return reply;
    }));
  });
}

}  // namespace copytaster::http
