#include "http/framing.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

#include "copytaster/domain/byte_set.hpp"
#include "http/header_lists.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t empty_lines_max = 2;
constexpr std::size_t fields_expected = 16;
constexpr std::size_t idle_buffer_bytes_max = 16 * 1024;
constexpr std::size_t body_bytes_reserved_max = 64 * 1024;

/// Headers with one meaning: the second one could only deceive somebody.
constexpr std::array<std::string_view, 10> single_headers{
    "host",   "content-length", "transfer-encoding", "content-type", "authorization",
    "expect", "origin",         "referer",           "x-csrf-token", "idempotency-key"};

constexpr ByteSet value_chars = ByteSet::where(
    [](char c) { return (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') || c == '\t'; });

std::string_view piece(std::string_view text, std::size_t at, std::size_t size) {
  return text.substr(at, size);
}

}  // namespace

/// What the framing itself needs of the headers.
struct Framer::HeadFacts {
  std::array<std::optional<std::string_view>, single_headers.size()> single;
  bool repeated = false;
  bool says_close = false;
  bool says_keep_alive = false;

  std::optional<std::string_view> host() const { return single[0]; }
  std::optional<std::string_view> content_length() const { return single[1]; }
  std::optional<std::string_view> transfer_encoding() const { return single[2]; }
  std::optional<std::string_view> expect() const { return single[5]; }

  void see(const HeaderField& field) {
    for (std::size_t i = 0; i < single_headers.size(); ++i) {
      if (!equal_ignoring_case(field.name, single_headers[i])) continue;
      repeated = repeated || single[i].has_value();
      single[i] = field.value;
      return;
    }
    if (!equal_ignoring_case(field.name, "connection")) return;
    for (const std::string_view option : comma_list(field.value)) {
      says_close = says_close || equal_ignoring_case(option, "close");
      says_keep_alive = says_keep_alive || equal_ignoring_case(option, "keep-alive");
    }
  }
};

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const HeaderField& field : headers) {
    if (equal_ignoring_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Request::headers_named(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const HeaderField& field : headers) {
    if (equal_ignoring_case(field.name, name)) values.push_back(field.value);
  }
  return values;
}

void Framer::feed(std::string_view bytes) {
  if (stage_ == Stage::failed) return;
  if (stage_ == Stage::sized_body && waiting_bytes() == 0) {
    const std::size_t some = std::min(body_missing_, bytes.size());
    request_.body.append(bytes.substr(0, some));
    body_missing_ -= some;
    bytes.remove_prefix(some);
  }
  buffer_.append(bytes);
}

Framed Framer::next() {
  while (true) {
    switch (stage_) {
      case Stage::request_line:
        if (!read_request_line()) return pause();
        break;
      case Stage::header_lines:
        if (!read_header_line()) return pause();
        break;
      case Stage::sized_body:
        if (!read_sized_body()) return pause();
        return finish();
      case Stage::chunked_body:
        if (!read_chunked_body()) return pause();
        return finish();
      case Stage::failed: return error_;
    }
  }
}

Framer::Phase Framer::phase() const {
  switch (stage_) {
    case Stage::request_line: return waiting_bytes() == 0 ? Phase::idle : Phase::head;
    case Stage::header_lines: return Phase::head;
    case Stage::sized_body:
    case Stage::chunked_body: return Phase::body;
    case Stage::failed: break;
  }
  return Phase::failed;
}

Framed Framer::pause() {
  if (stage_ == Stage::failed) return error_;
  const bool wanted = std::exchange(continue_wanted_, false);
  return NeedMore{wanted && request_.body.empty()};
}

bool Framer::fail(int status, std::string_view detail) {
  stage_ = Stage::failed;
  error_ = {status, detail};
  buffer_ = {};
  taken_ = 0;
  request_ = {};
  return false;
}

/// Looks for the end of the line; never twice at the same byte.
bool Framer::find_line(std::size_t bytes_max, const FramingError& too_long) {
  const void* found = scanned_ < buffer_.size()
                          ? std::memchr(buffer_.data() + scanned_, '\n', buffer_.size() - scanned_)
                          : nullptr;
  const std::size_t end =
      found != nullptr ? static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data())
                       : buffer_.size();
  scanned_ = end;
  // One byte more than the limit is its CR.
  if (end - line_start_ > bytes_max + 1) return fail(too_long.status, too_long.detail);
  if (found == nullptr) return false;
  if (end == line_start_ || buffer_[end - 1] != '\r') {
    return fail(400, "A line must end with CR LF.");
  }
  line_end_ = end - 1;
  return true;
}

void Framer::pass_line() {
  line_start_ = line_end_ + 2;
  scanned_ = line_start_;
}

bool Framer::read_request_line() {
  if (line_start_ == buffer_.size()) return false;
  const char first = buffer_[line_start_];
  if (!is_token_char(first) && first != '\r' && first != '\n') {
    return fail(400, "A request begins with its method.");
  }
  if (!find_line(limits_->line_bytes_max, {414, "The request line is too long."})) return false;
  if (line_end_ == line_start_) {
    if (++empty_lines_ > empty_lines_max) return fail(400, "A request begins with its method.");
    pass_line();
    taken_ = line_start_;
    return true;
  }
  const std::string_view line = piece(buffer_, line_start_, line_end_ - line_start_);
  auto parsed = parse_request_line(line);
  if (const auto* refused = std::get_if<RefusedLine>(&parsed)) {
    return fail(refused->status, refused->detail);
  }
  auto& request_line = std::get<RequestLine>(parsed);
  const auto span_of = [&line](std::string_view part) {
    return part.empty() ? Span{}
                        : Span{static_cast<std::size_t>(part.data() - line.data()), part.size()};
  };
  target_ = span_of(request_line.target);
  path_ = span_of(request_line.path);
  query_ = span_of(request_line.query);
  authority_ = span_of(request_line.authority);
  request_.method = request_line.method;
  request_.minor_version = request_line.minor_version;
  decoded_path_ = std::move(request_line.decoded_path);
  taken_ = line_start_;
  pass_line();
  head_start_ = line_start_;
  stage_ = Stage::header_lines;
  return true;
}

bool Framer::read_header_line() {
  const std::size_t used = line_start_ - head_start_;
  const std::size_t left = limits_->head_bytes_max - std::min(used, limits_->head_bytes_max);
  if (!find_line(left, {431, "The header lines are too long."})) return false;
  if (line_end_ == line_start_) return read_head();
  if (fields_.size() >= limits_->header_lines_max) {
    return fail(431, "There are too many header lines.");
  }
  const std::string_view line = piece(buffer_, line_start_, line_end_ - line_start_);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return fail(400, "A header line needs a name, a colon right after it, and no folding.");
  }
  const std::string_view value = trim_blanks(line.substr(colon + 1));
  if (!value_chars.has_all_of(value)) {
    return fail(400, "A header value has a control character.");
  }
  const std::size_t at = line_start_ - taken_;
  const auto value_at = static_cast<std::size_t>(value.data() - line.data());
  if (fields_.empty()) fields_.reserve(fields_expected);
  fields_.push_back({{at, colon}, {at + value_at, value.size()}});
  pass_line();
  return true;
}

