#include "running/import_line.hpp"

#include <algorithm>
#include <deque>
#include <future>
#include <utility>
#include <vector>

#include "running/import_reading.hpp"

namespace copytaster::running {
namespace {

constexpr std::string_view no_parent = "a place below its parent could not be found";

/// A batch on its way.
struct Prepared {
  std::vector<std::future<std::vector<ReadyImport>>> parts;
};
struct Written {
  std::vector<ReadyImport> records;
  ImportAdded added;
};

/// One reading of the whole file.
class Pass {
 public:
  struct Kind {
    bool first = true;    ///< else only what has waited is still to be told of
    bool places = false;  ///< no parent will come any more
    bool last = false;
  };
  Pass(const ImportWork& work, ImportStore& store) : work_(work), store_(store) {}

  void run(Kind kind, ImportReport& report) {
    kind_ = kind;
    report_ = &report;
    stored_ = waiting_ = 0;
    BatchReading reading{work_, kind.first ? &report : nullptr};
    while (true) {
      auto batch = reading.next();
      if (batch.empty()) break;
      pass_by_known(batch);
      if (is_too_much(batch)) break;
      if (!batch.empty()) waiting_line_.push_back(prepare(std::move(batch)));
      if (waiting_line_.size() > batches_ahead) write_next();
    }
    while (!waiting_line_.empty()) write_next();
    if (writing_.valid()) settle(writing_.get());
    if (reading.broken()) report.broken = reading.broken();
    report.mended = reading.mended();
  }
  std::int64_t stored() const { return stored_; }
  std::int64_t waiting() const { return waiting_; }

 private:
  static constexpr std::size_t batches_ahead = 2;
  static constexpr std::size_t parts = 2;

  void pass_by_known(std::vector<CheckedImport>& batch) {
    if (kind_.first && work_.source.is_new) return;
    const auto known = store_.known(batch);
    std::size_t place = 0;
    const auto gone = std::erase_if(batch, [&](const auto&) { return known[place++]; });
    if (kind_.first) report_->known += static_cast<std::int64_t>(gone);
  }

  /// Readers could not comment any more where so many wait.
  bool is_too_much(const std::vector<CheckedImport>& batch) {
    for (const auto& one : batch) pending_ += one.state == State::pending ? 1 : 0;
    report_->crowded = report_->crowded || pending_ > work_.pending_room;
    return report_->crowded;
  }

  Prepared prepare(std::vector<CheckedImport> batch) {
    const auto ids = store_.take_ids(batch);
    const std::size_t size = (batch.size() + parts - 1) / parts;
    Prepared prepared;
    for (std::size_t begin = 0; begin < batch.size(); begin += size) {
      const auto end = std::min(begin + size, batch.size());
      std::vector<std::pair<CheckedImport, CommentId>> part;
      for (std::size_t i = begin; i < end; ++i) part.emplace_back(std::move(batch[i]), ids[i]);
      prepared.parts.push_back(
          std::async(std::launch::async, [this, part = std::move(part)]() mutable {
            std::vector<ReadyImport> ready_ones;
            ready_ones.reserve(part.size());
            for (auto& [checked, id] : part)
              ready_ones.push_back(
                  ready(std::move(checked), id, work_.source.site, work_.checks.vault));
            return ready_ones;
          }));
    }
    return prepared;
  }

  /// One batch at a time is being written, in the order of the file.
  void write_next() {
    Prepared prepared = std::move(waiting_line_.front());
    waiting_line_.pop_front();
    std::vector<ReadyImport> records;
    for (auto& part : prepared.parts) {
      for (auto& one : part.get()) records.push_back(std::move(one));
    }
    if (writing_.valid()) settle(writing_.get());
    writing_ = std::async(std::launch::async,
                          [this, places = kind_.places, records = std::move(records)]() mutable {
                            auto added = store_.add(records, places);
                            return Written{std::move(records), std::move(added)};
                          });
  }

  void settle(const Written& written) {
    report_->articles_new += written.added.articles_new;
    report_->articles_known += written.added.articles_known;
    for (std::size_t i = 0; i < written.records.size(); ++i)
      settle_one(written.records[i].checked, written.added.outcomes[i]);
  }
  void settle_one(const CheckedImport& record, ImportOutcome outcome) {
    switch (outcome) {
      case ImportOutcome::stored:
        ++stored_;
        ++report_->imported;
        ++report_->states[record.state];
        return;
      case ImportOutcome::known:
        if (kind_.first) ++report_->known;
        return;
      case ImportOutcome::no_article:
        if (kind_.first) refuse(record, no_article);
        return;
      case ImportOutcome::waits:
        ++waiting_;
        if (record.state == State::pending) --pending_;  // it comes again
        if (kind_.last) refuse(record, no_parent);
        return;
    }
  }
  void refuse(const CheckedImport& record, std::string_view reason) {
    note(work_, {record.place, record.source_id, std::string{reason}}, *report_);
  }

  const ImportWork& work_;
  ImportStore& store_;
  Kind kind_;
  ImportReport* report_ = nullptr;
  std::int64_t stored_ = 0;
  std::int64_t waiting_ = 0;
  std::int64_t pending_ = 0;  ///< of all passes
  // These wait for their threads when they go: last, so that all else is still there.
  std::deque<Prepared> waiting_line_;
  std::future<Written> writing_;
};

}  // namespace

/// What waits for its parent comes with a later pass. When one brings nothing any more, no parent
/// will come: then one pass makes places, and the next fills those that something was found for.
ImportReport import_file(const ImportWork& work, ImportStore& store) {
  constexpr int passes_max = 64;
  constexpr int with_places = 4;  // of these; two are enough
  ImportReport report;
  if (work.source.keeps_ids) store.keep_numbers(own_numbers(work));
  Pass pass{work, store};
  pass.run({}, report);
  bool places = false;
  for (int passes = 2; pass.waiting() > 0 && !report.crowded && passes <= passes_max; ++passes) {
    places = places || (passes > 2 && pass.stored() == 0) || passes > passes_max - with_places;
    pass.run({false, places, passes == passes_max}, report);
  }
  store.finish();
  return report;
}

}  // namespace copytaster::running
