#include <fstream>
#include <iterator>

#include "postgres/cluster_files.hpp"
#include "postgres/run_program.hpp"

namespace copytaster::postgres {

std::filesystem::path postgres_binaries() {
  for (const char* place : {"/usr/lib/postgresql/15/bin", "/usr/pgsql-15/bin"})
    if (std::filesystem::exists(std::filesystem::path{place} / "initdb")) return place;
  throw ClusterRefused("PostgreSQL 15 is not installed: apt-get install postgresql-15");
}

std::string last_words(const std::filesystem::path& output) {
  constexpr std::size_t reported_bytes_max = 600;
  std::ifstream text{output, std::ios::binary};
  std::string words{std::istreambuf_iterator<char>{text}, {}};
  if (words.size() > reported_bytes_max) words.erase(0, words.size() - reported_bytes_max);
  while (!words.empty() && words.back() == '\n') words.pop_back();
  for (std::size_t at = words.find('\n'); at != std::string::npos; at = words.find('\n', at))
    words.replace(at, 1, "; ");
  return words;
}

}  // namespace copytaster::postgres
