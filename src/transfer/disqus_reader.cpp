#include "transfer/disqus_reader.hpp"

#include "copytaster/domain/submission.hpp"
#include "copytaster/domain/text.hpp"
#include "transfer/plain_text.hpp"

namespace copytaster::transfer {
namespace {

constexpr std::size_t threads_bytes_max = std::size_t{128} << 20U;
constexpr std::size_t number_bytes_max = 64;

bool is_true(std::string_view text) { return trimmed(text) == "true"; }

std::string_view cut(std::string_view text, std::size_t bytes_max) {
  return text.size() > bytes_max ? std::string_view{} : text;
}

}  // namespace

void DisqusElements::open(const XmlName& name, const XmlAttributes& attributes) {
  ++depth_;
  if (depth_ == 1 && name.local != "disqus") return stream->refuse("is no export of Disqus");
  if (depth_ == 2 && name.local == "thread") return begin(Inside::thread, attributes);
  if (depth_ == 2 && name.local == "post") return begin(Inside::post, attributes);
  if (inside_ == Inside::nothing) return;
  note_numbers(name, attributes);
  field_ = field_of(name);
  if (field_ != Field::none) texts_[static_cast<std::size_t>(field_)].begin();
}

void DisqusElements::begin(Inside what, const XmlAttributes& attributes) {
  inside_ = what;
  place_ = stream->place();
  in_author_ = false;
  number_ = cut(attributes.value("id"), number_bytes_max);
  thread_.clear();
  parent_.clear();
  for (FieldText& text : texts_) text.begin();
}

void DisqusElements::note_numbers(const XmlName& name, const XmlAttributes& attributes) {
  if (depth_ != 3) return;
  if (name.local == "author") in_author_ = true;
  if (inside_ != Inside::post) return;
  if (name.local == "thread") thread_ = cut(attributes.value("id"), number_bytes_max);
  if (name.local == "parent") parent_ = cut(attributes.value("id"), number_bytes_max);
}

DisqusElements::Field DisqusElements::field_of(const XmlName& name) const {
  const std::string_view local = name.local;
  if (in_author_ && depth_ == 4) {
    if (local == "name") return Field::author_name;
    if (local == "email") return Field::author_email;
    return local == "username" ? Field::author_username : Field::none;
  }
  if (depth_ != 3) return Field::none;
  if (inside_ == Inside::thread) {
    if (local == "id") return Field::identifier;
    if (local == "link") return Field::link;
    if (local == "title") return Field::title;
    if (local == "createdAt") return Field::thread_created;
    return local == "isClosed" ? Field::is_closed : Field::none;
  }
  if (local == "message") return Field::message;
  if (local == "createdAt") return Field::created;
  if (local == "isDeleted") return Field::is_deleted;
  return local == "isSpam" ? Field::is_spam : Field::none;
}

void DisqusElements::text(std::string_view piece) {
  if (field_ != Field::none) texts_[static_cast<std::size_t>(field_)].add(piece);
}

void DisqusElements::close(const XmlName&) {
  field_ = Field::none;
  if (depth_ == 3) in_author_ = false;
  if (depth_ == 2 && inside_ == Inside::thread) end_thread();
  if (depth_ == 2 && inside_ == Inside::post) ready.push_back(record());
  if (depth_ == 2) inside_ = Inside::nothing;
  --depth_;
}

void DisqusElements::end_thread() {
  constexpr std::size_t fixed = 512;  // what the structs and the map's places take, rounded up
  if (number_.empty()) return;
  ImportedArticle read;
  const std::string_view identifier = trimmed(of(Field::identifier));
  const bool is_named = ArticleKey::parse(identifier).has_value();
  read.source_id = number_;
  read.key = is_named ? std::string{identifier} : "disqus-" + number_;
  read.url = cut(trimmed(of(Field::link)), article_url_bytes_max);
  read.title = cut(plain_text(of(Field::title)), article_title_bytes_max);
  read.is_open = !is_true(of(Field::is_closed));
  read.created_at = parse_instant(trimmed(of(Field::thread_created)));
  read.found_by_url = true;
  threads_bytes_ += fixed + read.key.size() + read.url.size() + read.title.size();
  if (threads_bytes_ > threads_bytes_max)
    return stream->refuse("has more threads than are kept in memory (128 MiB)");
  threads_.insert_or_assign(number_, std::make_shared<const ImportedArticle>(std::move(read)));
}

ImportedRecord DisqusElements::record() {
  const auto refused = [&](std::string reason) {
    return RefusedRecord{place_, number_, std::move(reason)};
  };
  const auto thread = threads_.find(thread_);
  if (thread == threads_.end()) return refused("its thread is not in the file");
  if (!texts_[static_cast<std::size_t>(Field::message)].is_whole())
    return refused("`text` " + reason_for({copytaster::Field::text, Problem::too_long}));

  ImportedComment comment;
  comment.place = place_;
  comment.source_id = number_;
  comment.parent = parent_;
  comment.article = thread->second;
  comment.author = trimmed(of(Field::author_name));
  if (comment.author.empty()) comment.author = trimmed(of(Field::author_username));
  comment.email = trimmed(of(Field::author_email));
  comment.text = trimmed(plain_text(of(Field::message)));
  comment.created_at = trimmed(of(Field::created));
  const bool is_deleted = is_true(of(Field::is_deleted));
  comment.state = is_deleted ? State::rejected : State::approved;
  if (is_true(of(Field::is_spam))) comment.state = State::spam;
  comment.was_shown = is_deleted && comment.state == State::rejected;
  comment.by_person = !comment.was_shown;
  comment.is_strict = false;
  return comment;
}

}  // namespace copytaster::transfer