/// The empty line was found: the head is whole.
bool Framer::read_head() {
  const std::string_view sent = piece(buffer_, taken_, line_end_ - taken_);
  request_.head.reserve(sent.size() + decoded_path_.size());
  request_.head.assign(sent.begin(), sent.end());
  request_.head.insert(request_.head.end(), decoded_path_.begin(), decoded_path_.end());
  const std::string_view head(request_.head.data(), request_.head.size());
  HeadFacts facts;
  request_.headers.reserve(fields_.size());
  for (const FieldSpan& field : fields_) {
    request_.headers.push_back({piece(head, field.name.at, field.name.size),
                                piece(head, field.value.at, field.value.size)});
    facts.see(request_.headers.back());
  }
  fields_.clear();
  request_.target = piece(head, target_.at, target_.size);
  request_.path =
      decoded_path_.empty() ? piece(head, path_.at, path_.size) : head.substr(sent.size());
  request_.query = piece(head, query_.at, query_.size);
  request_.host = piece(head, authority_.at, authority_.size);

  if (facts.repeated) return fail(400, "A header that must be single was repeated.");
  const bool old = request_.minor_version == 0;
  if (!facts.host() && !old) return fail(400, "The Host header is missing.");
  if (facts.host() && !is_host(*facts.host())) return fail(400, "The Host header is not valid.");
  if (request_.host.empty()) request_.host = facts.host().value_or("");
  request_.keep_alive = !facts.says_close && (!old || facts.says_keep_alive);

  pass_line();
  taken_ = line_start_;
  return settle_body(facts) && settle_expectation(facts);
}

