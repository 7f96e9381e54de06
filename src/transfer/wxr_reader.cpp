#include "transfer/wxr_reader.hpp"

#include <algorithm>
#include <array>

#include "copytaster/domain/submission.hpp"
#include "copytaster/domain/text.hpp"
#include "transfer/plain_text.hpp"

namespace copytaster::transfer {
namespace {

/// 1.0, 1.1 and 1.2 stand behind it.
constexpr std::string_view wordpress = "http://wordpress.org/export/";

constexpr std::array<std::string_view, 18> names = {"",
                                                    "title",
                                                    "link",
                                                    "category",
                                                    "post_id",
                                                    "post_name",
                                                    "post_date_gmt",
                                                    "comment_status",
                                                    "comment_id",
                                                    "comment_author",
                                                    "comment_author_email",
                                                    "comment_author_url",
                                                    "comment_date",
                                                    "comment_date_gmt",
                                                    "comment_content",
                                                    "comment_approved",
                                                    "comment_type",
                                                    "comment_parent"};

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "2026-11-23 16:15:16" in UTC as RFC 3339; the zero time of old drafts is none.
std::string rfc3339_of(std::string_view time) {
  constexpr std::size_t size = 19;
  if (time.size() != size || time[10] != ' ' || time.starts_with("0000")) return {};
  std::string text{time};
  text[10] = 'T';
  return text + 'Z';
}

std::optional<State> state_of(std::string_view approved) {
  if (approved == "1" || approved == "approve") return State::approved;
  if (approved == "0" || approved == "hold") return State::pending;
  if (approved == "spam") return State::spam;
  if (approved == "trash") return State::rejected;
  return std::nullopt;
}

}  // namespace

void WxrElements::open(const XmlName& name, const XmlAttributes& attributes) {
  ++depth_;
  if (depth_ == 1 && name.local != "rss") return stream->refuse("is no WXR");
  if (item_depth_ == 0 && name.local == "item") return begin_item();
  const bool is_wordpress = name.space.starts_with(wordpress);
  if (item_depth_ != 0 && depth_ == item_depth_ + 1 && is_wordpress && name.local == "comment")
    return begin_comment();
  field_ = field_of(name, attributes);
  if (field_ != Field::none) texts_[static_cast<std::size_t>(field_)].begin();
}

void WxrElements::begin_item() {
  item_depth_ = depth_;
  article_.reset();
  for (FieldText& text : texts_) text.begin();
}

void WxrElements::begin_comment() {
  comment_depth_ = depth_;
  place_ = stream->place();
  constexpr auto first = static_cast<std::size_t>(Field::comment_id);
  for (std::size_t field = first; field < fields; ++field) texts_[field].begin();
}

/// Fields stand right under what they belong to; what a plugin nests elsewhere is its own.
WxrElements::Field WxrElements::field_of(const XmlName& name,
                                         const XmlAttributes& attributes) const {
  const bool in_comment = comment_depth_ != 0;
  const std::size_t under = in_comment ? comment_depth_ : item_depth_;
  if (under == 0 || depth_ != under + 1) return Field::none;
  const auto found = std::find(names.begin() + 1, names.end(), name.local);
  if (found == names.end()) return Field::none;
  const auto field = static_cast<Field>(found - names.begin());
  if ((field >= Field::comment_id) != in_comment) return Field::none;
  if ((field >= Field::post_id) != name.space.starts_with(wordpress)) return Field::none;
  // Tags are categories as well; the first that is one counts.
  if (field == Field::category &&
      (attributes.value("domain") != "category" || !of(Field::category).empty()))
    return Field::none;
  return field;
}

void WxrElements::text(std::string_view piece) {
  if (field_ != Field::none) texts_[static_cast<std::size_t>(field_)].add(piece);
}

void WxrElements::close(const XmlName&) {
  field_ = Field::none;
  if (depth_ == comment_depth_) end_comment();
  if (depth_ == item_depth_) item_depth_ = 0;
  --depth_;
}

void WxrElements::end_comment() {
  comment_depth_ = 0;
  ready.push_back(record());
}

const std::shared_ptr<const ImportedArticle>& WxrElements::article() {
  if (article_) return article_;
  ImportedArticle read;
  const std::string_view number = trimmed(of(Field::post_id));
  const bool has_number = is_number(number) && number != "0";
  read.key = has_number ? number : trimmed(of(Field::post_name));
  read.source_id = read.key;
  read.url = trimmed(of(Field::link));
  read.title = plain_text(of(Field::title));
  read.section = plain_text(of(Field::category));
  read.is_open = trimmed(of(Field::comment_status)) != "closed";
  read.created_at = parse_instant(rfc3339_of(trimmed(of(Field::post_date_gmt))));
  read.found_by_url = true;
  article_ = std::make_shared<const ImportedArticle>(std::move(read));
  return article_;
}

ImportedRecord WxrElements::record() {
  const std::string id{trimmed(of(Field::comment_id))};
  const auto refused = [&](std::string reason, bool skipped = false) {
    return RefusedRecord{place_, id, std::move(reason), skipped};
  };
  const std::string_view type = trimmed(of(Field::comment_type));
  if (type == "pingback" || type == "trackback") return refused("is a " + std::string{type}, true);
  if (!type.empty() && type != "comment") return refused("is of a kind that is no comment", true);
  const std::string_view approved = trimmed(of(Field::comment_approved));
  if (approved == "post-trashed") return refused("went with its article", true);
  const auto state = state_of(approved);
  if (!state) return refused("`comment_approved` is none of 1, 0, spam, trash");
  if (!texts_[static_cast<std::size_t>(Field::comment_content)].is_whole())
    return refused("`text` " + reason_for({copytaster::Field::text, Problem::too_long}));

  ImportedComment comment;
  comment.place = place_;
  comment.source_id = id;
  const std::string_view parent = trimmed(of(Field::comment_parent));
  if (parent != "0") comment.parent = parent;
  comment.article = article();
  comment.author = plain_text(of(Field::comment_author));
  comment.email = trimmed(of(Field::comment_author_email));
  comment.url = trimmed(of(Field::comment_author_url));
  comment.text = plain_text(of(Field::comment_content));
  comment.state = *state;
  comment.created_at = rfc3339_of(trimmed(of(Field::comment_date_gmt)));
  if (comment.created_at.empty()) comment.created_at = rfc3339_of(trimmed(of(Field::comment_date)));
  comment.is_strict = false;
  return comment;
}

}  // namespace copytaster::transfer
