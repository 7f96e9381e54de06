#include "postgres/rows.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <tuple>

namespace copytaster::postgres {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

void append_hex(std::string& out, std::string_view bytes) {
  std::size_t at = out.size();
  out.resize(at + 2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out[at++] = hex_digits[byte >> 4U];
    out[at++] = hex_digits[byte & 0xFU];
  }
}

unsigned value_of(char digit) {
  const auto at = hex_digits.find(digit);
  if (at == std::string_view::npos) throw pqxx::conversion_error("not a hexadecimal digit");
  return static_cast<unsigned>(at);
}

}  // namespace

void ArrayText::next() {
  if (text_.size() > 1) text_ += ',';
}

void ArrayText::add(std::string_view text) {
  next();
  text_ += '"';
  while (true) {
    const std::size_t plain = std::min(text.find_first_of("\"\\"), text.size());
    text_.append(text.substr(0, plain));
    if (plain == text.size()) break;
    text_ += '\\';
    text_ += text[plain];
    text.remove_prefix(plain + 1);
  }
  text_ += '"';
}

void ArrayText::add(std::int64_t number) {
  next();
  text_ += std::to_string(number);
}

void ArrayText::add_bytes(std::string_view bytes) {
  next();
  text_ += "\"\\\\x";
  append_hex(text_, bytes);
  text_ += '"';
}

void ArrayText::add(const Digest& digest) {
  add_bytes({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

void ArrayText::add_null() {
  next();
  text_ += "NULL";
}

const std::string& ArrayText::text() {
  if (!closed_) text_ += '}';
  closed_ = true;
  return text_;
}

std::string timestamp(Instant instant) {
  const auto second = std::chrono::floor<std::chrono::seconds>(instant);
  std::string text = rfc3339(second);  // …:16.000Z
  char micros[8];
  std::snprintf(micros, sizeof micros, ".%06d", static_cast<int>((instant - second).count()));
  return text.replace(text.size() - 5, 4, micros);
}

std::optional<std::string> timestamp(const std::optional<Instant>& instant) {
  if (!instant) return std::nullopt;
  return timestamp(*instant);
}

std::string bytea(std::string_view bytes) {
  std::string text = "\\x";
  append_hex(text, bytes);
  return text;
}

std::string_view text_in(const pqxx::field& field) { return {field.c_str(), field.size()}; }

Instant instant_in(const pqxx::field& field) {
  return Instant{std::chrono::microseconds{field.as<std::int64_t>()}};
}

State state_in(const pqxx::field& field) {
  const int number = field.as<int>();
  if (number < 0 || number > static_cast<int>(State::withdrawn))
    throw pqxx::conversion_error("not a state");
  return static_cast<State>(number);
}

std::string_view text_in(const pqxx::row& row, const char* column) { return text_in(row[column]); }

Instant instant_in(const pqxx::row& row, const char* column) { return instant_in(row[column]); }

std::optional<Instant> maybe_instant_in(const pqxx::row& row, const char* column) {
  if (row[column].is_null()) return std::nullopt;
  return instant_in(row, column);
}

std::optional<std::string> maybe_text_in(const pqxx::row& row, const char* column) {
  if (row[column].is_null()) return std::nullopt;
  return std::string{text_in(row, column)};
}

std::vector<std::string> texts_in(const pqxx::row& row, const char* column) {
  std::vector<std::string> texts;
  auto parser = row[column].as_array();
  for (auto [juncture, text] = parser.get_next(); juncture != pqxx::array_parser::juncture::done;
       std::tie(juncture, text) = parser.get_next()) {
    if (juncture == pqxx::array_parser::juncture::string_value) texts.push_back(text);
  }
  return texts;
}

std::string bytes_in(const pqxx::row& row, const char* column) {
  std::string_view text = text_in(row, column);
  if (!text.starts_with("\\x") || text.size() % 2 != 0)
    throw pqxx::conversion_error("not a bytea in hexadecimal form");
  text.remove_prefix(2);
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes += static_cast<char>(value_of(text[i]) * 16 + value_of(text[i + 1]));
  return bytes;
}

Digest digest_in(const pqxx::row& row, const char* column) {
  const std::string bytes = bytes_in(row, column);
  Digest digest{};
  if (bytes.size() != digest.size()) throw pqxx::conversion_error("not a digest of 16 bytes");
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

State state_in(const pqxx::row& row, const char* column) { return state_in(row[column]); }

std::optional<Article> article_in(const pqxx::row& row) {
  if (row["article_id"].is_null()) return std::nullopt;
  Article article;
  article.id = {row["article_id"].as<std::int64_t>()};
  article.url = text_in(row, "article_url");
  article.section = text_in(row, "section");
  article.state = parse_article_state(text_in(row, "article_state")).value();
  article.known_since = instant_in(row, "known_since");
  article.closes_at = maybe_instant_in(row, "closes_at");
  if (const auto mode = maybe_text_in(row, "premoderation"))
    article.premoderation = parse_premoderation(*mode);
  return article;
}

CommentColumns::CommentColumns(const pqxx::result& rows)
    : id_(rows.column_number("id")),
      parent_id_(rows.column_number("parent_id")),
      author_(rows.column_number("author")),
      url_(rows.column_number("url")),
      text_(rows.column_number("text")),
      created_at_(rows.column_number("created_at")),
      edited_at_(rows.column_number("edited_at")),
      state_(rows.column_number("state")) {}

PublicComment CommentColumns::comment_in(const pqxx::row& row) const {
  PublicComment comment;
  comment.id = {row[id_].as<std::int64_t>()};
  if (const auto parent = row[parent_id_]; !parent.is_null())
    comment.parent = CommentId{parent.as<std::int64_t>()};
  comment.author = text_in(row[author_]);
  if (const auto url = row[url_]; !url.is_null()) comment.url = text_in(url);
  comment.text = text_in(row[text_]);
  comment.created_at = instant_in(row[created_at_]);
  if (const auto at = row[edited_at_]; !at.is_null()) comment.edited_at = instant_in(at);
  comment.removed = state_in(row[state_]) != State::approved;
  return comment;
}

}  // namespace copytaster::postgres
