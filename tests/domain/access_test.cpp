#include "copytaster/domain/access.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

TEST(Role, HoldsWhatTheLowerOnesHold) {
  struct Case {
    Role held;
    Role needed;
    bool enough;
  };
  const Case cases[] = {
      {Role::moderator, Role::moderator, true}, {Role::moderator, Role::editor, false},
      {Role::moderator, Role::admin, false},    {Role::moderator, Role::exporter, false},
      {Role::editor, Role::moderator, true},    {Role::editor, Role::editor, true},
      {Role::editor, Role::admin, false},       {Role::editor, Role::exporter, false},
      {Role::admin, Role::moderator, true},     {Role::admin, Role::editor, true},
      {Role::admin, Role::admin, true},         {Role::admin, Role::exporter, true},
      {Role::exporter, Role::moderator, false}, {Role::exporter, Role::editor, false},
      {Role::exporter, Role::admin, false},     {Role::exporter, Role::exporter, true}};
  for (const auto& c : cases)
    EXPECT_EQ(is_enough(c.held, c.needed), c.enough) << name_of(c.held) << " " << name_of(c.needed);
}

TEST(Role, IsReadBackAsItIsWritten) {
  for (const auto role : {Role::moderator, Role::editor, Role::admin, Role::exporter})
    EXPECT_EQ(parse_role(name_of(role)), role);
  EXPECT_FALSE(parse_role("root"));
}

}  // namespace
}  // namespace copytaster
