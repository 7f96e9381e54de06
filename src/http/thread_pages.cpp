#include "http/thread_pages.hpp"

#include <utility>

#include "copytaster/app/faults.hpp"
#include "http/cross_origin.hpp"
#include "http/guard.hpp"
#include "http/list_parameters.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

constexpr int retry_after_s = 1;

void tell_fault(const CallPtr& call, const PageKey& key, const std::exception_ptr& fault) {
  try {
    std::rethrow_exception(fault);
  } catch (const StoreUnavailable&) {
    const auto page = call->services().pages.find_late(key);
    if (page == nullptr) throw;
    call->reply(*page);
  }
}

void tell(const CallPtr& call, const PageKey& key, const PageCache::Fetched& fetched) {
  answer_faults(call, [&] {
    if (const auto* fault = std::get_if<std::exception_ptr>(&fetched))
      return tell_fault(call, key, *fault);
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
    auto made = make();
    if (!made) return CachedPagePtr{};
    return std::make_shared<const CachedPage>(std::move(made->reply), made->good_until);
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace

PageKey page_key(const Call& call, std::string form) {
  if (const auto origin = own_origin(call.request(), call.site()))
    form.append(1, '\n').append(*origin);
  return {call.site().id, call.article(), form};
}

bool reply_with_kept_page(Call& call, const PageKey& key) {
  const Services& services = call.services();
  const auto page = services.pages.find(key, services.clock);
  if (page != nullptr) call.reply(*page);
  return page != nullptr;
}

void reply_with_made_page(const CallPtr& call, const PageKey& key, running::Workers& workers,
                          MakePage make) {
  HeaderList for_origin;
  add_cross_origin(for_origin, call->request(), call->site());
  PageCache& pages = call->services().pages;
  const auto duty = std::make_shared<Duty>(pages);
  auto joined =
      pages.join(key, [call, key](const PageCache::Fetched& fetched) { tell(call, key, fetched); });
  if (joined.is_full) return call->reply(problem_for_now(Refusal::busy, retry_after_s));
  if (joined.mine == nullptr) return;
  duty->begin(std::move(joined.mine));
  // Where it is not taken, or thrown away, the duty ends with it.
  workers.offer([duty, make = std::move(make), for_origin] {
    duty->finish(fetched_by([&] {
      auto made = make();
      if (made)
        made->reply.headers.insert(made->reply.headers.end(), for_origin.begin(), for_origin.end());
      return made;
    }));
  });
}

std::optional<ThreadQuery> thread_query(const CallPtr& call) {
  const auto parameters = list_parameters(call->query());
  const auto* errors = std::get_if<std::vector<NamedError>>(&parameters);
  const bool is_key = ArticleKey::parse(call->article()).has_value();
  if (!is_key || errors != nullptr) {
    call->reply(is_key ? problem(Refusal::fields, *errors) : problem(Refusal::article));
    return std::nullopt;
  }
  const auto& list = std::get<ListParameters>(parameters);
  return ThreadQuery{call->site().id, std::string(call->article()), list.order, list.after,
                     list.limit};
}

std::string form_of(std::string_view kind, const ThreadQuery& query) {
  std::string form(kind);
  form.append(1, ' ').append(std::to_string(query.limit));
  form.append(query.order == Order::oldest ? " oldest" : " newest");
  if (query.after) form.append(1, ' ').append(cursor_of(*query.after));
  return form;
}

}  // namespace copytaster::http
