#include "domain/text/look_alikes.hpp"

#include <algorithm>
#include <iterator>

namespace copytaster::text {
namespace {

struct LookAlike {
  char32_t from;
  char to;
  bool loose = false;
};

/// Sorted by `from`.
constexpr LookAlike latin[] = {
    // Greek
    {0x391, 'a'},
    {0x392, 'b'},
    {0x395, 'e'},
    {0x396, 'z'},
    {0x397, 'h'},
    {0x399, 'i'},
    {0x39A, 'k'},
    {0x39C, 'm'},
    {0x39D, 'n'},
    {0x39F, 'o'},
    {0x3A1, 'p'},
    {0x3A4, 't'},
    {0x3A5, 'y'},
    {0x3A7, 'x'},
    {0x3AC, 'a'},
    {0x3AD, 'e', true},
    {0x3AE, 'n'},
    {0x3AF, 'i'},
    {0x3B1, 'a'},
    {0x3B2, 'b', true},
    {0x3B3, 'y'},
    {0x3B5, 'e', true},
    {0x3B7, 'n'},
    {0x3B9, 'i'},
    {0x3BA, 'k'},
    {0x3BC, 'u', true},
    {0x3BD, 'v'},
    {0x3BF, 'o'},
    {0x3C0, 'n', true},
    {0x3C1, 'p'},
    {0x3C2, 'c', true},
    {0x3C3, 'o'},
    {0x3C4, 't'},
    {0x3C5, 'u'},
    {0x3C7, 'x'},
    {0x3C9, 'w'},
    {0x3CA, 'i'},
    {0x3CC, 'o'},
    {0x3CD, 'u'},
    {0x3F2, 'c'},
    {0x3F3, 'j'},
    {0x3F9, 'c'},
    // Cyrillic
    {0x401, 'e'},
    {0x404, 'e', true},
    {0x405, 's'},
    {0x406, 'i'},
    {0x407, 'i'},
    {0x408, 'j'},
    {0x410, 'a'},
    {0x412, 'b'},
    {0x413, 'r', true},
    {0x415, 'e'},
    {0x417, 'e', true},
    {0x418, 'n', true},
    {0x41A, 'k'},
    {0x41C, 'm'},
    {0x41D, 'h'},
    {0x41E, 'o'},
    {0x41F, 'n', true},
    {0x420, 'p'},
    {0x421, 'c'},
    {0x422, 't'},
    {0x423, 'y'},
    {0x425, 'x'},
    {0x42C, 'b', true},
    {0x42F, 'r', true},
    {0x430, 'a'},
    {0x432, 'b'},
    {0x433, 'r'},
    {0x435, 'e'},
    {0x437, 'e', true},
    {0x438, 'u'},
    {0x439, 'u', true},
    {0x43A, 'k'},
    {0x43C, 'm'},
    {0x43D, 'h'},
    {0x43E, 'o'},
    {0x43F, 'n'},
    {0x440, 'p'},
    {0x441, 'c'},
    {0x442, 't'},
    {0x443, 'y'},
    {0x445, 'x'},
    {0x448, 'w', true},
    {0x44C, 'b', true},
    {0x44F, 'r', true},
    {0x451, 'e'},
    {0x454, 'e', true},
    {0x455, 's'},
    {0x456, 'i'},
    {0x457, 'i'},
    {0x458, 'j'},
    {0x45B, 'h'},
    {0x45E, 'y'},
    {0x461, 'w'},
    {0x474, 'v'},
    {0x475, 'v'},
    {0x48F, 'p'},
    {0x493, 'f', true},
    {0x49B, 'k'},
    {0x4A3, 'h'},
    {0x4AB, 'c'},
    {0x4AE, 'y'},
    {0x4AF, 'y'},
    {0x4B3, 'x'},
    {0x4BA, 'h'},
    {0x4BB, 'h'},
    {0x4C0, 'l'},
    {0x4CF, 'l'},
    {0x4D1, 'a'},
    {0x4D3, 'a'},
    {0x4D7, 'e'},
    {0x4E7, 'o'},
    {0x501, 'd'},
    {0x50C, 'g'},
    {0x51A, 'q'},
    {0x51B, 'q'},
    {0x51C, 'w'},
    {0x51D, 'w'},
    // Armenian
    {0x54D, 'u'},
    {0x54F, 's'},
    {0x555, 'o'},
    {0x561, 'w'},
    {0x563, 'q'},
    {0x566, 'q'},
    {0x570, 'h'},
    {0x575, 'j'},
    {0x578, 'n'},
    {0x57C, 'n'},
    {0x57D, 'u'},
    {0x581, 'g'},
    {0x584, 'f', true},
    {0x585, 'o'},
    // Cherokee
    {0x13A0, 'd'},
    {0x13A1, 'r'},
    {0x13A2, 't'},
    {0x13A5, 'i'},
    {0x13A9, 'y'},
    {0x13AA, 'a'},
    {0x13AB, 'j'},
    {0x13AC, 'e'},
    {0x13B3, 'w'},
    {0x13B7, 'm'},
    {0x13BB, 'h'},
    {0x13C0, 'g'},
    {0x13C2, 'h'},
    {0x13C3, 'z'},
    {0x13CF, 'b'},
    {0x13D2, 'r'},
    {0x13D4, 'w'},
    {0x13D5, 's'},
    {0x13D9, 'v'},
    {0x13DA, 's'},
    {0x13DE, 'l'},
    {0x13DF, 'c'},
    {0x13E2, 'p'},
    {0x13E6, 'k'},
    {0x13E7, 'd'},
    {0x13F3, 'g'},
    {0x13F4, 'b'}};

struct Pair {
  char latin;
  char32_t to;
};
constexpr Pair cyrillic[] = {{'A', 0x430}, {'B', 0x432}, {'C', 0x441}, {'E', 0x435}, {'H', 0x43D},
                             {'I', 0x456}, {'J', 0x458}, {'K', 0x43A}, {'M', 0x43C}, {'O', 0x43E},
                             {'P', 0x440}, {'S', 0x455}, {'T', 0x442}, {'X', 0x445}, {'Y', 0x443},
                             {'a', 0x430}, {'b', 0x44C}, {'c', 0x441}, {'e', 0x435}, {'h', 0x43D},
                             {'i', 0x456}, {'j', 0x458}, {'k', 0x43A}, {'m', 0x43C}, {'n', 0x43F},
                             {'o', 0x43E}, {'p', 0x440}, {'r', 0x433}, {'s', 0x455}, {'t', 0x442},
                             {'u', 0x438}, {'w', 0x448}, {'x', 0x445}, {'y', 0x443}};
constexpr Pair greek[] = {{'A', 0x3B1}, {'B', 0x3B2}, {'E', 0x3B5}, {'H', 0x3B7}, {'I', 0x3B9},
                          {'K', 0x3BA}, {'M', 0x3BC}, {'N', 0x3BD}, {'O', 0x3BF}, {'P', 0x3C1},
                          {'T', 0x3C4}, {'X', 0x3C7}, {'Y', 0x3C5}, {'Z', 0x3B6}, {'a', 0x3B1},
                          {'e', 0x3B5}, {'i', 0x3B9}, {'k', 0x3BA}, {'n', 0x3B7}, {'o', 0x3BF},
                          {'p', 0x3C1}, {'t', 0x3C4}, {'u', 0x3C5}, {'v', 0x3BD}, {'w', 0x3C9},
                          {'x', 0x3C7}, {'y', 0x3B3}, {'z', 0x3B6}};

template <class Pairs>
char32_t find(const Pairs& pairs, char32_t from) {
  for (const Pair& pair : pairs)
    if (static_cast<unsigned char>(pair.latin) == from) return pair.to;
  return 0;
}

struct StandIn {
  char32_t from;
  char32_t to;
  char32_t second = 0;
};
constexpr StandIn for_latin[] = {
    {'0', 'o'},  {'1', 'i', 'l'}, {'3', 'e'},  {'4', 'a'},  {'5', 's'},      {'7', 't'},
    {'8', 'b'},  {'@', 'a'},      {'$', 's'},  {'!', 'i'},  {'|', 'l', 'i'}, {'+', 't'},
    {0xA1, 'i'}, {0xA2, 'c'},     {0xA3, 'l'}, {0xA5, 'y'}, {0xA7, 's'},     {0x20AC, 'e'}};
constexpr StandIn for_cyrillic[] = {{'0', 0x43E},        {'1', 0x438, 0x456}, {'3', 0x437},
                                    {'4', 0x447, 0x430}, {'6', 0x431},        {'8', 0x432},
                                    {'@', 0x430},        {'$', 0x455},        {0x20AC, 0x435}};
constexpr StandIn for_greek[] = {{'0', 0x3BF}, {'1', 0x3B9}, {'3', 0x3B5}, {'4', 0x3B1},
                                 {'5', 0x3C3}, {'7', 0x3C4}, {'@', 0x3B1}, {'!', 0x3B9}};

template <class List>
char32_t find_stand_in(const List& list, char32_t c, bool second) {
  for (const StandIn& one : list)
    if (one.from == c) return second && one.second != 0 ? one.second : one.to;
  return 0;
}

}  // namespace

char32_t latin_look_alike(char32_t c, bool loosely) {
  const auto found =
      std::lower_bound(std::begin(latin), std::end(latin), c,
                       [](const LookAlike& one, char32_t wanted) { return one.from < wanted; });
  if (found == std::end(latin) || found->from != c || (found->loose && !loosely)) return 0;
  return static_cast<unsigned char>(found->to);
}

char32_t look_alike_in(Alphabet alphabet, char32_t letter) {
  if (alphabet == Alphabet::cyrillic) return find(cyrillic, letter);
  return alphabet == Alphabet::greek ? find(greek, letter) : 0;
}

char32_t stand_in(char32_t c, Alphabet alphabet, bool second) {
  if (alphabet == Alphabet::latin) return find_stand_in(for_latin, c, second);
  if (alphabet == Alphabet::cyrillic) return find_stand_in(for_cyrillic, c, second);
  return alphabet == Alphabet::greek ? find_stand_in(for_greek, c, second) : 0;
}

}  // namespace copytaster::text
