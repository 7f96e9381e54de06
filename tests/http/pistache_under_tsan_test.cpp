// Debian's Pistache is not built for the thread sanitizer, which therefore does not see how its
// threads hand a connection from one to the next, and calls its memory and epoll calls races.
// Its calls alone are left out; what our code does on its threads is watched. (With a Pistache that
// is instrumented itself there is nothing to leave out: no report in these tests.)
#if defined(__SANITIZE_THREAD__)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "called_from_lib:libpistache.so\n"; }
#endif
