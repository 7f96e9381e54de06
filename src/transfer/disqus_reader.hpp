#pragma once
// Disqus' XML export: first all threads (their pages), then all posts (their comments).

#include <string>
#include <unordered_map>

#include "transfer/xml_records.hpp"

namespace copytaster::transfer {

/// States: isSpam is spam; isDeleted is rejected, with its place kept for replies, and counts as
/// nobody's decision, as its author may have deleted it; all else is approved. An article's key is
/// the identifier that the site gave its thread, or "disqus-" and Disqus' number. Threads are kept
/// in memory, 128 MiB of them at most.
class DisqusElements final : public RecordElements {
 public:
  void open(const XmlName& name, const XmlAttributes& attributes) override;
  void text(std::string_view piece) override;
  void close(const XmlName& name) override;

 private:
  enum class Field {
    none,
    identifier,
    link,
    title,
    thread_created,
    is_closed,
    message,
    created,
    is_deleted,
    is_spam,
    author_name,
    author_email,
    author_username,
    count
  };
  static constexpr auto fields = static_cast<std::size_t>(Field::count);
  enum class Inside { nothing, thread, post };

  void begin(Inside what, const XmlAttributes& attributes);
  Field field_of(const XmlName& name) const;
  void note_numbers(const XmlName& name, const XmlAttributes& attributes);
  void end_thread();
  ImportedRecord record();
  const std::string& of(Field field) const {
    return texts_[static_cast<std::size_t>(field)].text();
  }

  FieldText texts_[fields];
  Field field_ = Field::none;
  Inside inside_ = Inside::nothing;
  bool in_author_ = false;
  std::size_t depth_ = 0;
  FilePlace place_;
  std::string number_;  ///< of the thread or post that is open
  std::string thread_;
  std::string parent_;
  std::unordered_map<std::string, std::shared_ptr<const ImportedArticle>> threads_;
  std::size_t threads_bytes_ = 0;
};

}  // namespace copytaster::transfer
