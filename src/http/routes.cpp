#include "http/routes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "copytaster/app/rules.hpp"
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
          true,
          false,
          AskedBy::person,
          false,
          body_bytes_max_usual,
          true},
    Route{Method::get,
          "/api/v1/sites/{site}/articles/{article}/comments",
          {},
          here,
          get_thread,
          true},
    Route{Method::get,
          "/api/v1/sites/{site}/articles/{article}/thread.html",
          {},
          here,
          get_thread_html,
          true},
    Route{Method::get,
          "/api/v1/sites/{site}/articles/{article}/feed.atom",
          {},
          here,
          get_thread_feed,
          true},
    Route{Method::get, "/api/v1/sites/{site}/counts", {}, here, get_comment_counts, true},
    Route{Method::post, "/api/v1/sites/{site}/comments/{id}/reports", {}, desk, post_report, true},
    Route{Method::post, "/wp-comments-post.php", {}, analysis, post_wordpress_comment},
    Route{Method::post, "/sites/{site}/wp-comments-post.php", {}, analysis, post_wordpress_comment},

    // the author of a comment, with the link that she got
    Route{Method::get,
          "/api/v1/sites/{site}/comments/{id}",
          {},
          desk,
          get_receipt,
          true,
          false,
          AskedBy::person,
          true},
    Route{Method::patch,
          "/api/v1/sites/{site}/comments/{id}",
          {},
          desk,
          patch_receipt,
          true,
          false,
          AskedBy::person,
          true},
    Route{Method::delete_,
          "/api/v1/sites/{site}/comments/{id}",
          {},
          desk,
          delete_receipt,
          true,
          false,
          AskedBy::person,
          true},
    Route{Method::post,
          "/api/v1/sites/{site}/comments/{id}/appeal",
          {},
          desk,
          post_appeal,
          true,
          false,
          AskedBy::person,
          true},
    Route{Method::get,
          "/receipt/{site}/{id}/{token}",
          {},
          desk,
          get_receipt_page,
          false,
          false,
          AskedBy::person,
          true},
    Route{Method::post,
          "/receipt/{site}/{id}/{token}",
          {},
          desk,
          post_receipt_page,
          false,
          false,
          AskedBy::person,
          true},

    // moderators
    Route{Method::get, "/api/v1/sites/{site}/moderation/queue", Role::moderator, desk, get_queue},
    Route{Method::post, "/api/v1/sites/{site}/moderation/decisions", Role::moderator, desk,
          post_decisions},
    Route{Method::post, "/api/v1/sites/{site}/moderation/batches/{id}/undo", Role::moderator, desk,
          post_undo},
    Route{Method::get, "/api/v1/sites/{site}/moderation/comments/{id}", Role::moderator, desk,
          get_comment_record},
    Route{.method = Method::post,
          .pattern = "/api/v1/sites/{site}/moderation/comments/{id}/reveal",
          .role = Role::moderator,
          .lane = desk,
          .endpoint = post_reveal,
          .sees_email = true},
    Route{Method::post, "/api/v1/sites/{site}/moderation/claims", Role::moderator, desk,
          post_claims},
    Route{Method::delete_, "/api/v1/sites/{site}/moderation/claims", Role::moderator, desk,
          delete_claims},
    Route{Method::get, "/api/v1/sites/{site}/moderation/bans", Role::moderator, desk, get_bans},
    Route{.method = Method::post,
          .pattern = "/api/v1/sites/{site}/moderation/bans",
          .role = Role::moderator,
          .lane = desk,
          .endpoint = post_ban,
          .whole_site = true},
    Route{.method = Method::delete_,
          .pattern = "/api/v1/sites/{site}/moderation/bans/{id}",
          .role = Role::moderator,
          .lane = desk,
          .endpoint = delete_ban,
          .whole_site = true},
    Route{Method::get, "/api/v1/sites/{site}/moderation/stats", Role::moderator, desk, get_stats},
    Route{Method::get, "/api/v1/sites/{site}/moderation/events", Role::moderator, desk, get_events,
          false, false, AskedBy::page},

    // editors, and programs that export
    Route{Method::put, "/api/v1/sites/{site}/articles/{article}", Role::editor, desk, put_article},
    Route{Method::get, "/api/v1/sites/{site}/export/comments", Role::exporter, exporting,
          get_export},

    // editors, who keep the rules
    Route{Method::get, "/api/v1/sites/{site}/rules", Role::editor, desk, get_rules},
    Route{Method::put, "/api/v1/sites/{site}/rules", Role::editor, compiling, put_rules, false,
          false, AskedBy::person, false, rule_files_bytes_max},
    Route{Method::post, "/api/v1/sites/{site}/rules/backtest", Role::editor, exporting,
          post_rules_backtest, false, false, AskedBy::person, false, rule_files_bytes_max},
    Route{Method::post, "/api/v1/sites/{site}/rules/check", Role::editor, compiling,
          post_rules_check, false, false, AskedBy::person, false, rule_files_bytes_max},
    Route{Method::get, "/api/v1/sites/{site}/rules/figures", Role::editor, exporting,
          get_rule_figures},
    Route{Method::get, "/api/v1/sites/{site}/rules/versions", Role::editor, desk,
          get_rule_versions},
    Route{Method::get, "/api/v1/sites/{site}/rules/versions/{version}", Role::editor, desk,
          get_rule_version},
    Route{Method::post, "/api/v1/sites/{site}/rules/versions/{version}/activate", Role::editor,
          compiling, post_rule_activation},

    // admins
    Route{Method::get, "/api/v1/sites/{site}/audit", Role::admin, desk, get_audit},
    Route{Method::get, "/api/v1/sites/{site}/audit/numbers", Role::admin, exporting,
          get_audit_numbers},
    Route{Method::get, "/api/v1/sites/{site}/audit/verify", Role::admin, exporting,
          get_audit_verification},

    // admins, for a person who asks what is held of her
    Route{Method::post, "/api/v1/sites/{site}/people/export", Role::admin, exporting,
          post_people_export},
    Route{Method::post, "/api/v1/sites/{site}/people/erase", Role::admin, exporting,
          post_people_erase},

    // admins, for who works at the desk
    Route{Method::get, "/api/v1/sites/{site}/moderators", Role::admin, desk, get_moderators},
    Route{.method = Method::patch,
          .pattern = "/api/v1/sites/{site}/moderators/{id}",
          .role = Role::admin,
          .lane = desk,
          .endpoint = patch_moderator,
          .by_person = true},
    Route{Method::get, "/api/v1/sites/{site}/invitations", Role::admin, desk, get_invitations},
    Route{.method = Method::post,
          .pattern = "/api/v1/sites/{site}/invitations",
          .role = Role::admin,
          .lane = desk,
          .endpoint = post_invitation,
          .by_person = true},
    Route{Method::delete_, "/api/v1/sites/{site}/invitations/{id}", Role::admin, desk,
          delete_invitation},
    Route{Method::get, "/api/v1/sites/{site}/tokens", Role::admin, desk, get_tokens},
    Route{.method = Method::post,
          .pattern = "/api/v1/sites/{site}/tokens",
          .role = Role::admin,
          .lane = desk,
          .endpoint = post_token,
          .by_person = true},
    Route{Method::delete_, "/api/v1/sites/{site}/tokens/{id}", Role::admin, desk, delete_token},

    // whom an admin has invited, with the link that she got
    Route{.method = Method::get,
          .pattern = "/invitation/{token}",
          .role = {},
          .lane = desk,
          .endpoint = get_invitation,
          .by_link = true},
    Route{.method = Method::post,
          .pattern = "/invitation/{token}",
          .role = {},
          .lane = passwords,
          .endpoint = post_invitation_page,
          .by_link = true},

    // whoever signs in, and her sessions
    Route{Method::post, "/api/v1/session", {}, passwords, post_session},
    Route{Method::get, "/api/v1/session", {}, desk, get_session, false, true},
    Route{Method::delete_, "/api/v1/session", {}, desk, delete_session, false, true},
    Route{Method::put, "/api/v1/session/password", {}, passwords, put_password, false, true},
    Route{Method::post, "/api/v1/session/totp", {}, passwords, post_totp, false, true},
    Route{Method::put, "/api/v1/session/totp", {}, passwords, put_totp, false, true},
    Route{Method::delete_, "/api/v1/session/totp", {}, passwords, delete_totp, false, true},
    Route{Method::get, "/api/v1/sessions", {}, desk, get_sessions, false, true},
    Route{Method::delete_, "/api/v1/sessions", {}, desk, delete_other_sessions, false, true},
    Route{Method::delete_, "/api/v1/sessions/{id}", {}, desk, delete_numbered_session, false, true},
    Route{Method::get, "/desk", {}, desk, get_desk},
    Route{Method::get, "/desk/", {}, desk, get_desk},
    Route{Method::get, "/desk/files/{file}", {}, here, get_desk_file},
    Route{Method::get, "/desk/files/rules/{file}", {}, here, get_desk_rules_file},
    Route{Method::get, "/desk/files/record/{file}", {}, here, get_desk_record_file},
    Route{Method::get, "/desk/audit", {}, desk, get_desk_audit},
    Route{Method::get, "/desk/bans", {}, desk, get_desk_bans},
    Route{Method::get, "/desk/comments/{id}", {}, desk, get_desk_comment},
    Route{Method::get, "/desk/rules", {}, desk, get_desk_rules},
    Route{Method::get, "/desk/account", {}, desk, get_desk_account},
    Route{Method::get, "/desk/people", {}, desk, get_desk_people},
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
    Route{Method::get, "/docs", {}, here, get_docs},
    Route{Method::get, "/docs/", {}, here, get_docs_page},
    Route{Method::get, "/openapi.yaml", {}, here, get_openapi},
    Route{Method::get, "/healthz", {}, here, get_health},
    Route{Method::get, "/readyz", {}, here, get_readiness},
};

