# Adds up what GoogleTest and TAP's summary say: "passed failed skipped". For script/test.
/^# pass [0-9]+$/ { passed += $3 }
/^# (fail|cancelled) [0-9]+$/ { failed += $3 }
/^# (skipped|todo) [0-9]+$/ { skipped += $3 }
/^\[  PASSED  \] [0-9]+ tests?\.$/ { passed += $4 }
/^\[  FAILED  \] .* \([0-9]+ ms\)$/ { failed++ }
/^\[  SKIPPED \] [0-9]+ tests?[.,]/ { skipped += $4 }
/^  YOU HAVE [0-9]+ DISABLED TESTS?$/ { skipped += $3 }
END { print passed + 0, failed + 0, skipped + 0 }
