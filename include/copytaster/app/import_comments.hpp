#pragma once
// Import: what a site brings along from elsewhere. Every record is checked like a form, masked and
// sealed like a comment that comes in; a bad one is refused by itself and the rest goes in. An
// import that was cut off is run again: what is there is passed by.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "copytaster/app/vault.hpp"
#include "copytaster/domain/article.hpp"
#include "copytaster/domain/imported.hpp"

namespace copytaster {

inline constexpr std::size_t source_id_bytes_max = 200;
inline constexpr std::size_t source_name_bytes_max = 64;
/// Nobody's clock is further ahead.
inline constexpr std::chrono::hours ahead_max{24};
/// An own number is below it, far from what a JSON number holds.
inline constexpr std::int64_t own_numbers_end = std::int64_t{1} << 40U;
inline constexpr std::int64_t versions_end = std::int64_t{1} << 53U;

/// Reads a file from its beginning, in memory that does not grow with it.
class ImportReader {
 public:
  virtual ~ImportReader() = default;
  /// The next record; none at the end, and behind a BrokenFile.
  virtual std::optional<ImportedRecord> next() = 0;
  virtual std::int64_t bytes_read() const = 0;
  /// How many characters so far were none that its format may hold, and were replaced.
  virtual std::int64_t mended() const { return 0; }
};

/// `url or source id TAB article key`, a line each: which article here was which there.
class ArticleMapping {
 public:
  struct Fault {
    std::int64_t line = 0;
    std::string reason;
  };
  /// Empty lines and those that begin with # say nothing.
  static std::variant<ArticleMapping, Fault> parse(std::string_view text);
  /// By its source id, else by its URL.
  std::optional<ArticleKey> key_of(const ImportedArticle& article) const;

 private:
  std::map<std::string, std::string, std::less<>> keys_;
};

/// An article as the store looks for it, and makes it where it is not known.
struct WantedArticle {
  ArticleKey key;
  std::vector<std::string> urls;  ///< by which it may be known; empty: by its key alone
  std::string url;                ///< empty: cannot be made
  std::string other_key;          ///< to be made with where `key` is another page's; may be empty
  std::string title;
  std::string section;
  bool is_open = true;
  Instant created_at;
};
struct ImportChecks;
/// None: it has no key that one could know it by.
std::optional<WantedArticle> wanted_article(const ImportedArticle& article,
                                            const ImportChecks& with);

/// A record that may be stored, with the fields as it said them.
struct CheckedImport {
  FilePlace place;
  std::string source_id;  ///< as it is stored: see `kept_number`
  std::string parent;     ///< the same
  std::shared_ptr<const WantedArticle> article;
  std::string author;
  std::optional<EmailAddress> email;
  std::optional<std::string> url;
  std::string text;
  State state = State::pending;
  std::int64_t version = 1;
  bool from_export = false;  ///< of ours: a parent that is not there was removed
  bool by_person = false;
  Instant created_at;
  std::optional<Instant> edited_at;
  std::optional<Instant> decided_at;
  std::optional<Instant> published_at;

  /// Its own number, where an export of ours has said it.
  std::optional<CommentId> own_number() const;
  /// In the history of its author: not what waits, nor what nobody has decided.
  bool counts() const;
};

/// A whole number as one of ours, written as one writes it.
std::optional<CommentId> own_number(std::string_view number);

/// A number or a UUID: nothing about a person.
bool is_plain_number(std::string_view source_id);
/// As it is stored: what is more than a number, only as a keyed hash.
std::string kept_number(const std::string& source_id, SiteId site, const Vault& vault);

/// What a file says of its own numbers; `first` above `last`: nothing.
struct OwnNumbers {
  CommentId first{own_numbers_end};
  CommentId last{0};
  void add(std::string_view number);
  bool any() const { return first.value <= last.value; }
};

/// What every record of a file is checked with.
struct ImportChecks {
  const ArticleMapping& mapping;
  Instant now;
  SiteId site;
  const Vault& vault;
  std::string source;  ///< its name: by it the numbers of its articles are told from others
};

/// Checks record after record; remembers the article of the last one, as they often stand together.
class ImportCheck {
 public:
  explicit ImportCheck(ImportChecks with) : with_(std::move(with)) {}
  std::variant<CheckedImport, RefusedRecord> check(ImportedComment&& record);

 private:
  using Outcome = std::variant<CheckedImport, std::string>;  ///< or the reason
  Outcome checked(ImportedComment& record);
  std::shared_ptr<const WantedArticle> article_of(const ImportedComment& record);

  ImportChecks with_;
  std::shared_ptr<const ImportedArticle> last_;
  std::shared_ptr<const WantedArticle> last_wanted_;
};

/// As it is stored, but for what only the store can say: its article's and its parent's number.
struct ReadyImport {
  CheckedImport checked;  ///< with author, url and text as readers see them; without the address
  CommentId id;
  std::string author_index;  ///< 16 bytes; empty: no address was told, and nobody has a history
  std::string name_index;
  std::string sealed;
  std::string verdict;
};
/// Masks, hashes and seals.
ReadyImport ready(CheckedImport checked, CommentId id, SiteId site, const Vault& vault);

/// Where a site's comments come from; numbers there mean something only within it.
struct ImportSource {
  SiteId site;
  bool keeps_ids = false;  ///< our own export, into a site that never had anything
  bool is_new = false;     ///< nothing was brought in from there yet
};

enum class ImportOutcome { stored, known, waits, no_article };

struct ImportAdded {
  std::vector<ImportOutcome> outcomes;  ///< one for each record, in their order
  std::int64_t articles_new = 0;
  std::int64_t articles_known = 0;  ///< not met before
};

/// Of one source.
class ImportStore {
 public:
  virtual ~ImportStore() = default;
  /// Before the first batch of a source that keeps its numbers: from here on nobody else is given
  /// one of these.
  virtual void keep_numbers(const OwnNumbers& numbers) = 0;
  /// Which of these have been brought in already.
  virtual std::vector<bool> known(std::span<const CheckedImport> records) = 0;
  /// Numbers for these records: that of the place that is kept for it, its own where the source
  /// keeps them and nobody has it, or a new one.
  virtual std::vector<CommentId> take_ids(std::span<const CheckedImport> records) = 0;
  /// One transaction; durable when it returns. A reply whose parent is not there waits, and is not
  /// stored; `places`: it gets a parent without words instead, which makes place for what comes.
  virtual ImportAdded add(std::span<const ReadyImport> records, bool places) = 0;
  /// Tells exports of all that came in, and lets others have their turn.
  virtual void finish() = 0;
  /// For a dry run: which of these articles are known.
  virtual std::vector<bool> known_articles(
      std::span<const std::shared_ptr<const WantedArticle>> articles) = 0;
};

/// What became of a file.
struct ImportReport {
  std::int64_t imported = 0;
  std::int64_t known = 0;  ///< brought in before
  std::int64_t skipped = 0;
  std::int64_t refused = 0;
  std::map<State, std::int64_t> states;         ///< of those imported
  std::map<std::string, std::int64_t> reasons;  ///< of those skipped or refused
  std::int64_t articles_new = 0;
  std::int64_t articles_known = 0;
  std::int64_t mended = 0;  ///< characters that XML forbids, replaced
  bool crowded = false;     ///< more would wait for a moderator than may: it ends before
  std::optional<BrokenFile> broken;
};

/// One line for the file of those refused.
std::string refused_line(const RefusedRecord& refused);

}  // namespace copytaster