constexpr std::size_t pieces_max = 9;

/// A path between its slashes.
struct Pieces {
  std::array<std::string_view, pieces_max> at = {};
  std::size_t count = 0;  ///< 0: more than any route has, or no path
};

constexpr Pieces pieces_of(std::string_view path) {
  Pieces pieces;
  while (path.starts_with('/')) {
    if (pieces.count == pieces_max) return {};
    const auto end = std::min(path.find('/', 1), path.size());
    pieces.at[pieces.count++] = path.substr(1, end - 1);
    path.remove_prefix(end);
  }
  return pieces;
}

/// Cut up when this is compiled: every request looks through them.
constexpr auto patterns = [] {
  std::array<Pieces, table.size()> all;
  for (std::size_t i = 0; i < table.size(); ++i) all[i] = pieces_of(table[i].pattern);
  return all;
}();
static_assert(std::all_of(patterns.begin(), patterns.end(),
                          [](const Pieces& pattern) { return pattern.count > 0; }));

/// Apart from them, as most are told by it: sixty counts lie in one line of the processor's cache.
constexpr auto counts = [] {
  std::array<std::uint8_t, table.size()> all = {};
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = static_cast<std::uint8_t>(patterns[i].count);
  return all;
}();

constexpr bool is_name(std::string_view piece) { return piece.starts_with('{'); }

