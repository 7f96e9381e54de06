// The program: words in, exit status out. What the subcommands are stands in
// commands/command_line.cpp; how a running service is put together, in commands/serve.cpp.

#include <unistd.h>

#include "commands/command_line.hpp"

int main(int count, char** words) { return copytaster::commands::run(count, words, environ); }
