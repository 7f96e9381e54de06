// `export`: records to a file or standard output, and where the next one goes on.

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "commands/commands.hpp"
#include "commands/forming_file.hpp"
#include "commands/progress.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "copytaster/app/export_comments.hpp"
#include "postgres/export_store.hpp"

namespace copytaster::commands {
namespace {

void write(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw Refused(std::string{"cannot write the export: "} + std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// The cursor of the last time; empty where there was none.
std::string read_cursor(const std::string& path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  if (!file && std::filesystem::is_regular_file(path) && !std::filesystem::is_empty(path))
    throw Refused("cannot read " + path);
  return line;
}

std::optional<ExportCursor> cursor_from(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto cursor = ExportCursor::parse(text);
  if (!cursor) throw Refused("'" + text.substr(0, 64) + "' is not a cursor of an export");
  return cursor;
}

ExportQuery query_for(const ExportWanted& wanted, SiteId site) {
  ExportQuery query;
  query.site = site;
  if (!wanted.article.empty()) query.article = wanted.article;
  if (!wanted.section.empty()) query.section = wanted.section;
  query.from = wanted.from;
  query.to = wanted.to;
  query.removals = wanted.removals;
  query.by_article = goes_by_article(wanted.format);
  query.after = cursor_from(wanted.cursor);
  return query;
}

/// Where records go to a terminal, a bar would stand between them.
bool shows_progress(int file) { return ::isatty(STDERR_FILENO) != 0 && ::isatty(file) == 0; }

/// Gathers records to writes of a sensible size.
void write_all(ExportReading& reading, const ExportWanted& wanted, int file) {
  constexpr std::size_t write_bytes = 65'536;
  Progress progress{"exporting", "comments", Progress::To::terminal};
  const bool shown = shows_progress(file);
  ExportWriter writer{wanted.format, wanted.site};
  std::string buffer;
  std::int64_t rows = 0;
  writer.open(buffer);
  while (const ExportedComment* comment = reading.next()) {
    writer.append(buffer, *comment);
    ++rows;
    if (buffer.size() < write_bytes) continue;
    write(file, buffer);
    buffer.clear();
    if (shown) progress.show(rows, reading.total().value_or(0));
  }
  writer.close(buffer);
  if (wanted.closing_line && wanted.format == ExportFormat::ndjson)
    buffer += closing_line(reading.place().text());
  write(file, buffer);
}

/// Says on `told` where the next export goes on.
void fill(const Settings& settings, const ExportWanted& wanted, int file, int told) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::ExportRows exports{stores.conninfo()};
  ExportQuery query = query_for(wanted, stores.site(wanted.site));
  if (const auto site = settings.sites.find(wanted.site); site != settings.sites.end())
    query.close_after = site->second.policy.close_after;
  query.counted = shows_progress(file);
  const auto reading = exports.open_export(query);
  if (reading->began_anew())
    std::cerr << "the cursor is from before a restore: exported from the beginning\n";
  write_all(*reading, wanted, file);
  write(told, reading->place().text());
  stores.close();
}

/// What a child says to us.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0)
      throw Refused(std::string{"cannot start: "} + std::strerror(errno));
  }
  ~Pipe() {
    for (const int end : ends_) ::close(end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int in() const { return ends_[1]; }
  /// All that was written, of something short.
  std::string text() const {
    std::array<char, 256> room{};
    const auto length = ::read(ends_[0], room.data(), room.size());
    return {room.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
  }

 private:
  std::array<int, 2> ends_{};
};

}  // namespace

int export_comments(const Settings& settings, const ExportWanted& wanted) {
  constexpr mode_t as_usual = 0666;  // less the umask
  ::signal(SIGPIPE, SIG_IGN);        // whoever reads the records may leave: that is said in words
  std::optional<FormingFile> output;
  std::optional<FormingFile> cursor_file;
  if (!wanted.output.empty()) output.emplace(wanted.output, as_usual);
  ExportWanted resumed = wanted;
  if (!wanted.cursor_file.empty()) {
    if (wanted.cursor.empty()) resumed.cursor = read_cursor(wanted.cursor_file);
    cursor_file.emplace(wanted.cursor_file, as_usual);
  }
  const Pipe told;
  const int file = output ? output->descriptor() : STDOUT_FILENO;
  if (!done_by_child([&] { fill(settings, resumed, file, told.in()); })) return 1;

  // The records first: an end between the two exports them once more, and leaves none out.
  const std::string cursor = told.text();
  if (output) output->put_in_place();
  if (cursor_file) {
    write(cursor_file->descriptor(), cursor + "\n");
    cursor_file->put_in_place();
  }
  std::cerr << "next: " << cursor << '\n';
  return 0;
}

}  // namespace copytaster::commands
