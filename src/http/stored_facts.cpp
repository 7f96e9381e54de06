#include "http/stored_facts.hpp"

#include <simdjson.h>

#include <algorithm>
#include <limits>

namespace copytaster::http {
namespace {

namespace dom = simdjson::dom;

int count_in(const dom::object& facts, std::string_view name) {
  std::int64_t count = 0;
  if (facts.at_key(name).get(count) != simdjson::SUCCESS) return 0;
  return static_cast<int>(std::clamp<std::int64_t>(count, 0, std::numeric_limits<int>::max()));
}

bool flag_in(const dom::object& facts, std::string_view name) {
  bool flag = false;
  return facts.at_key(name).get(flag) == simdjson::SUCCESS && flag;
}

}  // namespace

struct StoredFactsReader::Parser {
  dom::parser json;
};

StoredFactsReader::StoredFactsReader() : parser_(std::make_unique<Parser>()) {}
StoredFactsReader::~StoredFactsReader() = default;

std::optional<StoredFacts> StoredFactsReader::read(std::string_view verdict_json) {
  dom::element verdict;
  dom::object object;
  const auto result = parser_->json.parse(verdict_json.data(), verdict_json.size()).get(verdict);
  if (result == simdjson::MEMALLOC) throw std::bad_alloc();
  if (result != simdjson::SUCCESS || verdict["facts"].get(object) != simdjson::SUCCESS)
    return std::nullopt;
  StoredFacts stored;
  stored.facts.approved_before = count_in(object, "approved");
  stored.facts.rejected_before = count_in(object, "rejected");
  stored.facts.spam_before = count_in(object, "spam");
  stored.facts.known_author = flag_in(object, "known_author");
  stored.facts.said_before = flag_in(object, "said_before");
  stored.facts.refused_share_lately = count_in(object, "refused_share_lately");
  stored.facts.comments_lately = count_in(object, "comments_lately");
  stored.facts.similar_lately = count_in(object, "similar_lately");
  stored.facts.banned = flag_in(object, "banned");
  stored.addresses = count_in(object, "addresses");
  stored.trap_filled = flag_in(object, "trap_filled");
  return stored;
}

}  // namespace copytaster::http
