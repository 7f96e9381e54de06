#pragma once
// Between rows and values: how our types are written as parameters, and the only place where
// columns become fields.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pqxx/result>

#include "copytaster/app/decide_comment.hpp"
#include "copytaster/app/list_queue.hpp"
#include "copytaster/app/submit_comment.hpp"

namespace copytaster::postgres {

/// The literal of a one-dimensional array, for a parameter such as $1::text[].
class ArrayText {
 public:
  void add(std::string_view text);
  void add(std::int64_t number);
  void add_bytes(std::string_view bytes);
  void add(const Digest& digest);
  void add_null();
  /// The literal; nothing may be added afterwards.
  const std::string& text();

 private:
  void next();
  std::string text_ = "{";
  bool closed_ = false;
};

/// With microseconds, for a timestamptz.
std::string timestamp(Instant instant);
std::optional<std::string> timestamp(const std::optional<Instant>& instant);
/// For a bytea parameter.
std::string bytea(std::string_view bytes);

// Fields by the names that the queries give them. The view lives as long as the result.
std::string_view text_in(const pqxx::row& row, const char* column);
Instant instant_in(const pqxx::row& row, const char* column);
std::optional<Instant> maybe_instant_in(const pqxx::row& row, const char* column);
std::optional<std::string> maybe_text_in(const pqxx::row& row, const char* column);
/// Of a text[].
std::vector<std::string> texts_in(const pqxx::row& row, const char* column);
std::string bytes_in(const pqxx::row& row, const char* column);
Digest digest_in(const pqxx::row& row, const char* column);
State state_in(const pqxx::row& row, const char* column);

/// Columns article_id, article_url, section, article_state, closes_at, premoderation,
/// known_since; none when article_id is NULL.
std::optional<Article> article_in(const pqxx::row& row);
// The same of a field whose column was looked up before.
std::string_view text_in(const pqxx::field& field);
Instant instant_in(const pqxx::field& field);
State state_in(const pqxx::field& field);

/// Columns id, parent_id, author, url, text, created_at, edited_at, state, looked up once for all
/// rows: libpq copies and compares names for each look.
class CommentColumns {
 public:
  explicit CommentColumns(const pqxx::result& rows);
  PublicComment comment_in(const pqxx::row& row) const;

 private:
  using Place = pqxx::row::size_type;
  Place id_, parent_id_, author_, url_, text_, created_at_, edited_at_, state_;
};

}  // namespace copytaster::postgres
