#include "http/asset.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "embedded_files.hpp"
#include "http/page_variants.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

struct Kind {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array kinds = {
    Kind{".css", "text/css; charset=utf-8"},
    Kind{".js", "text/javascript; charset=utf-8"},
    Kind{".svg", "image/svg+xml"},
};

}  // namespace

Reply asset_reply(const Request& request, const std::string& name) {
  const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                 [&](const Kind& one) { return name.ends_with(one.ending); });
  const auto bytes = embedded_file("web/" + name);
  if (kind == kinds.end() || !bytes) return problem(Refusal::not_found);
  return public_page(request, {200,
                               {{"Content-Type", std::string(kind->type)},
                                {"Cross-Origin-Resource-Policy", "same-origin"}},
                               std::string(*bytes)});
}

}  // namespace copytaster::http
