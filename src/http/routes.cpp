#include "http/routes.hpp"

#include <algorithm>
#include <array>

#include "http/endpoints.hpp"

namespace copytaster::http {
namespace {

using enum Lane;

constexpr std::array table = {
    // readers
    Route{Method::post,
          "/api/v1/sites/{site}/articles/{article}/comments",
          {},
          analysis,
          post_comment,
          true},
    Route{Method::get,
          "/api/v1/sites/{site}/articles/{article}/comments",
          {},
          here,
          get_thread,
          true},
    Route{Method::post, "/api/v1/sites/{site}/comments/{id}/reports", {}, desk, post_report, true},
    Route{Method::post, "/wp-comments-post.php", {}, analysis, post_wordpress_comment},
    Route{Method::post, "/sites/{site}/wp-comments-post.php", {}, analysis, post_wordpress_comment},

    // moderators
    Route{Method::get, "/api/v1/sites/{site}/moderation/queue", Role::moderator, desk, get_queue},
    Route{Method::post, "/api/v1/sites/{site}/moderation/decisions", Role::moderator, desk,
          post_decisions},
    Route{Method::post, "/api/v1/sites/{site}/moderation/batches/{id}/undo", Role::moderator, desk,
          post_undo},
    Route{Method::get, "/api/v1/sites/{site}/moderation/stats", Role::moderator, desk, get_stats},
    Route{Method::get, "/api/v1/sites/{site}/moderation/events", Role::moderator, desk, get_events,
          false, false, AskedBy::page},

    // editors, and programs that export
    Route{Method::put, "/api/v1/sites/{site}/articles/{article}", Role::editor, desk, put_article},
    Route{Method::get, "/api/v1/sites/{site}/export/comments", Role::exporter, exporting,
          get_export},

    // admins
    Route{Method::get, "/api/v1/sites/{site}/audit", Role::admin, desk, get_audit},
    Route{Method::get, "/api/v1/sites/{site}/audit/verify", Role::admin, exporting,
          get_audit_verification},

    // admins, for a person who asks what is held of her
    Route{Method::post, "/api/v1/sites/{site}/people/export", Role::admin, exporting,
          post_people_export},
    Route{Method::post, "/api/v1/sites/{site}/people/erase", Role::admin, exporting,
          post_people_erase},

    // whoever signs in, and her sessions
    Route{Method::post, "/api/v1/session", {}, passwords, post_session},
    Route{Method::get, "/api/v1/session", {}, desk, get_session, false, true},
    Route{Method::delete_, "/api/v1/session", {}, desk, delete_session, false, true},
    Route{Method::put, "/api/v1/session/password", {}, passwords, put_password, false, true},
    Route{Method::get, "/api/v1/sessions", {}, desk, get_sessions, false, true},
    Route{Method::delete_, "/api/v1/sessions", {}, desk, delete_other_sessions, false, true},
    Route{Method::delete_, "/api/v1/sessions/{id}", {}, desk, delete_numbered_session, false, true},
    Route{Method::get, "/desk", {}, desk, get_desk},
    Route{Method::get, "/desk/", {}, desk, get_desk},
    Route{Method::get, "/desk/files/{file}", {}, here, get_desk_file},
    Route{Method::get, "/desk/plain", {}, desk, get_plain_desk},
    Route{Method::post, "/desk/plain", {}, desk, post_plain_desk},
    Route{Method::get, "/desk/login", {}, here, get_desk_login},
    Route{Method::post, "/desk/login", {}, passwords, post_desk_login},
    Route{Method::post, "/desk/logout", {}, desk, post_desk_logout},

    // pages, and what watches over us
    Route{Method::get, "/", {}, here, get_home},
    Route{Method::get, "/demo", {}, here, get_home},
    Route{Method::get, "/demo/", {}, desk, get_demo},
    Route{Method::get, "/demo/{file}", {}, here, get_demo_file},
    Route{Method::get, "/healthz", {}, here, get_health},
    Route{Method::get, "/readyz", {}, here, get_readiness},
};

/// The piece of the path up to the next slash, taken off the front.
std::string_view next_piece(std::string_view& path) {
  const auto end = std::min(path.find('/', 1), path.size());
  const auto piece = path.substr(1, end - 1);
  path.remove_prefix(end);
  return piece;
}

std::string* place_for(std::string_view name, Matched& matched) {
  if (name == "{site}") return &matched.site;
  if (name == "{article}") return &matched.article;
  if (name == "{id}") return &matched.id;
  if (name == "{file}") return &matched.file;
  return nullptr;
}

/// Whether the path fits, and what its names stand for. A name stands for one piece, never empty.
bool fits(std::string_view pattern, std::string_view path, Matched& matched) {
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = next_piece(pattern);
    const auto piece = next_piece(path);
    if (std::string* place = place_for(wanted, matched)) {
      if (piece.empty()) return false;
      *place = piece;
    } else if (wanted != piece) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::span<const Route> routes() { return table; }

Matched match(Method method, std::string_view path) {
  const Method wanted = method == Method::head ? Method::get : method;
  Matched found;
  for (const Route& route : table) {
    Matched candidate;
    if (!path.starts_with('/') || !fits(route.pattern, path, candidate)) continue;
    found.allowed.push_back(route.method);
    found.cross_origin = found.cross_origin || route.cross_origin;
    if (found.route != nullptr && route.method != wanted) continue;
    found.site = std::move(candidate.site);
    found.article = std::move(candidate.article);
    found.id = std::move(candidate.id);
    found.file = std::move(candidate.file);
    if (route.method == wanted) found.route = &route;
  }
  return found;
}

}  // namespace copytaster::http
