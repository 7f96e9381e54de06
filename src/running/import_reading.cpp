#include "running/import_reading.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_set>
#include <utility>

namespace copytaster::running {
namespace {

constexpr std::size_t batch_records_max = 10'000;
constexpr std::size_t batch_bytes_max = std::size_t{8} << 20U;

}  // namespace

void note(const ImportWork& work, const RefusedRecord& refused, ImportReport& report) {
  ++(refused.is_skipped ? report.skipped : report.refused);
  ++report.reasons[refused.reason];
  work.tell(refused);
}

OwnNumbers own_numbers(const ImportWork& work) {
  constexpr int shown_every = 10'000;
  OwnNumbers numbers;
  const auto reader = work.open();
  for (int met = 0; auto record = reader->next();) {
    const auto* comment = std::get_if<ImportedComment>(&*record);
    if (comment == nullptr) continue;
    if (comment->version > 0) {
      numbers.add(comment->source_id);
      numbers.add(comment->parent);
    }
    if (met == 0 && comment->version == 0) return numbers;
    if (++met % shown_every == 0) work.show(reader->bytes_read());
  }
  return numbers;
}

/// A table with a place for each hash, or one behind it; half of them are free. 0 is a free one.
bool MetNumbers::insert(std::uint64_t hash) {
  std::size_t at = hash & (slots_.size() - 1);
  while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & (slots_.size() - 1);
  if (slots_[at] == hash) return false;
  slots_[at] = hash;
  return true;
}

void MetNumbers::grow() {
  constexpr std::size_t first = 1024;
  const auto before = std::exchange(slots_, {});
  slots_.resize(std::max(first, 2 * before.size()));
  for (const std::uint64_t hash : before) {
    if (hash != 0) insert(hash);
  }
}

bool MetNumbers::add(const std::string& source_id) {
  if (count_ == most) return true;
  if (2 * count_ >= slots_.size()) grow();
  const std::uint64_t hash = std::hash<std::string>{}(source_id);
  const bool is_new = insert(std::max<std::uint64_t>(hash, 1));
  count_ += is_new ? 1U : 0U;
  return is_new;
}

BatchReading::BatchReading(const ImportWork& work, ImportReport* report)
    : work_(work), report_(report), reader_(work.open()), check_(work.checks) {}

void BatchReading::refuse(const RefusedRecord& refused) {
  if (report_ != nullptr) note(work_, refused, *report_);
}

std::vector<CheckedImport> BatchReading::next() {
  std::vector<CheckedImport> batch;
  std::size_t bytes = 0;
  while (batch.size() < batch_records_max && bytes < batch_bytes_max && !broken_) {
    auto record = reader_->next();
    if (!record) break;
    if (const auto* broken = std::get_if<BrokenFile>(&*record)) broken_ = *broken;
    if (const auto* refused = std::get_if<RefusedRecord>(&*record)) refuse(*refused);
    auto* comment = std::get_if<ImportedComment>(&*record);
    if (comment == nullptr) continue;
    auto outcome = check_.check(std::move(*comment));
    if (const auto* refused = std::get_if<RefusedRecord>(&outcome)) {
      refuse(*refused);
      continue;
    }
    auto& good = std::get<CheckedImport>(outcome);
    if (!met_.add(good.source_id)) {
      refuse({good.place, good.source_id, "its number stands twice in the file"});
      continue;
    }
    bytes += bytes_of(good);
    batch.push_back(std::move(good));
  }
  work_.show(reader_->bytes_read());
  return batch;
}

/// An article counts with the first of its comments that stand together.
std::size_t BatchReading::bytes_of(const CheckedImport& one) {
  std::size_t bytes = sizeof one + one.text.size() + one.author.size() + one.source_id.size();
  if (one.article == last_article_) return bytes;
  last_article_ = one.article;
  bytes += one.article->title.size() + one.article->url.size();
  for (const auto& url : one.article->urls) bytes += url.size();
  return bytes;
}

namespace {

class DryRun {
 public:
  DryRun(const ImportWork& work, ImportStore& store) : work_(work), store_(store) {}

  ImportReport run() {
    BatchReading reading{work_, &report_};
    for (auto batch = reading.next(); !batch.empty(); batch = reading.next()) look_at(batch);
    report_.broken = reading.broken();
    report_.mended = reading.mended();
    report_.crowded = report_.states[State::pending] > work_.pending_room;
    std::erase_if(report_.states, [](const auto& one) { return one.second == 0; });
    return std::move(report_);
  }

 private:
  void look_at(const std::vector<CheckedImport>& batch) {
    const auto known = store_.known(batch);
    look_up_articles(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const CheckedImport& one = batch[i];
      if (known[i])
        ++report_.known;
      else if (one.article->url.empty() && !known_.contains(one.article->key.text()))
        refuse(one, no_article);
      else
        count(one);
    }
  }
  void count(const CheckedImport& one) {
    ++report_.imported;
    ++report_.states[one.state];
  }
  void refuse(const CheckedImport& one, std::string_view reason) {
    note(work_, {one.place, one.source_id, std::string{reason}}, report_);
  }

  void look_up_articles(const std::vector<CheckedImport>& batch) {
    constexpr std::size_t met_max = 1'000'000;
    std::vector<std::shared_ptr<const WantedArticle>> articles;
    for (const auto& one : batch) {
      if (met_.size() < met_max && met_.insert(one.article->key.text()).second)
        articles.push_back(one.article);
    }
    if (articles.empty()) return;
    const auto found = store_.known_articles(articles);
    for (std::size_t i = 0; i < articles.size(); ++i) {
      if (found[i]) known_.insert(articles[i]->key.text());
      if (found[i])
        ++report_.articles_known;
      else if (!articles[i]->url.empty())
        ++report_.articles_new;
    }
  }

  const ImportWork& work_;
  ImportStore& store_;
  ImportReport report_;
  std::unordered_set<std::string> met_;
  std::unordered_set<std::string> known_;
};

}  // namespace

ImportReport try_import(const ImportWork& work, ImportStore& store) {
  return DryRun{work, store}.run();
}

}  // namespace copytaster::running
