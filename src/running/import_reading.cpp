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

std::size_t bytes_of(const CheckedImport& one) {
  return sizeof one + one.text.size() + one.author.size() + one.source_id.size();
}

}  // namespace

void note(const ImportWork& work, const RefusedRecord& refused, ImportReport& report) {
  ++(refused.is_skipped ? report.skipped : report.refused);
  ++report.reasons[refused.reason];
  work.tell(refused);
}

BatchReading::BatchReading(const ImportWork& work, ImportReport* report)
    : work_(work), report_(report), reader_(work.open()), check_(work.mapping, work.now) {}

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
    batch.push_back(std::get<CheckedImport>(std::move(outcome)));
    bytes += bytes_of(batch.back());
  }
  work_.show(reader_->bytes_read());
  return batch;
}

namespace {

/// Which numbers stand in the file: a hash of each, so many at most.
class Numbers {
 public:
  void add(const std::string& source_id) {
    if (hashes_.size() < most)
      hashes_.push_back(std::hash<std::string>{}(source_id));
    else
      all_ = false;
  }
  void sort() { std::sort(hashes_.begin(), hashes_.end()); }
  bool has_all() const { return all_; }
  bool has(const std::string& source_id) const {
    return std::binary_search(hashes_.begin(), hashes_.end(), std::hash<std::string>{}(source_id));
  }

 private:
  static constexpr std::size_t most = 8'000'000;
  std::vector<std::size_t> hashes_;
  bool all_ = true;
};

class DryRun {
 public:
  DryRun(const ImportWork& work, ImportStore& store) : work_(work), store_(store) {}

  ImportReport run() {
    BatchReading first{work_, nullptr};
    for (auto batch = first.next(); !batch.empty(); batch = first.next()) {
      for (const auto& one : batch) numbers_.add(one.source_id);
    }
    numbers_.sort();
    report_.parents_checked = numbers_.has_all();
    BatchReading second{work_, &report_};
    for (auto batch = second.next(); !batch.empty(); batch = second.next()) look_at(batch);
    report_.broken = second.broken();
    return std::move(report_);
  }

 private:
  void look_at(const std::vector<CheckedImport>& batch) {
    const auto known =
        work_.source.id == 0 ? std::vector<bool>(batch.size()) : store_.known(work_.source, batch);
    look_up_articles(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const CheckedImport& one = batch[i];
      if (known[i])
        ++report_.known;
      else if (one.article->url.empty() && !known_.contains(one.article->key.text()))
        refuse(one, no_article);
      else if (!one.parent.empty() && !one.from_export && report_.parents_checked &&
               !numbers_.has(one.parent))
        refuse(one, "its parent is not in the file");
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
    const auto found = store_.known_articles(work_.source.site, articles);
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
  Numbers numbers_;
  std::unordered_set<std::string> met_;
  std::unordered_set<std::string> known_;
};

}  // namespace

ImportReport try_import(const ImportWork& work, ImportStore& store) {
  return DryRun{work, store}.run();
}

}  // namespace copytaster::running