bool Framer::settle_body(const HeadFacts& facts) {
  // Only a body is worth looking for its route.
  const auto body_max = [this] {
    return limits_->body_bytes_max_of ? limits_->body_bytes_max_of(request_.method, request_.path)
                                      : limits_->body_bytes_max;
  };
  stage_ = Stage::sized_body;
  body_missing_ = 0;
  if (facts.transfer_encoding()) {
    if (facts.content_length()) {
      return fail(400, "Content-Length and Transfer-Encoding exclude each other.");
    }
    if (request_.minor_version == 0) return fail(400, "HTTP/1.0 has no Transfer-Encoding.");
    if (!equal_ignoring_case(*facts.transfer_encoding(), "chunked")) {
      return fail(501, "The only Transfer-Encoding known here is chunked.");
    }
    stage_ = Stage::chunked_body;
    chunked_.start(body_max());
    return true;
  }
  if (facts.content_length()) {
    if (!settle_length(*facts.content_length())) return false;
    if (body_missing_ > body_max()) return fail(413, "The body is too large.");
    request_.body.reserve(std::min(body_missing_, body_bytes_reserved_max));
    return true;
  }
  const bool has_body = request_.method == Method::post || request_.method == Method::put ||
                        request_.method == Method::patch;
  return has_body ? fail(411, "The length of the body is missing.") : true;
}

bool Framer::settle_length(std::string_view length) {
  const auto [end, fault] =
      std::from_chars(length.data(), length.data() + length.size(), body_missing_);
  const bool digits_only = !length.empty() && std::all_of(length.begin(), length.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
  if (!digits_only) return fail(400, "Content-Length is not a number.");
  if (fault != std::errc()) return fail(413, "The body is too large.");
  return true;
}

bool Framer::settle_expectation(const HeadFacts& facts) {
  if (!facts.expect() || request_.minor_version == 0) return true;
  if (!equal_ignoring_case(*facts.expect(), "100-continue")) {
    return fail(417, "The only expectation known here is 100-continue.");
  }
  continue_wanted_ = true;
  return true;
}

bool Framer::read_sized_body() {
  const std::size_t some = std::min(body_missing_, waiting_bytes());
  request_.body.append(buffer_, taken_, some);
  taken_ += some;
  body_missing_ -= some;
  compact();
  return body_missing_ == 0;
}

bool Framer::read_chunked_body() {
  const ChunkedBody::State state = chunked_.read(buffer_, taken_, request_.body);
  if (state == ChunkedBody::State::wrong) return fail(400, "The chunked body is not valid.");
  if (state == ChunkedBody::State::too_large) return fail(413, "The body is too large.");
  compact();
  return state == ChunkedBody::State::done;
}

Request Framer::finish() {
  stage_ = Stage::request_line;
  empty_lines_ = 0;
  continue_wanted_ = false;
  return std::exchange(request_, Request());
}

/// Between requests and within bodies, where no place before `taken_` is remembered.
void Framer::compact() {
  if (taken_ == buffer_.size()) {
    buffer_.clear();
    if (buffer_.capacity() > idle_buffer_bytes_max) buffer_.shrink_to_fit();
    taken_ = 0;
  } else if (taken_ > buffer_.size() / 2) {
    buffer_.erase(0, taken_);
    taken_ = 0;
  }
  line_start_ = taken_;
  scanned_ = taken_;
}

}  // namespace copytaster::http
