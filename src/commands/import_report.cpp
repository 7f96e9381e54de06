#include "commands/import_report.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include <nlohmann/json.hpp>

#include "commands/startup.hpp"

namespace copytaster::commands {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const ImportReport& report, bool dry_run) {
  Json states = Json::object();
  for (const auto& [state, count] : report.states) states[std::string{name_of(state)}] = count;
  Json reasons = Json::object();
  for (const auto& [reason, count] : report.reasons) reasons[reason] = count;
  Json json = {{"dry_run", dry_run},
               {"imported", report.imported},
               {"known", report.known},
               {"skipped", report.skipped},
               {"refused", report.refused},
               {"states", states},
               {"reasons", reasons},
               {"articles", {{"new", report.articles_new}, {"known", report.articles_known}}},
               {"mended", report.mended},
               {"crowded", report.crowded}};
  if (report.broken)
    json["broken"] = {{"line", report.broken->place.line},
                      {"column", report.broken->place.column},
                      {"reason", report.broken->reason}};
  return json;
}

void tell_in_words(const ImportReport& report, bool dry_run) {
  const auto say = [](std::int64_t count, std::string_view what) {
    std::cout << count << ' ' << what << '\n';
  };
  say(report.imported, dry_run ? "would be imported" : "imported");
  for (const auto& [state, count] : report.states)
    std::cout << "  " << count << ' ' << name_of(state) << '\n';
  if (report.known > 0) say(report.known, "had been brought in before");
  say(report.articles_new, dry_run ? "articles would be made known" : "articles made known");
  say(report.articles_known, "articles were known");
  if (report.skipped + report.refused > 0) {
    say(report.skipped, "skipped");
    say(report.refused, "refused");
    for (const auto& [reason, count] : report.reasons)
      std::cout << "  " << count << ": " << reason << '\n';
  }
  if (report.mended > 0) say(report.mended, "characters that XML forbids were replaced");
  if (report.crowded) std::cout << "more would wait for a moderator than intake.pending_max\n";
}

}  // namespace

void RefusedFile::tell(const RefusedRecord& refused) {
  constexpr std::size_t enough = 65'536;
  if (file_ < 0) return;
  lines_ += refused_line(refused);
  if (lines_.size() >= enough) finish();
}

void RefusedFile::finish() {
  std::string_view rest = lines_;
  while (!rest.empty()) {
    const auto written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      throw Refused(std::string{"cannot write what was refused: "} + std::strerror(errno));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  lines_.clear();
}

void tell(const ImportReport& report, const ImportWanted& wanted) {
  if (wanted.json)
    std::cout << json_of(report, wanted.dry_run).dump() << '\n';
  else
    tell_in_words(report, wanted.dry_run);
  std::cout << std::flush;
}

std::string broken_line(const BrokenFile& broken, const std::string& file) {
  return file + ":" + std::to_string(broken.place.line) + ":" +
         std::to_string(broken.place.column) + ": " + broken.reason +
         "; what stands before it has been read";
}

}  // namespace copytaster::commands
