#pragma once
// Turns what libpqxx throws into the faults of app/faults.hpp. libpq's texts quote values ("Key
// (email)=(…) already exists"), so of an SQL error only the SQLSTATE goes on.

#include <exception>

namespace copytaster::postgres {

struct Translated {
  std::exception_ptr fault;
  bool connection_usable;  ///< false: throw the connection away
};

/// What is not libpqxx's passes as it is.
Translated translated(const std::exception_ptr& thrown);

/// Runs `work`; libpqxx's exceptions come out as faults. For connections outside the pool.
template <class Work>
decltype(auto) with_translated_faults(Work&& work) {
  try {
    return work();
  } catch (...) {
    std::rethrow_exception(translated(std::current_exception()).fault);
  }
}

}  // namespace copytaster::postgres
