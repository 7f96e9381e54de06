// Terms in disguise, and words that only resemble them: every row of the data, one term at a time.

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "domain/rules/term_index.hpp"
#include "tests/domain/json_strings.hpp"

namespace copytaster {
namespace {

struct Row {
  std::string term;
  std::string text;
  std::string technique;
  bool must_match = false;
};

std::vector<Row> rows_of(const std::string& name) {
  std::ifstream file{std::string{COPYTASTER_SOURCE_DIR} + "/tests/data/" + name};
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);  // the header
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream cut{line};
    for (std::string cell; std::getline(cut, cell, '\t');) cells.push_back(cell);
    const auto term = test::strings_of("\"" + cells.at(0) + "\"").at(0);
    rows.push_back({term, test::strings_of(cells.at(1)).at(0), cells.at(2), cells.at(3) == "1"});
  }
  return rows;
}

void check(const Row& row) {
  SCOPED_TRACE(row.term + " / " + row.technique + " / " + row.text);
  const TermIndex index{{{row.term, Match::word}}};
  std::vector<TermIndex::Found> found;
  index.find_in(views_of(row.text), 10, found);
  EXPECT_EQ(!found.empty(), row.must_match);
}

TEST(Evasion, EveryRowOfTheData) {
  const auto rows = rows_of("evasion.tsv");
  ASSERT_EQ(rows.size(), 36U);
  for (const Row& row : rows) check(row);
}

TEST(Evasion, MoreOfTheSameKinds) {
  const auto rows = rows_of("evasion_more.tsv");
  ASSERT_GE(rows.size(), 60U);
  for (const Row& row : rows) check(row);
}

}  // namespace
}  // namespace copytaster
