#include "transfer/ndjson_reader.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <utility>

#include "copytaster/domain/text.hpp"

namespace copytaster::transfer {
namespace {

namespace dom = simdjson::dom;

/// A text of 65,525 bytes, each of them escaped, and all else that a line may hold.
constexpr std::size_t line_bytes_max = std::size_t{1} << 20U;
constexpr std::size_t chunk_bytes = 65'536;
constexpr std::size_t depth_max = 16;

/// The reason, in words.
struct BadLine {
  std::string reason;
  bool is_skipped = false;
};

enum class Member {
  article,
  id,
  version,
  parent,
  author,
  email,
  url,
  text,
  state,
  created_at,
  edited_at,
  decided_at,
  article_url,
  article_title,
  section,
  next,
  count
};
constexpr std::array<std::string_view, static_cast<std::size_t>(Member::count)> names = {
    "article", "id",    "version",    "parent",    "author",     "email",       "url",
    "text",    "state", "created_at", "edited_at", "decided_at", "article_url", "article_title",
    "section", "next"};

BadLine wrong_type(std::string_view name) {
  return {"`" + std::string{name} + "` has the wrong type"};
}

}  // namespace

/// One line after the other, in the same memory.
class NdjsonReader::Parser {
 public:
  Parser() {
    if (parser_.allocate(line_bytes_max, depth_max) != simdjson::SUCCESS) throw std::bad_alloc();
  }

  /// None: the line that closes an export. Throws BadLine.
  std::optional<ImportedComment> comment_in(const std::string& line) {
    read_members(line);
    if (has(Member::next) && !has(Member::id)) return std::nullopt;
    ImportedComment comment;
    comment.source_id = id_in(Member::id);
    source_id_ = comment.source_id;
    read_state(comment);
    comment.version = number_in(Member::version);
    comment.parent = id_in(Member::parent);
    comment.article = article();
    comment.author = text_in(Member::author);
    comment.email = trimmed(text_in(Member::email));
    comment.url = text_in(Member::url);
    comment.text = text_in(Member::text);
    comment.created_at = text_in(Member::created_at);
    comment.edited_at = text_in(Member::edited_at);
    comment.decided_at = text_in(Member::decided_at);
    return comment;
  }
  /// Of the line that was read last, as far as it could be.
  std::string source_id() const { return source_id_; }

 private:
  bool has(Member member) const { return seen_[static_cast<std::size_t>(member)]; }
  const dom::element& value(Member member) const {
    return values_[static_cast<std::size_t>(member)];
  }
  static std::string_view name(Member member) { return names[static_cast<std::size_t>(member)]; }

  void read_members(const std::string& line) {
    source_id_.clear();
    seen_.fill(false);
    dom::object object;
    const auto result = parser_.parse(line.data(), line.size(), false).get(object);
    if (result == simdjson::MEMALLOC) throw std::bad_alloc();
    if (result != simdjson::SUCCESS) throw BadLine{"is not one JSON object in UTF-8"};
    for (const auto field : object) {
      const auto found = std::find(names.begin(), names.end(), field.key);
      if (found == names.end()) continue;
      const auto place = static_cast<std::size_t>(found - names.begin());
      if (seen_[place]) throw BadLine{"`" + std::string{*found} + "` stands twice"};
      seen_[place] = !field.value.is_null();
      values_[place] = field.value;
    }
  }

  std::string text_in(Member member) const {
    if (!has(member)) return {};
    std::string_view text;
    if (value(member).get(text) != simdjson::SUCCESS) throw wrong_type(name(member));
    return std::string{text};
  }
  std::int64_t number_in(Member member) const {
    if (!has(member)) return 0;
    std::int64_t number = 0;
    if (value(member).get(number) != simdjson::SUCCESS || number < 0)
      throw wrong_type(name(member));
    return number;
  }
  /// A number, or the name that another system has given.
  std::string id_in(Member member) const {
    if (!has(member)) return {};
    std::int64_t number = 0;
    if (value(member).get(number) == simdjson::SUCCESS) return std::to_string(number);
    return text_in(member);
  }

  void read_state(ImportedComment& comment) const {
    const std::string state = text_in(Member::state);
    if (state == "removed") throw BadLine{"was removed before it was exported", true};
    if (state.empty()) return;
    const auto known = parse_state(state);
    if (!known) throw BadLine{"`state` is none of pending, approved, rejected, spam"};
    comment.state = *known;
  }

  /// The same one for all that stand together.
  std::shared_ptr<const ImportedArticle> article() {
    ImportedArticle read;
    read.key = text_in(Member::article);
    if (read.key.empty()) throw BadLine{"`article` is required"};
    read.source_id = read.key;
    read.url = text_in(Member::article_url);
    read.title = text_in(Member::article_title);
    read.section = text_in(Member::section);
    const auto same = [&](const ImportedArticle& last) {
      return last.key == read.key && last.url == read.url && last.title == read.title &&
             last.section == read.section;
    };
    if (!last_ || !same(*last_)) last_ = std::make_shared<const ImportedArticle>(std::move(read));
    return last_;
  }

  dom::parser parser_;
  std::array<dom::element, names.size()> values_{};
  std::array<bool, names.size()> seen_{};
  std::string source_id_;
  std::shared_ptr<const ImportedArticle> last_;
};

NdjsonReader::NdjsonReader(ReadMore more)
    : more_(std::move(more)), parser_(std::make_unique<Parser>()), chunk_(chunk_bytes, '\0') {
  line_.reserve(line_bytes_max + simdjson::SIMDJSON_PADDING);
}
NdjsonReader::~NdjsonReader() = default;

NdjsonReader::Line NdjsonReader::next_line() {
  line_.clear();
  bool any = false;
  bool too_long = false;
  while (true) {
    if (begin_ == end_) {
      begin_ = 0;
      end_ = more_(chunk_);
      bytes_read_ += static_cast<std::int64_t>(end_);
      if (end_ == 0) break;
    }
    any = true;
    const std::string_view rest{chunk_.data() + begin_, end_ - begin_};
    const std::size_t stop = std::min(rest.find('\n'), rest.size());
    too_long = too_long || line_.size() + stop > line_bytes_max;
    if (!too_long) line_.append(rest.substr(0, stop));
    begin_ = std::min(begin_ + stop + 1, end_);
    if (stop < rest.size()) break;
  }
  if (!any) return Line::none;
  ++number_;
  return too_long ? Line::too_long : Line::whole;
}

std::optional<ImportedRecord> NdjsonReader::next() {
  while (true) {
    const Line line = next_line();
    if (line == Line::none) return std::nullopt;
    const FilePlace place{number_, 0};
    if (line == Line::too_long) return RefusedRecord{place, {}, "is longer than 1 MiB"};
    if (number_ == 1 && line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
    if (trimmed(line_).empty()) continue;
    // What simdjson may look at behind the end, without having to copy.
    const std::size_t size = line_.size();
    line_.reserve(size + simdjson::SIMDJSON_PADDING);
    try {
      auto comment = parser_->comment_in(line_);
      if (!comment) continue;
      comment->place = place;
      return std::move(*comment);
    } catch (const BadLine& bad) {
      return RefusedRecord{place, parser_->source_id(), bad.reason, bad.is_skipped};
    }
  }
}

}  // namespace copytaster::transfer
