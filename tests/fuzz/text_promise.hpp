// What reading a text for its rules promises, whatever stands in it: each byte of a reading knows
// a piece of the text, and what is found has a place, in order.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "domain/rules/term_index.hpp"
#include "domain/text/views.hpp"
#include "domain/utf8.hpp"

namespace copytaster::http::testing {

inline std::uint32_t places_in(std::string_view text) {
  std::uint32_t places = 0;
  for (std::size_t at = 0; at < text.size(); ++places) next_code_point(text, at);
  return places;
}

inline const char* view_promise(const View& view, std::uint32_t places) {
  if (view.origins.size() != view.text.size()) return "a byte without an origin";
  for (std::size_t at = 0; at < view.text.size();) {
    if (next_code_point(view.text, at) == not_utf8) return "a reading that is no UTF-8";
  }
  for (std::size_t at = 0; at < view.origins.size(); ++at) {
    const Origin origin = view.origins[at];
    if (origin.begin >= origin.end || origin.end > places) return "an origin outside of the text";
  }
  return nullptr;
}

inline const char* words_promise(const View& words) {
  if (words.text.empty()) return nullptr;
  if (words.text.front() != ' ' || words.text.back() != ' ') return "no blank at an end of words";
  return words.text.find("  ") == words.text.npos ? nullptr : "two blanks between words";
}

inline const char* found_promise(const TextViews& views, std::uint32_t places) {
  static const TermIndex index{{{"casino", Match::word},
                                {"online casino", Match::word},
                                {"a*", Match::word},
                                {"c++", Match::word},
                                {"th\u0435", Match::word},
                                {"aa", Match::substring},
                                {"a", Match::substring},
                                {"\u8D4C\u573A", Match::word}}};
  constexpr std::size_t found_max = 20;
  std::vector<TermIndex::Found> found;
  index.find_in(views, found_max, found);
  if (found.size() > found_max) return "more is found than was asked for";
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Origin where = found[i].where;
    if (where.begin >= where.end || where.end > places) return "found outside of the text";
    if (i == 0) continue;
    const auto& before = found[i - 1];
    if (where < before.where) return "found out of order";
    if (where == before.where && found[i].term <= before.term) return "found twice";
  }
  return nullptr;
}

inline const char* text_promise(std::string_view text) {
  const TextViews views = views_of(text);
  const std::uint32_t places = places_in(text);
  std::vector<const View*> all{&views.folded, &views.written};
  for (const View& view : views.others) all.push_back(&view);
  for (const View& view : views.words) {
    all.push_back(&view);
    if (const char* broken = words_promise(view)) return broken;
  }
  for (const View* view : all)
    if (const char* broken = view_promise(*view, places)) return broken;
  return found_promise(views, places);
}

}  // namespace copytaster::http::testing
