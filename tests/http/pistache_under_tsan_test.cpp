// Debian's Pistache is not built for the thread sanitizer, which therefore does not see how its
// accepting thread hands a connection to a reactor, and calls what both do with it a race. These
// two of its classes alone are left out, neither of which calls our code. (To leave out all calls
// from the library would hide that it closes sockets: the next user of a number then "races" with
// the one before. With a Pistache that is instrumented itself there is nothing to leave out.)
#if defined(__SANITIZE_THREAD__)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:Pistache::Tcp::Listener::\nrace:Pistache::Polling::Epoll::\n";
}
#endif
