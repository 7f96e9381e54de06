#pragma once
// What an import says: on the way into the file of those refused, at the end in words or JSON.

#include <string>

#include "commands/commands.hpp"
#include "copytaster/app/import_comments.hpp"

namespace copytaster::commands {

/// A line of JSON for each record that is not brought in. Throws Refused.
class RefusedFile {
 public:
  /// Of a descriptor that is open; -1: nobody wants to know.
  explicit RefusedFile(int file) : file_(file) {}
  void tell(const RefusedRecord& refused);
  void finish();

 private:
  int file_;
  std::string lines_;
};

void tell(const ImportReport& report, const ImportWanted& wanted);
std::string broken_line(const BrokenFile& broken, const std::string& file);

}  // namespace copytaster::commands
