#pragma once
// WordPress' export (WXR 1.0 to 1.2): an item for each article, its comments inside.

#include "transfer/xml_records.hpp"

namespace copytaster::transfer {

/// States: 1 is approved, 0 pending, spam spam, trash rejected. Pingbacks and trackbacks, and what
/// went into the trash with its article, are skipped. Texts and names are HTML there and plain text
/// here.
class WxrElements final : public RecordElements {
 public:
  void open(const XmlName& name, const XmlAttributes& attributes) override;
  void text(std::string_view piece) override;
  void close(const XmlName& name) override;

 private:
  enum class Field {
    none,
    title,
    link,
    category,
    post_id,
    post_name,
    post_date_gmt,
    comment_status,
    comment_id,
    comment_author,
    comment_author_email,
    comment_author_url,
    comment_date,
    comment_date_gmt,
    comment_content,
    comment_approved,
    comment_type,
    comment_parent,
    count
  };
  static constexpr auto fields = static_cast<std::size_t>(Field::count);

  void begin_item();
  void begin_comment();
  Field field_of(const XmlName& name, const XmlAttributes& attributes) const;
  void end_comment();
  ImportedRecord record();
  const std::shared_ptr<const ImportedArticle>& article();
  const std::string& of(Field field) const {
    return texts_[static_cast<std::size_t>(field)].text();
  }

  FieldText texts_[fields];
  Field field_ = Field::none;
  std::size_t depth_ = 0;
  std::size_t item_depth_ = 0;     ///< 0: outside
  std::size_t comment_depth_ = 0;  ///< 0: outside
  FilePlace place_;                ///< of the comment
  std::shared_ptr<const ImportedArticle> article_;
};

}  // namespace copytaster::transfer
