// Feeding a framer and writing down what it says, so that two ways of feeding can be compared.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/framing.hpp"

namespace copytaster::http::testing {

/// Everything a request says, in one text.
inline std::string describe(const Request& request) {
  std::string text(name_of(request.method));
  text.append(" ").append(request.target).append(" path=").append(request.path);
  text.append(" query=").append(request.query).append(" host=").append(request.host);
  text.append(" 1.").append(std::to_string(request.minor_version));
  text.append(request.keep_alive ? " keep" : " close");
  for (const HeaderField& field : request.headers) {
    text.append(" [").append(field.name).append("=").append(field.value).append("]");
  }
  return text.append(" body=").append(request.body);
}

inline std::string describe(const FramingError& error) {
  return std::to_string(error.status) + " " + std::string(error.detail);
}

/// Takes all that is ready. The end of the list is an error or the need for more bytes.
inline void take_ready(Framer& framer, std::vector<std::string>& said) {
  while (true) {
    const Framed framed = framer.next();
    if (std::holds_alternative<NeedMore>(framed)) return;
    if (const auto* error = std::get_if<FramingError>(&framed)) {
      if (said.empty() || said.back() != describe(*error)) said.push_back(describe(*error));
      return;
    }
    said.push_back(describe(std::get<Request>(framed)));
  }
}

/// What a framer says of `bytes`, fed in pieces of `piece_bytes` (0: in one).
inline std::vector<std::string> said_of(std::string_view bytes, std::size_t piece_bytes = 0,
                                        const FramingLimits& limits = {}) {
  Framer framer(limits);
  std::vector<std::string> said;
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, piece_bytes == 0 ? bytes.size() : piece_bytes);
    bytes.remove_prefix(piece.size());
    framer.feed(piece);
    take_ready(framer, said);
  }
  return said;
}

/// The same, in two pieces.
inline std::vector<std::string> said_of_two(std::string_view bytes, std::size_t first_bytes,
                                            const FramingLimits& limits = {}) {
  Framer framer(limits);
  std::vector<std::string> said;
  framer.feed(bytes.substr(0, first_bytes));
  take_ready(framer, said);
  framer.feed(bytes.substr(first_bytes));
  take_ready(framer, said);
  return said;
}

}  // namespace copytaster::http::testing
