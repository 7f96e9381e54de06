#include "http/guard.hpp"

#include <cxxabi.h>

#include <new>
#include <typeinfo>

#include <spdlog/spdlog.h>

#include "copytaster/app/faults.hpp"
#include "http/cross_origin.hpp"
#include "http/header_lists.hpp"
#include "http/replies.hpp"
#include "http/routes.hpp"
#include "http/session_cookie.hpp"

namespace copytaster::http {
namespace {

constexpr int retry_after_s = 2;
/// Reading hostile texts takes its time; who waited so long behind them is told to come again.
constexpr std::chrono::milliseconds analysis_patience{2500};

bool logs_answers() { return spdlog::should_log(spdlog::level::info); }

std::string joined(const std::vector<Method>& methods) {
  std::string list;
  for (const Method method : methods) {
    list += (list.empty() ? "" : ", ") + std::string(name_of(method));
    if (method == Method::get) list += ", HEAD";
  }
  return list;
}

running::Workers* workers_of(Lane lane, const Services& services) {
  switch (lane) {
    case Lane::here: return nullptr;
    case Lane::analysis: return &services.analysis;
    case Lane::desk: return &services.desk;
    case Lane::exporting: return &services.exporting;
    case Lane::passwords: return &services.passwords;
    case Lane::compiling: return &services.compiling;
  }
  return nullptr;
}

void reply_wrong_method(Call& call) {
  Reply reply = problem(Refusal::method);
  reply.headers.emplace_back("Allow", joined(offered_at(call.request().path).methods));
  call.reply(std::move(reply));
}

void reply_options(Call& call, const Site* site) {
  const Offered offered = offered_at(call.request().path);
  const std::string methods = joined(offered.methods);
  Reply reply{204, {{"Allow", methods}}, ""};
  if (offered.cross_origin && site != nullptr) add_preflight(reply, call.request(), *site, methods);
  call.reply(std::move(reply));
}

}  // namespace

namespace {

void answer(const CallPtr& call, const std::function<void()>& work) {
  try {
    work();
  } catch (const StoreUnavailable& fault) {
    spdlog::warn("request {}: {}", call->request_id(), fault.what());
    if (!call->begun()) call->reply(problem_for_now(Refusal::busy, retry_after_s));
  } catch (const StoreFault& fault) {
    spdlog::error("request {}: {}", call->request_id(), fault.what());
    if (!call->begun()) call->reply(problem(Refusal::fault));
  } catch (const std::bad_alloc&) {
    spdlog::error("request {}: out of memory", call->request_id());
    if (!call->begun()) call->reply(problem_for_now(Refusal::busy, retry_after_s));
  } catch (...) {
    // Its type and not its text, which may hold what was sent.
    spdlog::error("request {}: {}", call->request_id(),
                  abi::__cxa_current_exception_type()->name());
    if (!call->begun()) call->reply(problem(Refusal::fault));
  }
}

}  // namespace

void answer_faults(const CallPtr& call, const std::function<void()>& work) {
  try {
    answer(call, work);
  } catch (const std::bad_alloc&) {
    call->lack_memory();  // not even for the answer: it is made when the last holder lets go
  }
}

/// No address, no query, no body: the pattern of the route says what was asked. Whose arrival was
/// not noted, as answers were not logged then, is not logged.
void Call::log(int status) const {
  if (!logs_answers() || arrived_ == std::chrono::steady_clock::time_point{}) return;
  const auto took = std::chrono::steady_clock::now() - arrived_;
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  spdlog::info(R"({{"method":"{}","route":"{}","status":{},"us":{},"request_id":"{}"}})",
               name_of(request().method), route_ != nullptr ? route_->pattern : "", status, us,
               request_id_);
}

void Guard::take(const std::shared_ptr<Exchange>& exchange) const {
  CallPtr call;
  try {
    call = std::make_shared<Call>(exchange, services_);
    if (logs_answers()) call->arrived_ = std::chrono::steady_clock::now();
  } catch (const std::bad_alloc&) {
    exchange->lack_memory();
    exchange->reply(problem_for_now(Refusal::busy, retry_after_s));
    return;
  }
  answer_faults(call, [&] { admit(call); });
}

void Guard::admit(const CallPtr& call) const {
  const Matched matched = match(call->request().method, call->request().path);
  call->route_ = matched.route;
  call->named_ = matched.named;
  if (!matched.is_known) return call->reply(problem(Refusal::not_found));
  const bool names_site = !matched.named.site.empty();
  call->site_ = names_site ? call->live()->site_named(matched.named.site)
                           : call->live()->site_of_host(call->request().host);
  if (call->request().method == Method::options) return reply_options(*call, call->site_);
  if (matched.route == nullptr) return reply_wrong_method(*call);
  if (names_site && call->site_ == nullptr && !matched.route->by_link)
    return call->reply(problem(Refusal::site));
  // Forms may be posted to an address with anything behind it; nobody reads that.
  if (matched.route->method == Method::get && call->has_bad_query())
    return call->reply(problem(Refusal::query));
  pass_on(call);
}

namespace {

/// Where readers need no token, other credentials are somebody else's, such as those of a proxy.
bool says_to_be_staff(const Call& call, const Route& route) {
  const auto credentials = call.request().header("Authorization").value_or("");
  return route.staff_too && !credentials_after(credentials, "bearer").empty();
}

}  // namespace

/// A protected route asks the database who is there, so it never runs on the reactor.
void Guard::pass_on(const CallPtr& call) const {
  const Route& route = *call->route_;
  const Lane of_route = says_to_be_staff(*call, route) ? Lane::desk : route.lane;
  running::Workers* lane = workers_of(of_route, services_);
  if (lane == nullptr) return enter(call);
  const auto work = [this, call] { answer_faults(call, [&] { enter(call); }); };
  const auto busy = [call] { call->reply(problem_for_now(Refusal::busy, retry_after_s)); };
  const bool taken =
      route.lane == Lane::analysis ? lane->offer(work, analysis_patience, busy) : lane->offer(work);
  if (!taken) busy();
}

void Guard::enter(const CallPtr& call) const {
  const Route& route = *call->route_;
  const bool is_open = !route.role && !route.own_session && !says_to_be_staff(*call, route);
  if (is_open || authorise(*call)) route.endpoint(call);
}

/// Answers by itself when the call may not go on. Who shows a token is not asked for a cookie.
bool Guard::authorise(Call& call) const {
  const bool shows_token = call.request().header("Authorization") && !call.route_->own_session;
  const auto why = shows_token ? by_token(call) : by_session(call);
  if (why) call.reply(problem(*why));
  return !why;
}

std::optional<Refusal> Guard::by_token(Call& call) const {
  const auto hash = services_.hash_of_token(
      credentials_after(call.request().header("Authorization").value_or(""), "bearer"));
  auto principal = hash ? services_.tokens.find_token(*hash, call.now()) : std::nullopt;
  if (!principal) return Refusal::unauthorized;
  const bool here = call.site_ != nullptr && principal->site == call.site_->id;
  const Role needed = call.route_->role.value_or(Role::moderator);
  if (!here || !is_enough(principal->role, needed) || call.route_->by_person) return Refusal::role;
  if (call.route_->sees_email && !principal->see_email) return Refusal::role;
  call.principal_ = std::move(principal);
  return std::nullopt;
}

std::optional<Refusal> Guard::by_session(Call& call) {
  auto here = signed_in(call, call.route_->asked_by);
  if (!here) return Refusal::unauthorized;
  if (!call.route_->own_session) {
    if (must_enrol(call, here->session)) return Refusal::totp_required;
    const auto principal = call.site_ == nullptr
                               ? std::nullopt
                               : principal_at(here->session.moderator, call.site_->id);
    if (!principal || !is_enough(principal->role, *call.route_->role)) return Refusal::role;
    if (call.route_->whole_site && !principal->sections.empty()) return Refusal::role;
    if (call.route_->sees_email && !principal->see_email) return Refusal::role;
    call.principal_ = principal;
  }
  if (call.route_->method != Method::get) {
    if (const auto why = why_forged(call, here->token)) return why;
  }
  call.session_ = std::move(here->session);
  call.session_token_ = std::move(here->token);
  return std::nullopt;
}

}  // namespace copytaster::http