/// Of paths with as many pieces. A name stands for one piece, never empty.
bool fits(const Pieces& pattern, const Pieces& path) {
  // What tells routes apart stands at the end more often than at the beginning.
  for (std::size_t i = path.count; i-- > 0;) {
    if (is_name(pattern.at[i]) ? path.at[i].empty() : pattern.at[i] != path.at[i]) return false;
  }
  return true;
}

Named names_in(const Pieces& pattern, const Pieces& path) {
  Named named;
  for (std::size_t i = 0; i < path.count; ++i) {
    if (!is_name(pattern.at[i])) continue;
    if (pattern.at[i] == "{site}") named.site = path.at[i];
    if (pattern.at[i] == "{article}") named.article = path.at[i];
    if (pattern.at[i] == "{id}") named.id = path.at[i];
    if (pattern.at[i] == "{file}") named.file = path.at[i];
    if (pattern.at[i] == "{token}") named.token = path.at[i];
    if (pattern.at[i] == "{version}") named.version = path.at[i];
  }
  return named;
}

}  // namespace

std::span<const Route> routes() { return table; }

Matched match(Method method, std::string_view path) {
  const Method wanted = method == Method::head ? Method::get : method;
  const Pieces pieces = pieces_of(path);
  Matched found;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (counts[i] != pieces.count || !fits(patterns[i], pieces)) continue;
    const bool is_it = table[i].method == wanted;
    if (is_it || !found.is_known) found.named = names_in(patterns[i], pieces);
    found.is_known = true;
    if (!is_it) continue;
    found.route = &table[i];
    break;
  }
  return found;
}

std::size_t body_bytes_max_of(Method method, std::string_view path) {
  const Route* route = match(method, path).route;
  return route == nullptr ? body_bytes_max_usual : route->body_bytes_max;
}

Offered offered_at(std::string_view path) {
  const Pieces pieces = pieces_of(path);
  Offered offered;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (counts[i] != pieces.count || !fits(patterns[i], pieces)) continue;
    offered.methods.push_back(table[i].method);
    offered.cross_origin = offered.cross_origin || table[i].cross_origin;
  }
  return offered;
}

}  // namespace copytaster::http
