#pragma once
// The command line: which words mean which command (design: one binary, `--site` everywhere).

namespace copytaster::commands {

/// Reads the words, runs the command, answers the exit status: 0 done, 1 refused or failed, 2
/// wrong usage. Does not throw.
int run(int count, char** words, const char* const* variables);

}  // namespace copytaster::commands
